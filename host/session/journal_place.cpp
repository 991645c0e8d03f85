// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/journal_place.h>

#include <algorithm>
#include <cstdlib>
#include <host/session/detail/checksum.h>
#include <host/session/detail/file_lock.h>

namespace rondo::host {
namespace {

std::filesystem::path realPath(const std::filesystem::path& path) {
    std::error_code error;
    auto real = std::filesystem::weakly_canonical(path, error);
    return error ? std::filesystem::absolute(path, error) : real;
}

JournalPlace named(const std::filesystem::path& folder, const std::string& name) {
    return {folder / (name + ".journal"), folder / (name + ".lock")};
}

} // namespace

JournalPlace JournalPlace::beside(const std::filesystem::path& session) {
    const auto real = realPath(session);
    // The rest tells long names apart, which must leave room for the endings.
    const auto name = real.filename().string();
    const auto brief =
        name.size() <= 200 ? name : name.substr(0, 180) + "-" + detail::hexadecimal(detail::checksum(name));
    return named(real.parent_path(), "." + brief);
}

JournalPlace JournalPlace::away(const std::filesystem::path& session,
                                const std::filesystem::path& stateFolder) {
    const auto real = realPath(session);
    const auto path = real.string();
    return named(stateFolder,
                 "session-" + detail::hexadecimal(detail::checksum(path)) +
                     detail::hexadecimal(detail::checksum(path, detail::checksum(real.filename().string()))));
}

JournalPlace JournalPlace::untitled(unsigned number, const std::filesystem::path& stateFolder) {
    return named(stateFolder, "untitled-" + std::to_string(number));
}

std::vector<JournalPlace> JournalPlace::leftUntitled(const std::filesystem::path& stateFolder) {
    std::vector<JournalPlace> left;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(stateFolder, error), end; !error && entry != end;
         entry.increment(error)) {
        const auto name = entry->path().stem().string();
        if (!name.starts_with("untitled-") || entry->path().extension() != ".journal")
            continue;
        auto place = named(stateFolder, name);
        if (detail::FileLock::take(place.lock, "journal " + name))
            left.push_back(std::move(place));
    }
    std::ranges::sort(left, {}, &JournalPlace::file);
    return left;
}

std::optional<std::filesystem::path> stateFolder() {
    if (const char* given = std::getenv("XDG_STATE_HOME"); given != nullptr && given[0] == '/')
        return std::filesystem::path(given) / "rondo";
    if (const char* home = std::getenv("HOME"); home != nullptr && home[0] == '/')
        return std::filesystem::path(home) / ".local" / "state" / "rondo";
    return std::nullopt;
}

} // namespace rondo::host
