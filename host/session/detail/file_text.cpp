// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/detail/file_text.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <host/session/detail/open_file.h>
#include <host/session/detail/sentence.h>
#include <sys/stat.h>

namespace rondo::host::detail {

using base::ErrorCode;
using base::fail;

base::Result<std::string> readText(const std::filesystem::path& path, std::string_view what,
                                   std::size_t limit) {
    const auto sentence = [&](ErrorCode code, const std::string& expected, const std::string& found) {
        return fail(code, quoted(path) + ": " + expected + " was expected and " + found + ".");
    };
    const std::string kind(what);
    // Without O_NONBLOCK a pipe would be waited for.
    const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file && (errno == ENOENT || errno == ENOTDIR))
        return sentence(ErrorCode::notFound, "a " + kind, "there is no such file; check the name");
    if (!file)
        return sentence(ErrorCode::refused, "a " + kind + " that may be read",
                        std::string("the system refused (") + std::strerror(errno) +
                            "); check its permissions");
    struct stat status {};
    if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
        return sentence(ErrorCode::unsupported, "an ordinary file",
                        "a folder, device, pipe or socket was found; give a " + kind);
    if (static_cast<std::uint64_t>(status.st_size) > limit)
        return sentence(ErrorCode::unsupported, "a " + kind + " of at most " + std::to_string(limit) + " bytes",
                        std::to_string(status.st_size) + " were found; give another file");
    std::string text(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t done = 0;
    while (done < text.size()) {
        const auto got = ::read(file.get(), text.data() + done, text.size() - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return sentence(ErrorCode::refused, "a " + kind + " that can be read",
                            std::string("the system failed (") + std::strerror(errno) + "); check the disk");
        if (got == 0)
            break;
        done += static_cast<std::size_t>(got);
    }
    text.resize(done);
    return text;
}

std::filesystem::path folderOf(const std::filesystem::path& path) {
    std::error_code error;
    auto real = std::filesystem::weakly_canonical(path, error);
    if (error)
        real = std::filesystem::absolute(path, error).lexically_normal();
    return real.parent_path();
}

} // namespace rondo::host::detail
