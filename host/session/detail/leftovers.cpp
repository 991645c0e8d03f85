// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/detail/leftovers.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <string>
#include <string_view>

namespace rondo::host::detail {

void removeLeftovers(const std::filesystem::path& file) {
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    // As session::saveText names them: .NAME.PROCESS-COUNT.part
    const auto begin = "." + file.filename().string().substr(0, 200) + ".";
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        const auto name = entry->path().filename().string();
        if (!name.starts_with(begin) || !name.ends_with(".part"))
            continue;
        pid_t process = 0;
        const auto* digits = name.data() + begin.size();
        const auto read = std::from_chars(digits, name.data() + name.size(), process);
        if (read.ec != std::errc{} || *read.ptr != '-' || process <= 0)
            continue;
        std::error_code ignored;
        if (::kill(process, 0) != 0 && errno == ESRCH)
            std::filesystem::remove(entry->path(), ignored);
    }
}

} // namespace rondo::host::detail
