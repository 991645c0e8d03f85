// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/lock.h>
#include <rondo/concurrency/detail/wait_list.h>
#include <rondo/concurrency/wait_source.h>
#include <string>
#include <type_traits>
#include <utility>

namespace rondo::concurrency {

/// Where two parties that know nothing of each other yet hand over one thing, a channel's end for instance: one
/// gives it, the other waits for it, looks whether it is what it should be, and takes it. Once. Whichever comes
/// first waits for the other, and either may close the slot and so answer the other. Whether something is there
/// is a word of its own, so the thing may be of any kind.
///
/// Example:
///     RendezvousSlot<std::string> slot("greeting");
///     expect(slot.give("hello", "the host").has_value());
///     expect(!slot.give("again", "a guest"));
///     expect(slot.take(Deadline::never()).value() == "hello");
///     expect(slot.take(Deadline::never()).error().code == rondo::base::ErrorCode::refused); // once
template <class T>
class RendezvousSlot {
public:
    static_assert(std::is_nothrow_move_constructible_v<T>, "what is handed over must move without throwing");

    /// Effects: makes an empty slot; `name` is shown in errors. Progress: blocking (allocates). [control]
    explicit RendezvousSlot(std::string name = "rendezvous slot") : name_(std::move(name)) {}
    /// Effects: waits for calls that are about to return, so that either party may destroy the slot once its
    /// own call has. Requires: no thread waits inside (`close` answers it) or will call. Progress: blocking.
    /// [control]
    ~RendezvousSlot() {
        while (const auto calls = calls_.load(std::memory_order_acquire))
            detail::futexWait(calls_, calls, std::chrono::milliseconds(1));
    }
    RendezvousSlot(const RendezvousSlot&) = delete;
    RendezvousSlot& operator=(const RendezvousSlot&) = delete;

    /// Effects: puts `value` into the slot and wakes who waits for it; on failure `value` is left as it was.
    /// `giver` is shown in errors. Errors: refused when something was given already, and by whom; closed.
    /// Progress: blocking (a short lock). [any but audio]
    base::Result<void> give(T&& value, const std::string& giver = "a giver");

    /// Effects: waits until something was given, asks `accept(const T&)`, and takes it. What `accept` does not
    /// want is destroyed, its giver learns of it, and something else may be given. What `accept` throws passes
    /// through, and the value stays in the slot. Returns: the value. Errors: timeout; closed when the slot was
    /// closed and is empty; refused when `accept` said no, or the value was taken already. Progress: blocking.
    /// [any but audio]
    template <class Accept>
    base::Result<T> take(Deadline deadline, Accept&& accept);
    /// Effects: the same, and accepts everything. [any but audio]
    base::Result<T> take(Deadline deadline) {
        return take(deadline, [](const T&) noexcept { return true; });
    }

    /// Effects: the giver waits until its value was taken. Errors: timeout; refused when the taker did not want
    /// it; closed when the slot was closed before. Progress: blocking. [any but audio]
    base::Result<void> waitUntilTaken(Deadline deadline);

    /// Effects: answers everybody who waits, and nothing can be given any more; what was given before can still
    /// be taken. Further calls do nothing. Progress: lock-free beside the wake-ups. [any]
    void close() noexcept {
        const Call call(*this);
        word_.fetch_or(closedBit, std::memory_order_seq_cst);
        givers_.notifyAll();
        takers_.notifyAll();
    }

    /// Returns: whether it was closed. Progress: wait-free. [any]
    bool closed() const noexcept { return (word_.load(std::memory_order_relaxed) & closedBit) != 0; }
    /// Returns: a source for waitAny that is ready when `take` will not have to wait. Progress: wait-free.
    /// [any]
    WaitSource takeable() noexcept {
        return WaitSource(takers_, this, [](const void* slot) noexcept {
            const auto word = static_cast<const RendezvousSlot*>(slot)->word_.load(std::memory_order_seq_cst);
            return answersTaker(word);
        });
    }

private:
    // While it lives, a call is inside: what it still does after its answer is out, the destructor waits for.
    class Call {
    public:
        explicit Call(RendezvousSlot& slot) noexcept : calls_(slot.calls_) {
            calls_.fetch_add(1, std::memory_order_relaxed);
        }
        ~Call() { calls_.fetch_sub(1, std::memory_order_release); }
        Call(const Call&) = delete;
        Call& operator=(const Call&) = delete;

    private:
        detail::FutexWord& calls_;
    };

    enum State : std::uint32_t { empty, giving, given, taking, taken, unwanted };
    static constexpr std::uint32_t closedBit = 8;
    static constexpr std::uint32_t stateBits = 7;
    static State stateOf(std::uint32_t word) noexcept { return static_cast<State>(word & stateBits); }

    static bool answersTaker(std::uint32_t word) noexcept {
        const State state = stateOf(word);
        const bool open = (word & closedBit) == 0;
        return state == given || state == taken || (!open && (state == empty || state == unwanted));
    }
    static bool answersGiver(std::uint32_t word) noexcept {
        const State state = stateOf(word);
        return state == taken || state == unwanted || ((word & closedBit) != 0 && state != taking);
    }
    // Changes the state and leaves the closed bit. Only who holds `giving` or `taking` calls it.
    void become(State from, State to) noexcept { word_.fetch_xor(from ^ to, std::memory_order_seq_cst); }
    bool claimForGiving(std::uint32_t& word) noexcept {
        word = word_.load(std::memory_order_relaxed);
        while (word == empty || word == unwanted)
            if (word_.compare_exchange_weak(word, giving, std::memory_order_acquire, std::memory_order_relaxed))
                return true;
        return false;
    }
    // Returns whether the wait is over: `word` then says how, and is `given` when the value is the caller's.
    bool claimForTaking(std::uint32_t& word) noexcept {
        word = word_.load(std::memory_order_seq_cst);
        while (stateOf(word) == given)
            if (word_.compare_exchange_weak(word, word ^ given ^ taking, std::memory_order_acquire,
                                            std::memory_order_relaxed))
                return true;
        return answersTaker(word);
    }
    auto refuse(const std::string& found) const {
        return base::fail(base::ErrorCode::refused,
                          "The slot '" + name_ + "' hands over one value, and " + found);
    }
    auto failClosed(const char* what) const {
        return base::fail(base::ErrorCode::closed, "The slot '" + name_ + "' was closed before " + what +
                                                       "; make a new one for the next rendezvous.");
    }
    auto failTimeout(const char* what) const {
        return base::fail(base::ErrorCode::timeout, "The slot '" + name_ + "' was waited for until " + what +
                                                        ", and the deadline passed; wait again or close it.");
    }

    const std::string name_;
    detail::Lock giverLock_;
    std::string giver_;
    detail::FutexWord word_{empty};
    std::optional<T> value_;
    detail::WaitList takers_;
    detail::WaitList givers_;
    detail::FutexWord calls_{0};
};

template <class T>
base::Result<void> RendezvousSlot<T>::give(T&& value, const std::string& giver) {
    const Call call(*this);
    {
        const std::scoped_lock guard(giverLock_); // so that a refused giver reads a whole name
        std::string name = giver;
        std::uint32_t word = empty;
        if (!claimForGiving(word)) {
            if (stateOf(word) == empty || stateOf(word) == unwanted)
                return failClosed("anything was given");
            return refuse("'" + giver_ + "' gave it already; '" + giver + "' needs a slot of its own.");
        }
        giver_.swap(name);
        value_.emplace(std::move(value));
        become(giving, given);
    }
    takers_.notifyAll();
    return {};
}

template <class T>
template <class Accept>
base::Result<T> RendezvousSlot<T>::take(Deadline deadline, Accept&& accept) {
    const Call call(*this);
    std::uint32_t word = empty;
    if (!detail::waitUntil(takers_, deadline, [&] { return claimForTaking(word); }))
        return failTimeout("something was given");
    if (stateOf(word) == taken)
        return refuse("it was taken already; ask who took it.");
    if (stateOf(word) != given)
        return failClosed("anything was given");
    struct PutBack {
        RendezvousSlot& slot;
        State becomes = given;
        ~PutBack() {
            slot.become(taking, becomes);
            slot.takers_.notifyAll();
            slot.givers_.notifyAll();
        }
    } leave{*this};
    const bool wanted = std::forward<Accept>(accept)(std::as_const(*value_));
    T value = std::move(*value_);
    value_.reset();
    leave.becomes = wanted ? taken : unwanted;
    if (!wanted)
        return refuse("the one that '" + giver_ + "' gave is not what the taker accepts; give another.");
    return value;
}

template <class T>
base::Result<void> RendezvousSlot<T>::waitUntilTaken(Deadline deadline) {
    const Call call(*this);
    std::uint32_t word = empty;
    const auto answered = [&] {
        word = word_.load(std::memory_order_seq_cst);
        return answersGiver(word);
    };
    if (!detail::waitUntil(givers_, deadline, answered))
        return failTimeout("its value was taken");
    if (stateOf(word) == taken)
        return {};
    if (stateOf(word) == unwanted)
        return refuse("the taker did not accept this one; give another.");
    return failClosed("its value was taken");
}

} // namespace rondo::concurrency
