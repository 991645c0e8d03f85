// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/task/detail/brief_lock.h>
#include <rondo/task/detail/wait_queue.h>
#include <span>
#include <vector>

namespace rondo::task::detail {

/// What one source hears: its signals, how much of each it has handed out, and who waits. A signal is handed
/// out once; one that nobody waits for stays.
class SignalCore {
public:
    static constexpr int none = 0;
    static constexpr int closed = -1;

    /// Throws Failure for what cannot be heard.
    explicit SignalCore(std::span<const int> signals);
    ~SignalCore();
    SignalCore(const SignalCore&) = delete;
    SignalCore& operator=(const SignalCore&) = delete;

    /// Returns a signal that has come, and takes it; `closed`; or `none`, and then has enlisted `entry`, if
    /// given, into whose `place` a later one is put.
    int take(WaitEntry* entry) noexcept;
    BriefLock& lock() noexcept { return lock_; }
    /// Under the lock: the same in two parts.
    int takeLocked() noexcept;
    void enlistLocked(WaitEntry& entry) noexcept {
        entry.place = nullptr;
        waiting_.push(entry);
    }
    /// Takes an entry out; it may be out already. Returns the signal that it was given, or `none`.
    int leave(WaitEntry& entry) noexcept;
    /// Gives what has come to who waits.
    void deliver() noexcept;
    void close() noexcept;
    std::uint64_t pending(int signal) noexcept;
    std::vector<int> signals() const;

private:
    struct Heard {
        int signal;
        std::uint64_t taken; ///< under the lock
    };
    /// Under the lock; null when there is none.
    Heard* takeOne() noexcept;

    std::vector<Heard> heard_;
    BriefLock lock_; ///< everything below
    WaitQueue waiting_;
    bool closed_ = false;
};

} // namespace rondo::task::detail
