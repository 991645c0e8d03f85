// SPDX-License-Identifier: GPL-3.0-only
#include "console.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace rondo::host {

Console::Console(bool verbose) : stream_(nullptr), terminal_(::isatty(STDERR_FILENO) == 1) {
    const int copy = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10);
    stream_ = copy >= 0 ? ::fdopen(copy, "w") : nullptr;
    if (stream_ == nullptr) {
        stream_ = stderr;
        return;
    }
    if (verbose)
        return;
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    quietened_ = nowhere >= 0 && ::dup2(nowhere, STDERR_FILENO) >= 0;
    if (nowhere >= 0)
        ::close(nowhere);
}

Console::~Console() {
    if (lineShown_)
        std::fputs("\n", stream_);
    restore();
    if (stream_ != stderr)
        std::fclose(stream_);
}

void Console::restore() noexcept {
    std::fflush(stream_);
    if (quietened_)
        ::dup2(::fileno(stream_), STDERR_FILENO);
    quietened_ = false;
}

void Console::clearLine() {
    if (lineShown_)
        std::fputs("\r\x1b[K", stream_);
    lineShown_ = false;
    std::fflush(stream_);
}

void Console::say(const std::string& text) {
    clearLine();
    std::fprintf(stream_, "%s\n", text.c_str());
    std::fflush(stream_);
}

void Console::live(const std::string& text) {
    if (!terminal_) {
        say(text);
        return;
    }
    winsize size{};
    const bool known = ::ioctl(::fileno(stream_), TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    const auto width = known ? static_cast<std::size_t>(size.ws_col) - 1 : text.size();
    std::fprintf(stream_, "\r%s\x1b[K", text.substr(0, width).c_str());
    std::fflush(stream_);
    lineShown_ = true;
}

std::size_t outputColumns() noexcept {
    winsize size{};
    return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : std::size_t{80};
}

} // namespace rondo::host
