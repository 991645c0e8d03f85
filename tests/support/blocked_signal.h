// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>
#include <pthread.h>

namespace rondo::test {

/// While it lives, neither this thread nor those that it starts get the signal, so that a reactor's thread
/// does. ThreadSanitizer keeps a signal from a thread that sleeps in the pool's own way until it is awake.
class BlockedSignal {
public:
    explicit BlockedSignal(int signal) {
        sigset_t one;
        ::sigemptyset(&one);
        ::sigaddset(&one, signal);
        ::pthread_sigmask(SIG_BLOCK, &one, &kept_);
    }
    BlockedSignal(const BlockedSignal&) = delete;
    BlockedSignal& operator=(const BlockedSignal&) = delete;
    ~BlockedSignal() { ::pthread_sigmask(SIG_SETMASK, &kept_, nullptr); }

private:
    sigset_t kept_{};
};

} // namespace rondo::test
