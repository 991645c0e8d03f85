// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>

namespace rondo::test {

/// While it lives, the calling thread and those that it starts leave a signal that comes to the process to
/// others. Wanted where threads sleep on a bare futex: ThreadSanitizer keeps a signal back until its thread
/// makes a call that it knows, and one that sleeps so never does.
class SignalBlocked {
public:
    explicit SignalBlocked(int signal) noexcept {
        sigset_t blocked;
        ::sigemptyset(&blocked);
        ::sigaddset(&blocked, signal);
        ::pthread_sigmask(SIG_BLOCK, &blocked, &kept_);
    }
    ~SignalBlocked() { ::pthread_sigmask(SIG_SETMASK, &kept_, nullptr); }
    SignalBlocked(const SignalBlocked&) = delete;
    SignalBlocked& operator=(const SignalBlocked&) = delete;

private:
    sigset_t kept_{};
};

} // namespace rondo::test
