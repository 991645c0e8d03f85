// SPDX-License-Identifier: MIT
#include <rondo/base/error.h>
#include <rondo/concurrency/event_group.h>

namespace rondo::concurrency {

bool EventGroup::set(Bits bits) noexcept {
    std::uint64_t word = word_.load(std::memory_order_relaxed);
    do {
        if ((word & closedBit) != 0)
            return false;
    } while (
        !word_.compare_exchange_weak(word, word | bits, std::memory_order_seq_cst, std::memory_order_relaxed));
    waiting_.notifyAll();
    return true;
}

tl::expected<EventGroup::Bits, WaitResult> EventGroup::waitForAny(Bits bits, Deadline deadline,
                                                                  AfterWait after) {
    return wait(bits, deadline, after, &isAnyUp);
}

tl::expected<EventGroup::Bits, WaitResult> EventGroup::waitForAll(Bits bits, Deadline deadline,
                                                                  AfterWait after) {
    return wait(bits, deadline, after, &areAllUp);
}

WaitSource EventGroup::anyOf(Bits bits) noexcept {
    const auto isReady = [](const void* group, std::uint64_t wanted) noexcept {
        const auto word = static_cast<const EventGroup*>(group)->word_.load(std::memory_order_seq_cst);
        return isAnyUp(word, static_cast<Bits>(wanted)) || (word & closedBit) != 0;
    };
    return WaitSource(waiting_, this, isReady, bits);
}

WaitSource EventGroup::allOf(Bits bits) noexcept {
    const auto isReady = [](const void* group, std::uint64_t wanted) noexcept {
        const auto word = static_cast<const EventGroup*>(group)->word_.load(std::memory_order_seq_cst);
        return areAllUp(word, static_cast<Bits>(wanted)) || (word & closedBit) != 0;
    };
    return WaitSource(waiting_, this, isReady, bits);
}

void EventGroup::close() noexcept {
    word_.fetch_or(closedBit, std::memory_order_seq_cst);
    waiting_.notifyAll();
}

tl::expected<EventGroup::Bits, WaitResult> EventGroup::wait(Bits bits, Deadline deadline, AfterWait after,
                                                            IsMet isMet) {
    if (bits == 0)
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "A wait at the event group '" + name_ +
                                 "' needs at least one flag, and none was named; pass the flags to wait for."});
    std::uint64_t word = 0;
    const auto attempt = [&]() noexcept {
        word = word_.load(std::memory_order_seq_cst);
        while (isMet(word, bits)) {
            if (after == AfterWait::keep)
                return true;
            if (word_.compare_exchange_weak(word, word & ~std::uint64_t{bits}, std::memory_order_acquire,
                                            std::memory_order_relaxed))
                return true;
        }
        return (word & closedBit) != 0;
    };
    if (!detail::waitUntil(waiting_, deadline, attempt))
        return tl::unexpected<WaitResult>(WaitResult::timeout);
    if (!isMet(word, bits))
        return tl::unexpected<WaitResult>(WaitResult::closed);
    return static_cast<Bits>(word) & bits;
}

} // namespace rondo::concurrency
