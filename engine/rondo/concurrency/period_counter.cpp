// SPDX-License-Identifier: MIT
#include <mutex>
#include <rondo/concurrency/period_counter.h>
#include <utility>

namespace rondo::concurrency {

std::uint64_t PeriodCounter::advance() noexcept {
    const auto count = count_.fetch_add(1, std::memory_order_seq_cst) + 1;
    waiting_.notifyAll();
    return count;
}

tl::expected<std::uint64_t, WaitResult> PeriodCounter::wait(std::uint64_t seen,
                                                            Deadline deadline) const noexcept {
    std::uint64_t count = seen;
    const auto attempt = [&]() noexcept {
        count = count_.load(std::memory_order_seq_cst);
        return count != seen || isClosed();
    };
    if (!detail::waitUntil(waiting_, deadline, attempt))
        return tl::unexpected<WaitResult>(WaitResult::timeout);
    if (count == seen)
        return tl::unexpected<WaitResult>(WaitResult::closed);
    return count;
}

WaitSource PeriodCounter::changed(std::uint64_t seen) const noexcept {
    const auto isReady = [](const void* object, std::uint64_t before) noexcept {
        const auto* counter = static_cast<const PeriodCounter*>(object);
        return counter->count_.load(std::memory_order_seq_cst) != before || counter->isClosed();
    };
    return WaitSource(waiting_, this, isReady, seen);
}

base::Result<PeriodCounter::Acknowledger> PeriodCounter::acknowledger(std::string holder) {
    const std::scoped_lock guard(holderLock_);
    if (held_)
        return base::fail(base::ErrorCode::notOwner,
                          "The periods of '" + name_ + "' are acknowledged by '" + holder_ + "' alone, and '" +
                              holder + "' asked for the same right; only wait for them there.");
    held_ = true;
    holder_ = std::move(holder);
    return Acknowledger(*this);
}

WaitResult PeriodCounter::waitUntilAcknowledged(std::uint64_t count, Deadline deadline) const noexcept {
    bool reached = false;
    const auto attempt = [&]() noexcept {
        reached = acknowledged_.load(std::memory_order_seq_cst) >= count;
        return reached || isClosed();
    };
    if (!detail::waitUntil(waitingForWork_, deadline, attempt))
        return WaitResult::timeout;
    return reached ? WaitResult::done : WaitResult::closed;
}

void PeriodCounter::close() noexcept {
    closed_.store(true, std::memory_order_seq_cst);
    waiting_.notifyAll();
    waitingForWork_.notifyAll();
}

PeriodCounter::Acknowledger& PeriodCounter::Acknowledger::operator=(Acknowledger&& other) noexcept {
    if (this != &other) {
        letGo();
        counter_ = std::exchange(other.counter_, nullptr);
    }
    return *this;
}

std::uint64_t PeriodCounter::Acknowledger::acknowledge() noexcept {
    if (counter_ == nullptr)
        return 0;
    const auto count = counter_->count();
    const auto before = counter_->acknowledged_.exchange(count, std::memory_order_seq_cst);
    counter_->waitingForWork_.notifyAll();
    return count - before;
}

void PeriodCounter::Acknowledger::letGo() noexcept {
    if (counter_ == nullptr)
        return;
    const std::scoped_lock guard(counter_->holderLock_);
    counter_->held_ = false;
}

} // namespace rondo::concurrency
