// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <rondo/base/result.h>
#include <rondo/session/file/detail/file_descriptor.h>

namespace rondo::session::detail {

/// An ordinary file that is read; it never grows while it is open. On a task's thread, a read that has to wait
/// for the disk lets another thread take over the worker.
class InputFile {
public:
    /// Refuses what is missing, forbidden, empty, or no ordinary file; never waits for a pipe. `expected` is
    /// what sentences call the file.
    static base::Result<InputFile> open(const std::filesystem::path& path, const char* expected = "sound file");

    std::int64_t read(void* bytes, std::int64_t count) noexcept;
    std::int64_t seek(std::int64_t offset, int whence) noexcept;
    std::int64_t tell() const noexcept { return position_; }
    std::int64_t size() const noexcept { return size_; }
    /// Why the last read gave less than asked for: an errno, 0 at the end of the file.
    int refusal() const noexcept { return refusal_; }
    int descriptor() const noexcept { return descriptor_.get(); }

private:
    InputFile(FileDescriptor descriptor, std::int64_t size) noexcept
        : descriptor_(std::move(descriptor)), size_(size) {}

    FileDescriptor descriptor_;
    std::int64_t size_ = 0;
    std::int64_t position_ = 0;
    int refusal_ = 0;
};

} // namespace rondo::session::detail
