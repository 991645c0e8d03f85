// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/session_file.h>

#include <charconv>
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

constexpr std::int64_t version = 1;
constexpr auto anyVersion = static_cast<std::int64_t>(SessionLimits::id);

base::Error newer(std::string_view source, const std::string& found) {
    return {ErrorCode::unsupported,
            detail::placed(source, "/version",
                           "version " + std::to_string(version) + " was expected and " + found +
                               " was found; it was saved by a newer Rondo, so open it with that one.")};
}

SessionFile read(const Json& json, std::string_view source, const std::filesystem::path& folder) {
    const detail::ObjectReading object(json, source, "");
    if (const auto* format = object.find("format"); format == nullptr)
        object.refuse("/format", "'rondo-session'", "nothing");
    if (const auto format = object.text("format"); format != "rondo-session")
        object.refuse("/format", "'rondo-session'", detail::quotedName(format));
    if (object.find("version") == nullptr)
        object.refuse("/version", "a version", "nothing");
    if (const auto found = object.whole("version", 0, 1, anyVersion); found > version)
        throw base::Failure(newer(source, std::to_string(found)));
    const auto revision = object.whole("revision", 0, 0, anyVersion);
    return {detail::SessionReading(source, folder).document(json, ""), static_cast<std::uint64_t>(revision)};
}

/// Refuses to replace a session of a newer release. Any other file is the caller's to replace.
Result<void> checkReplaced(const std::filesystem::path& path) {
    const auto text = detail::readText(path, "session", SessionLimits::fileBytes);
    if (!text)
        return {};
    const auto found = detail::outermostNumber(*text, "version");
    double number = 0;
    std::from_chars(found.data(), found.data() + found.size(), number);
    if (number > static_cast<double>(version) && text->find("\"rondo-session\"") != std::string::npos)
        return tl::unexpected(newer(detail::quoted(path), found.substr(0, 40)));
    return {};
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
    Json::Object fields{{"format", {std::string("rondo-session")}},
                        {"version", detail::number(version)},
                        {"revision", detail::number(static_cast<std::int64_t>(session.revision))}};
    for (auto& field : detail::writeDocument(session.document, folder))
        fields.push_back(std::move(field));
    return detail::writePretty({std::move(fields)});
}

Result<SessionFile> loadSession(const std::filesystem::path& path) {
    const auto text = detail::readText(path, "session", SessionLimits::fileBytes);
    if (!text)
        return tl::unexpected(text.error());
    return readSession(*text, detail::quoted(path), detail::folderOf(path));
}

Result<void> saveSession(const SessionFile& session, const std::filesystem::path& path) {
    if (auto checked = check(session.document); !checked)
        return checked;
    if (auto checked = checkReplaced(path); !checked)
        return checked;
    return session::saveText(writeSession(session, detail::folderOf(path)), path);
}

} // namespace rondo::host
