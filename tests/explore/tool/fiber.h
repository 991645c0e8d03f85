// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace explore {

/// A stack of its own with the thread-local storage of a real thread that sleeps for ever. Changing to another
/// fiber costs some nanoseconds, because no kernel is asked: what makes an exhaustive search affordable.
class Fiber {
public:
    static constexpr std::size_t stackBytes = 256 * 1024;

    Fiber() noexcept = default;
    Fiber(const Fiber&) = delete;
    Fiber& operator=(const Fiber&) = delete;

    /// Makes it ready to run `entry`, which must not return, from the start of `stack`.
    void prepare(std::byte* stack, void (*entry)()) noexcept;
    /// Takes the calling thread's storage; for the fiber that the program began with.
    void adoptCaller() noexcept;
    /// Gives it fresh thread-local storage: that of an execution that was given up is in an unknown state.
    void renewStorage();

    /// Goes on with `to`; returns when somebody goes on with `from`.
    static void change(Fiber& from, Fiber& to) noexcept;

private:
    void* stackPointer_ = nullptr;
    std::uintptr_t storage_ = 0;
};

} // namespace explore
