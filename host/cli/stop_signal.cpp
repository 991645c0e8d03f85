// SPDX-License-Identifier: GPL-3.0-only
#include "stop_signal.h"

#include <csignal>
#include <poll.h>
#include <rondo/base/error.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace rondo::host {

StopSignal::StopSignal() {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    sigset_t stops;
    sigemptyset(&stops);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        // A program that was started in the background or under nohup keeps ignoring what it was told to
        // ignore.
        struct sigaction now {};
        if (::sigaction(number, nullptr, &now) == 0 && now.sa_handler != SIG_IGN)
            sigaddset(&stops, number);
    }
    ::pthread_sigmask(SIG_BLOCK, &stops, nullptr);
    descriptor_ = ::signalfd(-1, &stops, SFD_CLOEXEC | SFD_NONBLOCK);
    if (descriptor_ < 0)
        throw base::Failure(
            {base::ErrorCode::refused,
             "The system gives no descriptor for signals; close other programs and try again."});
}

StopSignal::~StopSignal() { ::close(descriptor_); }

bool StopSignal::wait(std::chrono::milliseconds time) {
    pollfd waiting{descriptor_, POLLIN, 0};
    if (!requested_ && ::poll(&waiting, 1, static_cast<int>(time.count())) > 0) {
        signalfd_siginfo received{};
        requested_ = ::read(descriptor_, &received, sizeof received) > 0;
    }
    return requested_;
}

} // namespace rondo::host
