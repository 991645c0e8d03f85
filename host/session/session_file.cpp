// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/session_file.h>

#include <host/session/detail/file_kind.h>
#include <host/session/detail/file_text.h>
#include <host/session/detail/sentence.h>
#include <host/session/detail/session_reading.h>
#include <host/session/detail/session_writing.h>
#include <host/session/session_limits.h>
#include <rondo/session/file/text_file.h>

namespace rondo::host {

using base::ErrorCode;
using base::fail;
using base::Result;
using detail::Json;

namespace {

constexpr detail::FileKind kind{"rondo-session", 1, "session"};

SessionFile read(const Json& json, std::string_view source, const std::filesystem::path& folder) {
    const detail::ObjectReading object(json, source, "");
    detail::checkKind(object, kind);
    const auto revision = object.whole("revision", 0, 0, static_cast<std::int64_t>(SessionLimits::id));
    return {detail::SessionReading(source, folder).document(json, ""), static_cast<std::uint64_t>(revision)};
}

} // namespace

Result<SessionFile> readSession(std::string_view text, std::string_view source,
                                const std::filesystem::path& folder) {
    const auto json = detail::readJson(text, source);
    if (!json)
        return tl::unexpected(json.error());
    try {
        auto session = read(*json, source, folder);
        if (auto checked = check(session.document, source); !checked)
            return tl::unexpected(std::move(checked.error()));
        return session;
    } catch (const base::Failure& failure) {
        return fail(failure.code(), failure.what());
    }
}

std::string writeSession(const SessionFile& session, const std::filesystem::path& folder) {
    Json::Object fields{{"format", {std::string(kind.format)}},
                        {"version", detail::number(kind.version)},
                        {"revision", detail::number(static_cast<std::int64_t>(session.revision))}};
    for (auto& field : detail::writeDocument(session.document, folder))
        fields.push_back(std::move(field));
    return detail::writePretty({std::move(fields)});
}

Result<SessionFile> loadSession(const std::filesystem::path& path) {
    const auto text = detail::readText(path, kind.called, SessionLimits::fileBytes);
    if (!text)
        return tl::unexpected(text.error());
    return readSession(*text, detail::quoted(path), detail::folderOf(path));
}

Result<void> saveSession(const SessionFile& session, const std::filesystem::path& path) {
    if (auto checked = check(session.document); !checked)
        return checked;
    if (auto checked = detail::checkReplaced(path, kind); !checked)
        return checked;
    return session::saveText(writeSession(session, detail::folderOf(path)), path);
}

} // namespace rondo::host
