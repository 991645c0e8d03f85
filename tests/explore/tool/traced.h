// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace explore {

/// An item whose life is watched: used only while it lives, destroyed once, and none left when an execution
/// ends. Races on it are found as on any plain memory.
class Traced {
public:
    static constexpr int movedFrom = -1;

    explicit Traced(int value) noexcept : value_(value) { count(1); }
    Traced(Traced&& other) noexcept : value_(other.take()) { count(1); }
    Traced& operator=(Traced&& other) noexcept {
        verify();
        value_ = other.take();
        return *this;
    }
    Traced(const Traced& other) noexcept : value_(other.value()) { count(1); }
    Traced& operator=(const Traced& other) noexcept {
        verify();
        value_ = other.value();
        return *this;
    }
    ~Traced() {
        verify();
        self_ = nullptr;
        count(-1);
    }

    int value() const noexcept {
        verify();
        return value_;
    }

    static void beginExecution() noexcept;
    static long living() noexcept;

private:
    int take() noexcept {
        verify();
        const int taken = value_;
        value_ = movedFrom;
        return taken;
    }
    void verify() const noexcept;
    static void count(int by) noexcept;

    const Traced* self_ = this;
    int value_;
};

} // namespace explore
