// SPDX-License-Identifier: MIT
#include <rondo/concurrency/semaphore.h>
#include <utility>

namespace rondo::concurrency {

Semaphore::Semaphore(std::uint32_t permits, std::uint32_t maximum, std::string name)
    : name_(std::move(name)), maximum_(maximum), word_(permits) {
    if (maximum == 0 || permits > maximum)
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "The semaphore '" + name_ + "' needs a maximum of at least 1 and of its first " +
                                 std::to_string(permits) + " permits, and " + std::to_string(maximum) +
                                 " was given; choose a larger one."});
}

bool Semaphore::tryAcquire() noexcept {
    std::uint64_t word = word_.load(std::memory_order_seq_cst);
    while (word != 0 && (word & closedBit) == 0)
        if (word_.compare_exchange_weak(word, word - 1, std::memory_order_acquire, std::memory_order_relaxed))
            return true;
    return false;
}

WaitResult Semaphore::acquire(Deadline deadline) noexcept {
    bool acquired = false;
    const auto attempt = [&]() noexcept {
        acquired = tryAcquire();
        return acquired || (word_.load(std::memory_order_relaxed) & closedBit) != 0;
    };
    if (!detail::waitUntil(waiting_, deadline, attempt))
        return WaitResult::timeout;
    return acquired ? WaitResult::done : WaitResult::closed;
}

bool Semaphore::tryRelease(std::uint32_t count) noexcept {
    std::uint64_t word = word_.load(std::memory_order_relaxed);
    do {
        if (count > maximum_ - (word & permitBits))
            return false;
    } while (
        !word_.compare_exchange_weak(word, word + count, std::memory_order_seq_cst, std::memory_order_relaxed));
    waiting_.notifySome(count);
    return true;
}

base::Result<void> Semaphore::release(std::uint32_t count) {
    if (tryRelease(count))
        return {};
    return base::fail(base::ErrorCode::full, "The semaphore '" + name_ + "' has at most " +
                                                 std::to_string(maximum_) + " permits, and " +
                                                 std::to_string(count) +
                                                 " more would exceed that; release only what was acquired.");
}

WaitSource Semaphore::acquirable() noexcept {
    const auto isReady = [](const void* semaphore) noexcept {
        return static_cast<const Semaphore*>(semaphore)->word_.load(std::memory_order_seq_cst) != 0;
    };
    return WaitSource(waiting_, this, isReady);
}

void Semaphore::close() noexcept {
    word_.fetch_or(closedBit, std::memory_order_seq_cst);
    waiting_.notifyAll();
}

} // namespace rondo::concurrency
