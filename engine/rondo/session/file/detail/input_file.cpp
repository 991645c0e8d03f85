// SPDX-License-Identifier: MIT
#include <rondo/session/file/detail/input_file.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <rondo/session/file/detail/quoted.h>
#include <rondo/task/blocking.h>
#include <string>
#include <sys/stat.h>
#include <sys/uio.h>

namespace rondo::session::detail {

using base::ErrorCode;
using base::fail;

namespace {
/// What the page cache has comes at once; what it has not is waited for without the worker.
ssize_t readOnce(int descriptor, char* bytes, std::size_t count, std::int64_t position) noexcept {
    iovec vector{bytes, count};
    const auto got = ::preadv2(descriptor, &vector, 1, position, RWF_NOWAIT);
    if (got >= 0 || (errno != EAGAIN && errno != EOPNOTSUPP))
        return got;
    return task::blocking([&] { return ::pread(descriptor, bytes, count, position); });
}
} // namespace

base::Result<InputFile> InputFile::open(const std::filesystem::path& path, const char* expected) {
    // O_NONBLOCK: opening a named pipe that nobody writes must fail here, not wait.
    FileDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!descriptor) {
        const int reason = errno;
        if (reason == ENOENT || reason == ENOTDIR)
            return fail(ErrorCode::notFound,
                        "The file " + quoted(path) + " does not exist; check the name or give another file.");
        if (reason == EACCES || reason == EPERM)
            return fail(ErrorCode::refused,
                        "The file " + quoted(path) + " may not be read by this user; change its permissions.");
        return fail(ErrorCode::refused, "The file " + quoted(path) + " could not be opened (" +
                                            std::strerror(reason) + "); check it or give another file.");
    }
    struct stat status {};
    if (::fstat(descriptor.get(), &status) != 0)
        return fail(ErrorCode::refused, "The file " + quoted(path) + " could not be examined (" +
                                            std::strerror(errno) + "); give another file.");
    if (S_ISDIR(status.st_mode))
        return fail(ErrorCode::unsupported, quoted(path) + " is a directory and a " + expected +
                                                " was expected; name a file inside it.");
    if (!S_ISREG(status.st_mode))
        return fail(ErrorCode::unsupported, quoted(path) + " is a device, pipe or socket and a " + expected +
                                                " was expected; give an ordinary file.");
    if (status.st_size == 0)
        return fail(ErrorCode::damaged, "The file " + quoted(path) + " is empty (0 bytes) and a " + expected +
                                            " was expected; give another file.");
    ::posix_fadvise(descriptor.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
    return InputFile(std::move(descriptor), static_cast<std::int64_t>(status.st_size));
}

std::int64_t InputFile::read(void* bytes, std::int64_t count) noexcept {
    std::int64_t done = 0;
    refusal_ = 0;
    while (done < count) {
        const auto got = readOnce(descriptor_.get(), static_cast<char*>(bytes) + done,
                                  static_cast<std::size_t>(count - done), position_);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            refusal_ = errno;
        if (got <= 0)
            break;
        done += got;
        position_ += got;
    }
    return done;
}

std::int64_t InputFile::seek(std::int64_t offset, int whence) noexcept {
    const std::int64_t from = whence == SEEK_CUR ? position_ : whence == SEEK_END ? size_ : 0;
    if (from + offset < 0)
        return -1;
    position_ = from + offset;
    return position_;
}

} // namespace rondo::session::detail
