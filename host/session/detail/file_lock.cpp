// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/detail/file_lock.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <host/session/detail/sentence.h>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>

namespace rondo::host::detail {
namespace {

/// Whether the file still has its name: another program may have removed it between opening and locking.
bool hasItsName(const OpenFile& file, const std::filesystem::path& path) {
    struct stat mine {
    }, named{};
    return ::fstat(file.get(), &mine) == 0 && ::stat(path.c_str(), &named) == 0 &&
           mine.st_ino == named.st_ino && mine.st_dev == named.st_dev;
}

std::string holder(const OpenFile& file) {
    std::array<char, 20> text{};
    const auto size = ::pread(file.get(), text.data(), text.size(), 0);
    const std::string_view digits(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    const auto end = digits.find_first_not_of("0123456789");
    const auto process = digits.substr(0, end);
    return process.empty() ? "" : " (process " + std::string(process) + ")";
}

} // namespace

base::Result<FileLock> FileLock::take(const std::filesystem::path& path, const std::string& what) {
    constexpr int attempts = 100;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        OpenFile file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
        if (!file)
            return base::fail(base::ErrorCode::refused, "The lock " + quoted(path) + " of the " + what +
                                                            " could not be made (" + std::strerror(errno) +
                                                            "); check the folder and its permissions.");
        if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
            if (errno == EINTR)
                continue;
            if (errno == EWOULDBLOCK)
                return base::fail(base::ErrorCode::notOwner, "The " + what + " is open in another Rondo" +
                                                                 holder(file) +
                                                                 "; close it there, or open a copy of it.");
            return base::fail(base::ErrorCode::refused, "The " + what + " could not be locked (" +
                                                            std::strerror(errno) +
                                                            "); open a copy on another disk.");
        }
        if (!hasItsName(file, path))
            continue;
        const auto process = std::to_string(::getpid()) + "\n";
        // Only for the sentence; a full disk must not keep anybody from opening.
        [[maybe_unused]] const bool told =
            ::ftruncate(file.get(), 0) == 0 && ::pwrite(file.get(), process.data(), process.size(), 0) > 0;
        return FileLock(path, std::move(file));
    }
    return base::fail(base::ErrorCode::refused,
                      "The lock " + quoted(path) + " of the " + what +
                          " is made and removed by other programs all the time; try again.");
}

FileLock::~FileLock() {
    if (file_) // before the lock ends, so that nobody's newer file is removed
        ::unlink(path_.c_str());
}

} // namespace rondo::host::detail
