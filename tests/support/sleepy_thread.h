// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <fstream>
#include <functional>
#include <string>
#include <support/eventually.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

namespace rondo::test {

/// A thread of which a test can tell that it sleeps in the operation that it was given. Joined at the end.
class SleepyThread {
public:
    explicit SleepyThread(std::function<void()> work)
        : thread_([this, work = std::move(work)] {
              id_.store(static_cast<int>(::syscall(SYS_gettid)), std::memory_order_release);
              work();
              ended_.store(true, std::memory_order_release);
          }) {}
    SleepyThread(const SleepyThread&) = delete;
    SleepyThread& operator=(const SleepyThread&) = delete;
    ~SleepyThread() { join(); }

    /// Returns whether it came to sleep; false when it ended instead.
    bool comesToSleep() const {
        return eventually([&] { return ended() || sleeps(); }) && !ended();
    }
    bool ended() const noexcept { return ended_.load(std::memory_order_acquire); }
    void join() {
        if (thread_.joinable())
            thread_.join();
    }

private:
    bool sleeps() const {
        const int id = id_.load(std::memory_order_acquire);
        if (id == 0)
            return false;
        std::ifstream file("/proc/self/task/" + std::to_string(id) + "/stat");
        std::string text;
        std::getline(file, text);
        const auto nameEnd = text.rfind(')');
        return nameEnd != std::string::npos && text.compare(nameEnd, 3, ") S") == 0;
    }
    std::atomic<int> id_{0};
    std::atomic<bool> ended_{false};
    std::thread thread_; ///< last, so that everything it uses is there when it starts
};

} // namespace rondo::test
