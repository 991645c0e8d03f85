// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>
#include <explore/tool/steps.h>
#include <source_location>
#include <type_traits>

namespace rondo::concurrency::detail {

/// The explorer's atomic: the interface of std::atomic; each operation is a step that the explorer orders and
/// whose outcome it chooses among those that the memory model allows.
template <class T>
class Atomic {
    using Value = explore::Value;
    using Place = std::source_location;
    static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= sizeof(Value));

public:
    using value_type = T;
    static constexpr bool is_always_lock_free = true;

    constexpr Atomic() noexcept : Atomic(T{}) {}
    constexpr Atomic(T value) noexcept : initial_(value) {
        if (!std::is_constant_evaluated())
            explore::atomicBorn(this, bits(value));
    }
    constexpr ~Atomic() {
        if (!std::is_constant_evaluated())
            explore::atomicGone(this);
    }
    Atomic(const Atomic&) = delete;
    Atomic& operator=(const Atomic&) = delete;

    T load(std::memory_order order = std::memory_order_seq_cst, Place place = Place::current()) const noexcept {
        return explore::exploring() ? value(explore::atomicLoad(this, bits(initial_), order, place)) : initial_;
    }
    void store(T desired, std::memory_order order = std::memory_order_seq_cst,
               Place place = Place::current()) noexcept {
        if (explore::exploring())
            explore::atomicStore(this, bits(initial_), bits(desired), order, place);
        else
            initial_ = desired;
    }
    T exchange(T desired, std::memory_order order = std::memory_order_seq_cst,
               Place place = Place::current()) noexcept {
        return update([](Value, Value operand) { return operand; }, bits(desired), order, place);
    }
    bool compare_exchange_strong(T& expected, T desired, std::memory_order success, std::memory_order failure,
                                 Place place = Place::current()) noexcept {
        return compare(expected, desired, success, failure, false, place);
    }
    bool compare_exchange_strong(T& expected, T desired, std::memory_order order = std::memory_order_seq_cst,
                                 Place place = Place::current()) noexcept {
        return compare(expected, desired, order, loadPart(order), false, place);
    }
    bool compare_exchange_weak(T& expected, T desired, std::memory_order success, std::memory_order failure,
                               Place place = Place::current()) noexcept {
        return compare(expected, desired, success, failure, true, place);
    }
    bool compare_exchange_weak(T& expected, T desired, std::memory_order order = std::memory_order_seq_cst,
                               Place place = Place::current()) noexcept {
        return compare(expected, desired, order, loadPart(order), true, place);
    }
    T fetch_add(T operand, std::memory_order order = std::memory_order_seq_cst,
                Place place = Place::current()) noexcept requires std::is_integral_v<T> {
        return update([](Value old, Value add) { return bits(static_cast<T>(value(old) + value(add))); },
                      bits(operand), order, place);
    }
    T fetch_sub(T operand, std::memory_order order = std::memory_order_seq_cst,
                Place place = Place::current()) noexcept requires std::is_integral_v<T> {
        return update([](Value old, Value less) { return bits(static_cast<T>(value(old) - value(less))); },
                      bits(operand), order, place);
    }
    T fetch_and(T operand, std::memory_order order = std::memory_order_seq_cst,
                Place place = Place::current()) noexcept requires std::is_integral_v<T> {
        return update([](Value old, Value mask) { return old & mask; }, bits(operand), order, place);
    }
    T fetch_or(T operand, std::memory_order order = std::memory_order_seq_cst,
               Place place = Place::current()) noexcept requires std::is_integral_v<T> {
        return update([](Value old, Value mask) { return old | mask; }, bits(operand), order, place);
    }
    T fetch_xor(T operand, std::memory_order order = std::memory_order_seq_cst,
                Place place = Place::current()) noexcept requires std::is_integral_v<T> {
        return update([](Value old, Value mask) { return old ^ mask; }, bits(operand), order, place);
    }

    /// What the futex functions of this folder hand on.
    Value initialBits() const noexcept { return bits(initial_); }

private:
    static Value bits(T from) noexcept {
        Value to = 0;
        std::memcpy(&to, &from, sizeof(T));
        return to;
    }
    static T value(Value from) noexcept {
        T to;
        std::memcpy(static_cast<void*>(&to), &from, sizeof(T)); // trivially copied, if not trivially made
        return to;
    }
    static constexpr std::memory_order loadPart(std::memory_order order) noexcept {
        return order == std::memory_order_acq_rel   ? std::memory_order_acquire
               : order == std::memory_order_release ? std::memory_order_relaxed
                                                    : order;
    }
    T update(Value (*change)(Value, Value), Value operand, std::memory_order order, Place place) noexcept {
        if (explore::exploring())
            return value(explore::atomicUpdate(this, bits(initial_), change, operand, order, place));
        const T old = initial_;
        initial_ = value(change(bits(old), operand));
        return old;
    }
    bool compare(T& expected, T desired, std::memory_order success, std::memory_order failure, bool weak,
                 Place place) noexcept {
        Value seen = bits(expected);
        bool done = false;
        if (explore::exploring()) {
            done = explore::atomicCompare(this, bits(initial_), seen, bits(desired), success, failure, weak,
                                          place);
        } else {
            done = bits(initial_) == seen;
            seen = bits(initial_);
            if (done)
                initial_ = desired;
        }
        if (!done)
            expected = value(seen);
        return done;
    }

    T initial_;
};

using FutexWord = Atomic<std::uint32_t>;

} // namespace rondo::concurrency::detail
