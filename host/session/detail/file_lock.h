// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <host/session/detail/open_file.h>
#include <rondo/base/result.h>
#include <string>

namespace rondo::host::detail {

/// A file whose lock one program holds; it ends with the program, however that ends. Its destruction removes
/// it.
class FileLock {
public:
    /// `what` is held, as it stands in the sentence: "session 'x'". Errors: notOwner when another program, or
    /// another lock of this one, has it; else what the system says.
    static base::Result<FileLock> take(const std::filesystem::path& path, const std::string& what);
    FileLock(FileLock&& other) noexcept = default;
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock();

private:
    FileLock(std::filesystem::path path, OpenFile file) : path_(std::move(path)), file_(std::move(file)) {}
    std::filesystem::path path_;
    OpenFile file_;
};

} // namespace rondo::host::detail
