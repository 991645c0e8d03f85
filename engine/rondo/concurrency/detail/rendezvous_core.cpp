// SPDX-License-Identifier: MIT
#include <rondo/concurrency/detail/rendezvous_core.h>

namespace rondo::concurrency::detail {

void RendezvousParty::finish(State outcome) noexcept {
    const void* address = &state;
    state.store(outcome, std::memory_order_release); // the last touch: the frame may go now
    futexWake(address, 1);
}

void RendezvousLine::add(RendezvousParty& party) noexcept {
    party.next = nullptr;
    (last_ != nullptr ? last_->next : first_) = &party;
    last_ = &party;
    length_.fetch_add(1, std::memory_order_seq_cst);
}

void RendezvousLine::remove(RendezvousParty& party) noexcept {
    RendezvousParty* before = nullptr;
    for (auto* one = first_; one != &party; one = one->next)
        before = one;
    (before != nullptr ? before->next : first_) = party.next;
    if (last_ == &party)
        last_ = before;
    length_.fetch_sub(1, std::memory_order_relaxed);
}

RendezvousParty* RendezvousLine::takeFirst() noexcept {
    auto* party = first_;
    if (party != nullptr)
        remove(*party);
    return party;
}

void RendezvousHall::close() noexcept {
    {
        const std::scoped_lock guard(lock_);
        closed_.store(true, std::memory_order_seq_cst);
        for (auto* line : {&senders_, &receivers_})
            while (auto* party = line->takeFirst())
                party->finish(RendezvousParty::closed);
    }
    readable_.notifyAll();
    writable_.notifyAll();
}

RendezvousParty* RendezvousHall::meet(RendezvousLine& theirs, RendezvousLine& mine, RendezvousParty* self,
                                      WaitList& watchers, ChannelResult& outcome) noexcept {
    {
        const std::scoped_lock guard(lock_);
        if (closed_.load(std::memory_order_relaxed)) {
            outcome = ChannelResult::closed;
            return nullptr;
        }
        if (auto* partner = theirs.takeFirst()) {
            partner->state.store(RendezvousParty::met, std::memory_order_relaxed);
            return partner;
        }
        if (self == nullptr)
            return nullptr;
        mine.add(*self);
    }
    outcome = ChannelResult::timeout;
    watchers.notifyAll();
    return nullptr;
}

ChannelResult RendezvousHall::await(RendezvousParty& self, RendezvousLine& mine, Deadline deadline,
                                    Histogram& waits) noexcept {
    const auto start = base::monotonicNanoseconds();
    ChannelResult outcome = ChannelResult::timeout;
    for (;;) {
        const auto state = self.state.load(std::memory_order_acquire);
        if (state == RendezvousParty::done || state == RendezvousParty::closed) {
            outcome = state == RendezvousParty::done ? ChannelResult::done : ChannelResult::closed;
            break;
        }
        if (state == RendezvousParty::waiting && deadline.passed()) {
            const std::scoped_lock guard(lock_);
            if (self.state.load(std::memory_order_relaxed) == RendezvousParty::waiting) {
                mine.remove(self);
                break;
            }
            continue; // met at the last moment: the item is being moved
        }
        const auto limit = state == RendezvousParty::waiting ? deadline.remaining() : longestWait;
        futexWait(self.state, state, std::min<std::chrono::nanoseconds>(limit, longestWait));
    }
    waits.record(std::chrono::nanoseconds(base::monotonicNanoseconds() - start));
    return outcome;
}

} // namespace rondo::concurrency::detail
