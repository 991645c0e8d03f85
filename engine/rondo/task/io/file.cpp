// SPDX-License-Identifier: MIT
#include <rondo/task/io/file.h>

#include <cerrno>
#include <fcntl.h>
#include <limits>
#include <rondo/task/detail/atomic.h>
#include <rondo/task/detail/current_task.h>
#include <rondo/task/detail/outside.h>
#include <rondo/task/io/detail/io_error.h>
#include <rondo/task/io/detail/socket_step.h>
#include <rondo/task/yield.h>
#include <string>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace rondo::task {

using base::ErrorCode;
using base::fail;
using base::Result;
using detail::failIo;
using detail::OpenFile;
using FilePointer = std::shared_ptr<OpenFile>;

namespace detail {

struct OpenFile {
    OpenFile(int descriptor, std::string name) noexcept : number(descriptor), path(std::move(name)) {}
    ~OpenFile() { ::close(number); }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    const int number;
    const std::string path;
    Atomic<bool> blocks{false}; ///< whether its file system cannot tell what is in memory
    Atomic<std::uint32_t> calls{0};
};

} // namespace detail

namespace {

int flagsOf(FileAccess access) noexcept {
    // A pipe without a writer must not block the opening; to a regular file it means nothing.
    constexpr int always = O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    switch (access) {
    case FileAccess::read:
        return always | O_RDONLY;
    case FileAccess::update:
        return always | O_RDWR;
    case FileAccess::create:
        return always | O_RDWR | O_CREAT | O_EXCL;
    default:
        return always | O_RDWR | O_CREAT | O_TRUNC;
    }
}

// Plain functions, because another thread may go on with the worker within them, and errno is each thread's.

Result<File> openFile(const std::filesystem::path& path, FileAccess access) {
    const std::string attempt = "open the file " + path.string();
    const detail::Outside outside;
    const int number = ::open(path.c_str(), flagsOf(access), 0666);
    if (number < 0)
        return failIo(errno, attempt);
    auto file = std::make_shared<OpenFile>(number, path.string());
    struct stat found {};
    if (::fstat(number, &found) != 0)
        return failIo(errno, attempt);
    if (!S_ISREG(found.st_mode))
        return fail(ErrorCode::invalidArgument,
                    path.string() + " is no regular file but a folder, a device or a pipe; name a file.");
    return File(std::move(file));
}

// What is in memory needs no other thread.
ssize_t readFromMemory(OpenFile& file, std::span<std::byte> buffer, off_t offset) noexcept {
    if (file.blocks.load(std::memory_order_relaxed))
        return -EAGAIN;
    const iovec where{buffer.data(), buffer.size()};
    const auto got = ::preadv2(file.number, &where, 1, offset, RWF_NOWAIT);
    if (got >= 0)
        return got;
    if (errno == EOPNOTSUPP || errno == ENOSYS)
        file.blocks.store(true, std::memory_order_relaxed);
    return errno == EOPNOTSUPP || errno == ENOSYS || errno == EINTR ? -EAGAIN : -errno;
}

ssize_t readFromDisk(OpenFile& file, std::span<std::byte> buffer, off_t offset) noexcept {
    const detail::Outside outside;
    for (;;) {
        const auto got = ::pread(file.number, buffer.data(), buffer.size(), offset);
        if (got >= 0)
            return got;
        if (errno != EINTR)
            return -errno;
    }
}

Result<std::size_t> readFile(OpenFile& file, std::uint64_t offset, std::span<std::byte> buffer) {
    std::size_t have = 0;
    while (have < buffer.size()) {
        const auto rest = buffer.subspan(have);
        const auto from = static_cast<off_t>(offset + have);
        auto got = readFromMemory(file, rest, from);
        if (got == -EAGAIN)
            got = readFromDisk(file, rest, from);
        if (got < 0)
            return failIo(static_cast<int>(-got), "read from the file " + file.path);
        if (got == 0)
            break;
        have += static_cast<std::size_t>(got);
    }
    return have;
}

Result<void> writeFile(OpenFile& file, std::uint64_t offset, std::span<const std::byte> bytes) {
    const detail::Outside outside;
    while (!bytes.empty()) {
        const auto put = ::pwrite(file.number, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return failIo(errno, "write to the file " + file.path);
        offset += static_cast<std::size_t>(put);
        bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
    return {};
}

Result<void> syncFile(OpenFile& file) {
    const detail::Outside outside;
    if (::fdatasync(file.number) != 0)
        return failIo(errno, "bring the file " + file.path + " to the disk");
    return {};
}

Result<void> resizeFile(OpenFile& file, std::uint64_t size) {
    const detail::Outside outside;
    while (::ftruncate(file.number, static_cast<off_t>(size)) != 0)
        if (errno != EINTR)
            return failIo(errno, "resize the file " + file.path);
    return {};
}

Result<FileStatus> statusOf(OpenFile& file) {
    const detail::Outside outside;
    struct stat found {};
    if (::fstat(file.number, &found) != 0)
        return failIo(errno, "ask for the state of the file " + file.path);
    return FileStatus{static_cast<std::uint64_t>(found.st_size), found.st_nlink == 0};
}

bool tooFar(std::uint64_t offset, std::size_t size) noexcept {
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<off_t>::max());
    return offset > most || size > most - offset;
}

Result<void> checkPlace(const FilePointer& file, std::uint64_t offset, std::size_t size) {
    if (file == nullptr)
        return tl::unexpected(detail::closedError("use a file"));
    if (tooFar(offset, size))
        return fail(ErrorCode::invalidArgument, std::to_string(size) + " bytes at " + std::to_string(offset) +
                                                    " are beyond where files end (2^63 - 1 bytes), in " +
                                                    file->path + ".");
    return {};
}

bool isCancelled() { return detail::currentTask("File").isCancelled(); }

// Or whether it is time to let others go first: what is in memory is read without a wait.
bool turnIsOver(OpenFile& file) {
    constexpr std::uint32_t turn = 32;
    return (file.calls.fetch_add(1, std::memory_order_relaxed) + 1) % turn == 0 || isCancelled();
}

Task<Result<std::size_t>> read(FilePointer file, std::uint64_t offset, std::span<std::byte> buffer,
                               bool whole) {
    if (auto good = checkPlace(file, offset, buffer.size()); !good)
        co_return tl::unexpected(std::move(good).error());
    if (turnIsOver(*file))
        co_await yield();
    auto got = readFile(*file, offset, buffer);
    if (got && whole && *got < buffer.size())
        got =
            fail(ErrorCode::lost, "The file " + file->path + " ends at byte " + std::to_string(offset + *got) +
                                      ", and should reach to " + std::to_string(offset + buffer.size()) +
                                      " at least; somebody has cut it.");
    if (isCancelled())
        co_await yield();
    co_return got;
}

/// What one of the functions above does, for a task.
template <class Value, class Function>
Task<Result<Value>> perform(FilePointer file, std::uint64_t offset, std::size_t size, Function function) {
    if (auto good = checkPlace(file, offset, size); !good)
        co_return tl::unexpected(std::move(good).error());
    if (turnIsOver(*file))
        co_await yield();
    auto result = function(*file);
    co_return result;
}

Task<Result<File>> openTask(std::filesystem::path path, FileAccess access) {
    if (isCancelled())
        co_await yield();
    auto file = openFile(path, access);
    co_return file;
}

} // namespace

Task<Result<File>> File::open(std::filesystem::path path, FileAccess access) {
    return openTask(std::move(path), access);
}

Task<Result<std::size_t>> File::readAt(std::uint64_t offset, std::span<std::byte> buffer) {
    return read(file_, offset, buffer, false);
}

Task<Result<void>> File::readExactlyAt(std::uint64_t offset, std::span<std::byte> buffer) {
    auto got = co_await read(file_, offset, buffer, true);
    if (!got)
        co_return tl::unexpected(std::move(got).error());
    co_return Result<void>();
}

Task<Result<void>> File::writeAt(std::uint64_t offset, std::span<const std::byte> bytes) {
    return perform<void>(file_, offset, bytes.size(),
                         [=](OpenFile& file) { return writeFile(file, offset, bytes); });
}

Task<Result<void>> File::sync() {
    return perform<void>(file_, 0, 0, [](OpenFile& file) { return syncFile(file); });
}

Task<Result<void>> File::resize(std::uint64_t size) {
    return perform<void>(file_, size, 0, [=](OpenFile& file) { return resizeFile(file, size); });
}

Task<Result<FileStatus>> File::status() {
    return perform<FileStatus>(file_, 0, 0, [](OpenFile& file) { return statusOf(file); });
}

} // namespace rondo::task
