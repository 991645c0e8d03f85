// SPDX-License-Identifier: MIT
#include "screen.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <stdexcept>
#include <support/eventually.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rondo::test {
namespace {

bool succeeds(const std::string& command) { return std::system((command + " >/dev/null 2>&1").c_str()) == 0; }

std::string search(const std::string& title) {
    return "timeout 60 xdotool search --onlyvisible --name '" + title + "'";
}

} // namespace

Screen::Screen() {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0)
        throw std::runtime_error("no pipe could be made");
    process_ = ::fork();
    if (process_ == 0) {
        const auto descriptor = std::to_string(ends[1]);
        // Not the first free one: ":0" is what programs take that are told of no display, and this one is
        // killed.
        const auto name = ":" + std::to_string(1000 + ::getppid() % 30000);
        const int nowhere = ::open("/dev/null", O_WRONLY);
        ::dup2(nowhere, STDERR_FILENO);
        ::execlp("Xvfb", "Xvfb", name.c_str(), "-displayfd", descriptor.c_str(), "-screen", "0", "1600x1200x24",
                 "-noreset", "-nolisten", "tcp", nullptr);
        ::_exit(127);
    }
    ::close(ends[1]);
    std::string number;
    for (char letter = 0; ::read(ends[0], &letter, 1) == 1 && letter != '\n';)
        number += letter;
    ::close(ends[0]);
    if (number.empty())
        throw std::runtime_error("Xvfb did not start");
    ::setenv("DISPLAY", (":" + number).c_str(), 1);
}

Screen::~Screen() {
    end();
    ::unsetenv("DISPLAY");
}

void Screen::end() {
    if (process_ <= 0)
        return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
}

bool Screen::shows(const std::string& title) const {
    // A search can also fail because another window goes meanwhile.
    return eventually([&] { return has(title); });
}

bool Screen::has(const std::string& title) const { return succeeds(search(title)); }

bool Screen::press(const std::string& title, const std::string& key) const {
    return succeeds(search(title) + " windowfocus --sync key " + key);
}

} // namespace rondo::test
