// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <support/eventually.h>
#include <thread>
#include <utility>

namespace rondo::test {

/// Holds a thread fast in the middle of a channel's operation: where the channel moves a GatedItem.
class Gate {
public:
    void shut() noexcept { shut_ = true; }
    void open() noexcept { shut_ = false; }
    /// Returns whether a thread came to stand at it.
    bool isReached() const {
        return eventually([&] { return waiting_ > 0; });
    }
    void pass() noexcept {
        ++waiting_;
        while (shut_)
            std::this_thread::yield();
        --waiting_;
    }

private:
    std::atomic<bool> shut_{false};
    std::atomic<int> waiting_{0};
};

/// Stands at its gate, if it has one, when it is move-constructed; that is, when a channel has claimed a place
/// for it and has not published it yet.
class GatedItem {
public:
    explicit GatedItem(int number, Gate* gate = nullptr) noexcept : number_(number), gate_(gate) {}
    GatedItem(GatedItem&& other) noexcept
        : number_(std::exchange(other.number_, gone)), gate_(std::exchange(other.gate_, nullptr)) {
        if (gate_ != nullptr)
            gate_->pass();
    }
    GatedItem& operator=(GatedItem&& other) noexcept {
        number_ = std::exchange(other.number_, gone);
        gate_ = std::exchange(other.gate_, nullptr);
        return *this;
    }

    static constexpr int gone = -1;
    int number() const noexcept { return number_; }

private:
    int number_;
    Gate* gate_;
};

} // namespace rondo::test
