// SPDX-License-Identifier: MIT
#include <rondo/concurrency/stop_source.h>

namespace rondo::concurrency {

namespace {

bool isRequested(const void* state) noexcept {
    return static_cast<const detail::StopState*>(state)->requested.load(std::memory_order_seq_cst);
}

} // namespace

WaitResult StopToken::wait(Deadline deadline) const noexcept {
    const bool stopped =
        detail::waitUntil(state_->waiting, deadline, [this] { return isRequested(state_.get()); });
    return stopped ? WaitResult::done : WaitResult::timeout;
}

WaitSource StopToken::requested() const noexcept {
    return WaitSource(state_->waiting, state_.get(), &isRequested);
}

bool StopSource::requestStop() noexcept {
    if (state_->requested.exchange(true, std::memory_order_seq_cst))
        return false;
    state_->waiting.notifyAll();
    return true;
}

} // namespace rondo::concurrency
