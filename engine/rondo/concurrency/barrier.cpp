// SPDX-License-Identifier: MIT
#include <rondo/base/error.h>
#include <rondo/concurrency/barrier.h>

namespace rondo::concurrency {

Barrier::Barrier(std::uint32_t parties, const std::string& name) : parties_(parties) {
    if (parties == 0 || parties > arrivedBits)
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "The barrier '" + name + "' needs between 1 and 2^31 - 1 parties, and " +
                                 std::to_string(parties) + " was given; say how many threads meet there."});
}

tl::expected<Barrier::Arrival, WaitResult> Barrier::arrive(Deadline deadline) noexcept {
    std::uint64_t word = word_.load(std::memory_order_relaxed);
    bool last = false;
    std::uint64_t next = 0;
    do {
        if ((word & closedBit) != 0)
            return tl::unexpected<WaitResult>(WaitResult::closed);
        last = arrivedOf(word) + 1 == parties_;
        next = last ? (word | arrivedBits | closedBit) + 1 : word + 1; // the next phase, nobody there yet
    } while (!word_.compare_exchange_weak(word, next, std::memory_order_seq_cst, std::memory_order_relaxed));
    const std::uint32_t phase = phaseOf(word);
    if (last) {
        waiting_.notifyAll();
        return Arrival{phase, true};
    }
    const auto attempt = [&]() noexcept {
        word = word_.load(std::memory_order_seq_cst);
        return phaseOf(word) != phase || (word & closedBit) != 0;
    };
    WaitResult result = WaitResult::done;
    if (!detail::waitUntil(waiting_, deadline, attempt))
        result = takeBack(phase);
    else if (phaseOf(word) == phase)
        result = WaitResult::closed;
    if (!result)
        return tl::unexpected<WaitResult>(result);
    return Arrival{phase, false};
}

WaitResult Barrier::takeBack(std::uint32_t phase) noexcept {
    std::uint64_t word = word_.load(std::memory_order_relaxed);
    while (phaseOf(word) == phase && (word & closedBit) == 0)
        if (word_.compare_exchange_weak(word, word - 1, std::memory_order_relaxed, std::memory_order_relaxed))
            return WaitResult::timeout;
    word = word_.load(std::memory_order_acquire); // with what the others did before they arrived
    return phaseOf(word) != phase ? WaitResult::done : WaitResult::closed;
}

void Barrier::close() noexcept {
    word_.fetch_or(closedBit, std::memory_order_seq_cst);
    waiting_.notifyAll();
}

} // namespace rondo::concurrency
