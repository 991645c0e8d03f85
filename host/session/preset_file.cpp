// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/preset_file.h>

#include <host/session/detail/file_kind.h>
#include <host/session/detail/file_text.h>
#include <host/session/detail/sentence.h>
#include <host/session/detail/session_reading.h>
#include <host/session/detail/session_writing.h>
#include <host/session/session_document.h>
#include <host/session/session_limits.h>
#include <rondo/session/file/text_file.h>

namespace rondo::host {

using base::Result;
using detail::Json;

namespace {

constexpr detail::FileKind kind{"rondo-preset", 1, "preset"};

} // namespace

Result<InsertContent> readPreset(std::string_view text, std::string_view source) {
    const auto json = detail::readJson(text, source);
    if (!json)
        return tl::unexpected(json.error());
    try {
        const detail::ObjectReading object(*json, source, "");
        detail::checkKind(object, kind);
        auto preset = detail::SessionReading::readContent(object);
        if (std::holds_alternative<UnknownInsert>(preset))
            object.refuse("", "a 'plugin' or a 'node'", "neither");
        if (auto checked = check(preset, source); !checked)
            return tl::unexpected(std::move(checked.error()));
        return preset;
    } catch (const base::Failure& failure) {
        return base::fail(failure.code(), failure.what());
    }
}

std::string writePreset(const InsertContent& preset) {
    Json::Object fields{{"format", {std::string(kind.format)}},
                        {"version", detail::number(kind.version)},
                        {"rondo", {std::string(RONDO_VERSION)}}};
    for (auto& field : detail::writeContent(preset))
        fields.push_back(std::move(field));
    return detail::writePretty({std::move(fields)});
}

Result<InsertContent> loadPreset(const std::filesystem::path& path) {
    const auto text = detail::readText(path, kind.called, SessionLimits::fileBytes);
    if (!text)
        return tl::unexpected(text.error());
    return readPreset(*text, detail::quoted(path));
}

Result<void> makePresetFolder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        return base::fail(base::ErrorCode::refused, "The folder " + detail::quoted(folder) +
                                                        " for presets cannot be made (" + error.message() +
                                                        "); change its permissions, or save elsewhere.");
    return {};
}

Result<void> savePreset(const InsertContent& preset, const std::filesystem::path& path) {
    if (auto checked = check(preset, detail::quoted(path)); !checked)
        return checked;
    if (path.has_parent_path())
        if (auto made = makePresetFolder(path.parent_path()); !made)
            return made;
    if (auto checked = detail::checkReplaced(path, kind); !checked)
        return checked;
    return session::saveText(writePreset(preset), path);
}

} // namespace rondo::host
