// SPDX-License-Identifier: MIT
#include <rondo/session/file/detail/output_file.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <rondo/session/file/detail/quoted.h>
#include <string>
#include <sys/stat.h>

namespace rondo::session::detail {
namespace {

using base::ErrorCode;
using base::fail;

bool sameFile(const std::filesystem::path& a, const std::filesystem::path& b) noexcept {
    struct stat one {
    }, other{};
    return ::stat(a.c_str(), &one) == 0 && ::stat(b.c_str(), &other) == 0 && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}

base::Result<void> checkTarget(const std::filesystem::path& target,
                               std::span<const std::filesystem::path> inputs) {
    for (const auto& input : inputs)
        if (sameFile(target, input))
            return fail(ErrorCode::refused,
                        "The file " + quoted(target) +
                            " is the one that is read, and it is not overwritten; write to another name.");
    struct stat status {};
    if (::stat(target.c_str(), &status) != 0)
        return {};
    if (S_ISDIR(status.st_mode))
        return fail(ErrorCode::unsupported, quoted(target) +
                                                " is a directory and the name of a file to write was " +
                                                "expected; add a file name.");
    if (!S_ISREG(status.st_mode))
        return fail(ErrorCode::unsupported, quoted(target) +
                                                " is a device, pipe or socket and an ordinary file " +
                                                "was expected; write to another name.");
    if (::access(target.c_str(), W_OK) != 0)
        return fail(ErrorCode::refused,
                    "The file " + quoted(target) +
                        " exists and may not be overwritten by this user; write to another name.");
    return {};
}

std::filesystem::path temporaryFor(const std::filesystem::path& target) {
    static std::atomic<unsigned> count{0};
    std::string name(1, '.');
    name.append(target.filename().string(), 0, 200).append(1, '.').append(std::to_string(::getpid()));
    name.append(1, '-').append(std::to_string(count.fetch_add(1))).append(".part");
    return target.parent_path() / name;
}

std::filesystem::path folderOf(const std::filesystem::path& target) {
    return target.has_parent_path() ? target.parent_path() : std::filesystem::path(".");
}

base::Error describeCreation(const std::filesystem::path& target, int reason) {
    const auto folder = quoted(folderOf(target));
    if (reason == ENOENT || reason == ENOTDIR)
        return {ErrorCode::notFound, "The folder " + folder + " that " + quoted(target) +
                                         " should lie in does not exist; make it, or write elsewhere."};
    if (reason == ENOSPC || reason == EDQUOT)
        return {ErrorCode::full, "There is no room on the disk for " + quoted(target) +
                                     "; free some, or write to another disk."};
    return {ErrorCode::refused, "No file can be made in the folder " + folder + " (" + std::strerror(reason) +
                                    "); write elsewhere, or change its permissions."};
}

} // namespace

OutputFile::OutputFile(std::filesystem::path target, std::filesystem::path temporary,
                       FileDescriptor descriptor) noexcept
    : target_(std::move(target)), temporary_(std::move(temporary)), descriptor_(std::move(descriptor)) {}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : target_(std::move(other.target_)), temporary_(std::exchange(other.temporary_, {})), grows_(other.grows_),
      replaces_(other.replaces_), descriptor_(std::move(other.descriptor_)), position_(other.position_),
      refusal_(other.refusal_) {}

OutputFile::~OutputFile() {
    if (!temporary_.empty())
        ::unlink(temporary_.c_str());
}

base::Result<OutputFile> OutputFile::create(const std::filesystem::path& target,
                                            std::span<const std::filesystem::path> inputs) {
    if (!target.has_filename())
        return fail(ErrorCode::invalidArgument, "The name of a file to write was expected and " +
                                                    quoted(target) + " is none; add a file name.");
    if (const auto checked = checkTarget(target, inputs); !checked)
        return tl::unexpected(checked.error());
    std::error_code ignored;
    auto real = std::filesystem::is_symlink(target, ignored)
                    ? std::filesystem::weakly_canonical(target, ignored)
                    : target;
    if (real.empty())
        real = target;
    auto temporary = temporaryFor(real);
    FileDescriptor descriptor(::open(temporary.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!descriptor)
        return tl::unexpected(describeCreation(target, errno));
    OutputFile file(std::move(real), std::move(temporary), std::move(descriptor));
    file.takePermissions();
    return file;
}

void OutputFile::takePermissions() noexcept {
    struct stat status {};
    if (::stat(target_.c_str(), &status) != 0)
        return;
    replaces_ = true;
    constexpr mode_t all = 07777;
    // The owner first, because a change of it takes some permissions away. Where it may not be kept, the file's
    // is whoever writes it.
    [[maybe_unused]] const bool kept = ::fchown(descriptor_.get(), status.st_uid, status.st_gid) == 0;
    ::fchmod(descriptor_.get(), status.st_mode & all);
}

base::Result<OutputFile> OutputFile::createGrowing(const std::filesystem::path& target) {
    if (!target.has_filename())
        return fail(ErrorCode::invalidArgument, "The name of a file to write was expected and " +
                                                    quoted(target) + " is none; add a file name.");
    FileDescriptor descriptor(::open(target.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!descriptor && errno == EEXIST)
        return fail(ErrorCode::refused, "The file " + quoted(target) +
                                            " exists, and a recording never replaces one; give another name.");
    if (!descriptor)
        return tl::unexpected(describeCreation(target, errno));
    OutputFile file(target, {}, std::move(descriptor));
    file.grows_ = true;
    return file;
}

std::int64_t OutputFile::write(const void* bytes, std::int64_t count) noexcept {
    std::int64_t done = 0;
    // One that grows has a header before what found no room, and that must be made true.
    int refused = grows_ ? 0 : refusal_;
    while (done < count && refused == 0) {
        const auto written = ::pwrite(descriptor_.get(), static_cast<const char*>(bytes) + done,
                                      static_cast<std::size_t>(count - done), position_);
        if (written > 0) {
            done += written;
            position_ += written;
        } else if (written == 0) {
            refused = ENOSPC;
        } else if (errno != EINTR) {
            refused = errno;
        }
    }
    refusal_ = refusal_ == 0 ? refused : refusal_;
    return done;
}

std::int64_t OutputFile::read(void* bytes, std::int64_t count) noexcept {
    const auto got = ::pread(descriptor_.get(), bytes, static_cast<std::size_t>(count), position_);
    position_ += got > 0 ? got : 0;
    return got > 0 ? got : 0;
}

std::int64_t OutputFile::seek(std::int64_t offset, int whence) noexcept {
    const std::int64_t from = whence == SEEK_CUR ? position_ : whence == SEEK_END ? size() : 0;
    if (from + offset < 0)
        return -1;
    position_ = from + offset;
    return position_;
}

std::int64_t OutputFile::size() const noexcept {
    struct stat status {};
    return ::fstat(descriptor_.get(), &status) == 0 ? static_cast<std::int64_t>(status.st_size) : 0;
}

base::Error OutputFile::describe(int reason) const {
    const auto* nothing = grows_      ? "; what was written before is kept."
                          : replaces_ ? "; the file that was there is as it was."
                                      : "; nothing was left under that name.";
    if (reason == ENOSPC || reason == EDQUOT)
        return {ErrorCode::full, "The disk became full while " + quoted(target_) +
                                     " was written; free some room or write to another disk" + nothing};
    if (reason == EFBIG)
        return {ErrorCode::full,
                "The file " + quoted(target_) +
                    " would pass the size that this system allows a file; write a smaller one" + nothing};
    return {ErrorCode::refused, "The file " + quoted(target_) + " could not be written (" +
                                    std::strerror(reason) + "); write to another disk" + nothing};
}

base::Result<void> OutputFile::status() const {
    if (refusal_ != 0)
        return tl::unexpected(describe(refusal_));
    return {};
}

base::Result<void> OutputFile::sync() {
    if (::fdatasync(descriptor_.get()) != 0 && errno != EINVAL && refusal_ == 0)
        refusal_ = errno;
    return status();
}

void OutputFile::truncate(std::int64_t size) noexcept {
    if (::ftruncate(descriptor_.get(), size) != 0 && refusal_ == 0)
        refusal_ = errno;
    position_ = std::min(position_, size);
}

base::Result<void> OutputFile::publish() {
    if (refusal_ == 0 && ::fsync(descriptor_.get()) != 0 && errno != EINVAL)
        refusal_ = errno;
    if (!descriptor_.close() && refusal_ == 0)
        refusal_ = errno;
    if (refusal_ == 0 && !grows_ && ::rename(temporary_.c_str(), target_.c_str()) != 0)
        refusal_ = errno;
    if (refusal_ != 0)
        return status();
    temporary_.clear();
    const FileDescriptor folder(::open(folderOf(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder)
        ::fsync(folder.get());
    return {};
}

} // namespace rondo::session::detail
