// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <rondo/base/result.h>
#include <rondo/session/file/detail/file_descriptor.h>
#include <span>

namespace rondo::session::detail {

/// A file that appears under its name complete or not at all: written under a temporary name beside it, stored,
/// then renamed; it keeps the permissions of one that it replaces. Destruction before `publish` removes the
/// temporary file. One that grows stands under its name from the start, and stays.
class OutputFile {
public:
    /// Refuses what cannot end well before anything is written.
    static base::Result<OutputFile> create(const std::filesystem::path& target,
                                           std::span<const std::filesystem::path> inputs);
    /// One that grows; refuses a name that is taken.
    static base::Result<OutputFile> createGrowing(const std::filesystem::path& target);
    OutputFile(OutputFile&& other) noexcept;
    OutputFile& operator=(OutputFile&& other) = delete;
    ~OutputFile();

    std::int64_t write(const void* bytes, std::int64_t count) noexcept;
    std::int64_t read(void* bytes, std::int64_t count) noexcept;
    std::int64_t seek(std::int64_t offset, int whence) noexcept;
    std::int64_t tell() const noexcept { return position_; }
    std::int64_t size() const noexcept;

    /// The first thing the system refused, or nothing. One that grows is still written to, where it can be.
    base::Result<void> status() const;
    /// Waits until the disk has what was written so far.
    base::Result<void> sync();
    /// Drops what is behind.
    void truncate(std::int64_t size) noexcept;
    base::Result<void> publish();

private:
    OutputFile(std::filesystem::path target, std::filesystem::path temporary,
               FileDescriptor descriptor) noexcept;
    /// Of the file that it replaces.
    void takePermissions() noexcept;
    base::Error describe(int reason) const;

    std::filesystem::path target_;
    std::filesystem::path temporary_; ///< empty for one that grows, and when it is published
    bool grows_ = false;
    bool replaces_ = false; ///< a file that was there before
    FileDescriptor descriptor_;
    std::int64_t position_ = 0;
    int refusal_ = 0; ///< errno of the first failed write
};

} // namespace rondo::session::detail
