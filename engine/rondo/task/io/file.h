// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <rondo/base/result.h>
#include <rondo/task/io/file_access.h>
#include <rondo/task/io/file_status.h>
#include <rondo/task/task.h>
#include <span>
#include <utility>

namespace rondo::task {

namespace detail {
struct OpenFile;
}

/// A regular file for tasks. The system knows no readiness of files: what it has in memory is read at once,
/// and for the disk the worker's seat is another thread's meanwhile, as long as the pool has a spare one. A
/// task is cancelled before such a call or after it, never within, so that the buffer is the caller's again
/// whatever happens. Any number of tasks may use it at a time. The codes of its errors: `notFound` and
/// `refused` when it cannot be opened; `lost` when it ended earlier than it should, or the disk failed; `full`
/// when the disk is full; `closed`.
///
/// Example:
///     #include <rondo/task/pool.h>
///     Pool pool({.workers = 1});
///     const auto path = std::filesystem::temp_directory_path() / "rondo-file-example";
///     pool.run([&]() -> Task<> {
///         auto file = (co_await File::open(path, FileAccess::replace)).value();
///         const std::array sent{std::byte{1}, std::byte{2}};
///         expect((co_await file.writeAt(0, sent)).has_value());
///         std::array<std::byte, 16> got;
///         const auto count = co_await file.readAt(1, got);
///         expect(count.value() == 1 && got[0] == std::byte{2});
///     });
///     std::filesystem::remove(path);
class File {
public:
    /// Effects: `co_await` it: opens a file. Errors: notFound; refused for want of rights, and by `create` when
    /// it exists; invalidArgument for a folder, a device or a pipe; full; TaskCancelled. [a task]
    static Task<base::Result<File>> open(std::filesystem::path path, FileAccess access);

    explicit File(std::shared_ptr<detail::OpenFile> file) noexcept : file_(std::move(file)) {}

    /// Effects: `co_await` it: reads from `offset` on, until `buffer` is full or the file ends. Returns: how
    /// many bytes: fewer only at its end. Errors: lost, closed; TaskCancelled. [a task]
    Task<base::Result<std::size_t>> readAt(std::uint64_t offset, std::span<std::byte> buffer);
    /// Effects: `co_await` it: the same for bytes that must be there. Errors: lost also when the file is
    /// shorter: somebody has cut it since its size was asked for. [a task]
    Task<base::Result<void>> readExactlyAt(std::uint64_t offset, std::span<std::byte> buffer);
    /// Effects: `co_await` it: writes all of `bytes` at `offset`, beyond the end as well. Errors: full when the
    /// disk is, and then a part may be written; lost, refused, closed; TaskCancelled before it begins. [a task]
    Task<base::Result<void>> writeAt(std::uint64_t offset, std::span<const std::byte> bytes);
    /// Effects: `co_await` it: waits until what was written is on the disk. Errors: lost, full, closed;
    /// TaskCancelled before it begins. [a task]
    Task<base::Result<void>> sync();
    /// Effects: `co_await` it: cuts the file, or makes it longer with zeros. Errors: as `writeAt`. [a task]
    Task<base::Result<void>> resize(std::uint64_t size);
    /// Effects: `co_await` it: asks for what can change. Errors: lost, closed; TaskCancelled. [a task]
    Task<base::Result<FileStatus>> status();
    /// Effects: closes it when the calls that are inside have ended. Further calls do nothing. Progress:
    /// blocking. [any but audio]
    void close() noexcept { file_.reset(); }

private:
    std::shared_ptr<detail::OpenFile> file_; ///< null when it is closed
};

} // namespace rondo::task
