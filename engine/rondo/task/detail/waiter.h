// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <rondo/task/detail/atomic.h>
#include <rondo/task/detail/parker.h>
#include <rondo/task/detail/wait_kind.h>

namespace rondo::task::detail {

class TaskNode;

/// Why a waiter was woken.
enum class Woken : std::uint8_t { no = 0, ready = 1, timeout = 2, cancelled = 3 };

/// Who waits: a task, from inside its coroutine's frame, or a thread, from its stack. Everything that could
/// wake it must first claim it, and one alone succeeds. It may be looked at only under the lock of something
/// that it has put itself into, and takes itself out of before it goes.
///
/// A task puts itself into several things before it is suspended, and may be claimed meanwhile: of the two, the
/// one that wakes and the one that suspends, the second lets it go on.
class Waiter {
public:
    Waiter() noexcept = default;
    explicit Waiter(Parker& thread) noexcept : thread_(&thread), state_(threadBit) {}
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;

    /// Before anybody else sees it.
    void set(TaskNode& task) noexcept { task_ = &task; }
    /// Returns whether the caller is the one that wakes it: by `wake`, after what it waits for is in its place.
    bool claim(Woken why) noexcept {
        auto state = state_.load(std::memory_order_relaxed);
        while ((state & whyBits) == 0)
            if (state_.compare_exchange_weak(state,
                                             static_cast<std::uint8_t>(state | static_cast<std::uint8_t>(why)),
                                             std::memory_order_acq_rel, std::memory_order_relaxed))
                return true;
        return false;
    }
    /// After a claim; the last access to it.
    void wake() noexcept;
    /// Returns whether the task stays suspended; false: it has been woken, and goes on by itself.
    bool suspend() noexcept {
        return (state_.fetch_or(suspendedBit, std::memory_order_acq_rel) & wokenBit) == 0;
    }
    /// The same before anybody else sees it.
    void suspendFirst() noexcept { state_.store(suspendedBit, std::memory_order_relaxed); }
    /// For reports; before anybody else sees it.
    void setKind(WaitKind kind) noexcept { kind_ = kind; }
    WaitKind kind() const noexcept { return kind_; }
    /// By whoever has claimed it, before it wakes it: where it was found. Entries lie near their waiter, in its
    /// frame.
    void noteEntry(const void* entry) noexcept { entry_ = static_cast<std::int32_t>(distance(entry)); }
    /// When it was woken.
    bool wasFoundAt(const void* entry) const noexcept { return entry_ != 0 && entry_ == distance(entry); }
    /// Null before `set`.
    TaskNode* task() const noexcept { return task_; }
    Woken woken() const noexcept {
        return static_cast<Woken>(state_.load(std::memory_order_acquire) & whyBits);
    }

private:
    std::ptrdiff_t distance(const void* entry) const noexcept {
        return static_cast<const char*>(entry) - reinterpret_cast<const char*>(this);
    }
    static constexpr std::uint8_t whyBits = 3;
    static constexpr std::uint8_t suspendedBit = 4;
    static constexpr std::uint8_t wokenBit = 8;
    static constexpr std::uint8_t threadBit = 16;

    union {
        TaskNode* task_ = nullptr;
        Parker* thread_; ///< with the threadBit
    };
    Atomic<std::uint8_t> state_{0};
    WaitKind kind_ = WaitKind::world;
    std::int32_t entry_ = 0; ///< its distance
};

} // namespace rondo::task::detail
