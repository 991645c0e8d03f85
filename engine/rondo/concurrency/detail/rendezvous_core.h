// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <mutex>
#include <rondo/concurrency/detail/channel_core.h>
#include <rondo/concurrency/detail/futex.h>
#include <rondo/concurrency/detail/lock.h>

namespace rondo::concurrency::detail {

/// Who waits for a partner, on its own frame. A partner takes it out of its line under the lock, moves the item
/// outside it, and then only writes the outcome: after that the frame may be gone.
struct RendezvousParty {
    enum State : std::uint32_t { waiting, met, done, closed };
    FutexWord state{waiting};
    RendezvousParty* next = nullptr;

    void finish(State outcome) noexcept;
};

/// First in, first out. Under the lock of its core.
class RendezvousLine {
public:
    void add(RendezvousParty& party) noexcept;
    void remove(RendezvousParty& party) noexcept;
    RendezvousParty* takeFirst() noexcept;
    /// For wait sources, without the lock.
    bool occupied() const noexcept { return length_.load(std::memory_order_seq_cst) != 0; }

private:
    RendezvousParty* first_ = nullptr;
    RendezvousParty* last_ = nullptr;
    Atomic<std::uint32_t> length_{0};
};

/// The part that does not know the type.
class RendezvousHall {
public:
    RendezvousHall() noexcept = default;
    RendezvousHall(const RendezvousHall&) = delete;
    RendezvousHall& operator=(const RendezvousHall&) = delete;

    void close() noexcept;
    bool closed() const noexcept { return closed_.load(std::memory_order_seq_cst); }

protected:
    /// Meets the first of `theirs`; or, with time, joins `mine`. Null and `outcome` when there is nobody.
    RendezvousParty* meet(RendezvousLine& theirs, RendezvousLine& mine, RendezvousParty* self,
                          WaitList& watchers, ChannelResult& outcome) noexcept;
    /// Waits in the line that `meet` joined.
    ChannelResult await(RendezvousParty& self, RendezvousLine& mine, Deadline deadline,
                        Histogram& waits) noexcept;

    RendezvousLine senders_;
    RendezvousLine receivers_;
    WaitList readable_;
    WaitList writable_;
    ChannelCounters counters_;
    Atomic<std::uint64_t> meetings_{0};

private:
    Lock lock_;
    Atomic<bool> closed_{false};
};

template <class T>
class RendezvousCore : public RendezvousHall {
public:
    static_assert(travels<T>, "items change threads: moving and destroying them must not throw");
    using Value = T;
    static constexpr bool manyReceivers = true;

    ChannelResult trySend(T&& value) noexcept { return offer(value, Deadline::immediately()); }
    ChannelResult send(T&& value, Deadline deadline) { return offer(value, deadline); }
    // A copy, because whoever comes moves it away.
    ChannelResult trySend(const T& value) noexcept {
        T copy(value);
        return offer(copy, Deadline::immediately());
    }
    ChannelResult send(const T& value, Deadline deadline) {
        T copy(value);
        return offer(copy, deadline);
    }
    template <class Take>
    ChannelResult tryReceive(Take&& take) noexcept {
        return ask(take, Deadline::immediately());
    }
    template <class Take>
    ChannelResult receive(Take&& take, Deadline deadline) {
        return ask(take, deadline);
    }

    /// Nothing is ever inside.
    void abandon() noexcept { close(); }
    bool readable() const noexcept { return senders_.occupied() || closed(); }
    bool writable() const noexcept { return receivers_.occupied() || closed(); }
    WaitList& readableList() noexcept { return readable_; }
    WaitList& writableList() noexcept { return writable_; }
    std::size_t capacity() const noexcept { return 0; }
    std::size_t occupancy() const noexcept { return 0; }
    ChannelStatistics statistics() const noexcept {
        ChannelStatistics statistics;
        counters_.fill(statistics);
        statistics.sent = statistics.received = meetings_.load(std::memory_order_relaxed);
        return statistics;
    }

private:
    struct Sender : RendezvousParty {
        T* value = nullptr;
    };
    struct Receiver : RendezvousParty {
        const void* taker = nullptr;
        void (*take)(const void* taker, T& value) noexcept = nullptr;
    };

    ChannelResult offer(T& value, Deadline deadline) noexcept {
        Sender self;
        self.value = &value;
        ChannelResult outcome = ChannelResult::full;
        auto* partner = meet(receivers_, senders_, deadline == Deadline::immediately() ? nullptr : &self,
                             readable_, outcome);
        if (partner != nullptr) {
            auto* receiver = static_cast<Receiver*>(partner);
            receiver->take(receiver->taker, value);
            meetings_.fetch_add(1, std::memory_order_relaxed);
            partner->finish(RendezvousParty::done);
            return ChannelResult::done;
        }
        if (outcome == ChannelResult::timeout)
            outcome = await(self, senders_, deadline, counters_.sendWaits);
        if (!outcome && outcome != ChannelResult::closed)
            counters_.refused.fetch_add(1, std::memory_order_relaxed);
        return outcome;
    }
    template <class Take>
    ChannelResult ask(Take& take, Deadline deadline) noexcept {
        Receiver self;
        self.taker = &take;
        self.take = [](const void* taker, T& value) noexcept {
            (*static_cast<const Take*>(taker))(std::move(value));
        };
        ChannelResult outcome = ChannelResult::empty;
        auto* partner = meet(senders_, receivers_, deadline == Deadline::immediately() ? nullptr : &self,
                             writable_, outcome);
        if (partner != nullptr) {
            take(std::move(*static_cast<Sender*>(partner)->value));
            meetings_.fetch_add(1, std::memory_order_relaxed);
            partner->finish(RendezvousParty::done);
            return ChannelResult::done;
        }
        return outcome == ChannelResult::timeout ? await(self, receivers_, deadline, counters_.receiveWaits)
                                                 : outcome;
    }
};

} // namespace rondo::concurrency::detail
