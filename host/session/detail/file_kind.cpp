// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/detail/file_kind.h>

#include <charconv>
#include <host/session/detail/file_text.h>
#include <host/session/detail/sentence.h>
#include <host/session/session_limits.h>

namespace rondo::host::detail {
namespace {

constexpr auto anyVersion = static_cast<std::int64_t>(SessionLimits::id);

base::Error newer(std::string_view source, const FileKind& kind, const std::string& found) {
    return {base::ErrorCode::unsupported,
            placed(source, "/version",
                   "version " + std::to_string(kind.version) + " was expected and " + found +
                       " was found; it was saved by a newer Rondo, so open it with that one.")};
}

} // namespace

void checkKind(const ObjectReading& object, const FileKind& kind) {
    const std::string format(kind.format);
    if (object.find("format") == nullptr)
        object.refuse("/format", "'" + format + "'", "nothing");
    if (const auto found = object.text("format"); found != format)
        object.refuse("/format", "'" + format + "'", quotedName(found));
    if (object.find("version") == nullptr)
        object.refuse("/version", "a version", "nothing");
    if (const auto found = object.whole("version", 0, 1, anyVersion); found > kind.version)
        throw base::Failure(newer(object.source(), kind, std::to_string(found)));
}

base::Result<void> checkReplaced(const std::filesystem::path& path, const FileKind& kind) {
    const auto text = readText(path, kind.called, SessionLimits::fileBytes);
    if (!text)
        return {};
    const auto found = outermostNumber(*text, "version");
    double number = 0;
    std::from_chars(found.data(), found.data() + found.size(), number);
    if (number > static_cast<double>(kind.version) &&
        text->find('"' + std::string(kind.format) + '"') != std::string::npos)
        return tl::unexpected(newer(quoted(path), kind, found.substr(0, 40)));
    return {};
}

} // namespace rondo::host::detail
