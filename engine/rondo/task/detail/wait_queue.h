// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/task/detail/waiter.h>

namespace rondo::task::detail {

/// A waiter's place in a queue, in the frame that it waits in. Out of the queue it follows itself.
struct WaitEntry {
    WaitEntry() noexcept = default;
    /// A copy is in no queue.
    WaitEntry(const WaitEntry& other) noexcept : waiter(other.waiter), place(other.place) {}
    WaitEntry& operator=(const WaitEntry&) = delete;

    Waiter* waiter = nullptr;
    void* place = nullptr; ///< what is taken from, and null then, or put into by the one who wakes it
    WaitEntry* before = this;
    WaitEntry* after = nullptr;
};

/// Who waits for one thing, first in, first out; under that thing's lock.
class WaitQueue {
public:
    bool empty() const noexcept { return first_ == nullptr; }
    void push(WaitEntry& entry) noexcept {
        entry.before = last_;
        entry.after = nullptr;
        (last_ != nullptr ? last_->after : first_) = &entry;
        last_ = &entry;
    }
    /// Also when it is in it no more.
    void remove(WaitEntry& entry) noexcept {
        if (entry.before == &entry)
            return;
        (entry.before != nullptr ? entry.before->after : first_) = entry.after;
        (entry.after != nullptr ? entry.after->before : last_) = entry.before;
        entry.before = &entry;
    }
    /// Takes out and claims the one that has waited longest, which the caller must wake; null when there is
    /// none.
    WaitEntry* claim() noexcept {
        while (auto* const entry = first_) {
            first_ = entry->after;
            (first_ != nullptr ? first_->before : last_) = nullptr;
            entry->before = entry;
            if (entry->waiter->claim(Woken::ready)) {
                entry->waiter->noteEntry(entry);
                return entry;
            }
        }
        return nullptr;
    }

private:
    WaitEntry* first_ = nullptr;
    WaitEntry* last_ = nullptr;
};

} // namespace rondo::task::detail
