// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>
#include <future>
#include <rondo/concurrency/executor.h>
#include <thread>

namespace rondo::test {

/// A closure that holds the executor until it is released, so that a test decides what queues up behind it.
class Blocker {
public:
    explicit Blocker(concurrency::Executor& executor) {
        auto go = gate_.get_future().share();
        REQUIRE(executor.post(
            [this, go] {
                entered_.set_value();
                go.wait();
            },
            "blocker"));
        entered_.get_future().wait();
    }
    ~Blocker() { release(); }
    Blocker(const Blocker&) = delete;
    Blocker& operator=(const Blocker&) = delete;
    void release() {
        if (!released_)
            gate_.set_value();
        released_ = true;
    }

private:
    std::promise<void> entered_;
    std::promise<void> gate_;
    bool released_ = false;
};

/// Returns once that many closures wait in the executor.
inline void awaitWaiting(const concurrency::Executor& executor, std::uint64_t count) {
    while (executor.statistics().waiting < count)
        std::this_thread::yield();
}

} // namespace rondo::test
