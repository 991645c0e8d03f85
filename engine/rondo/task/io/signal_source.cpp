// SPDX-License-Identifier: MIT
#include <rondo/task/io/signal_source.h>

#include <rondo/task/detail/outside.h>
#include <rondo/task/io/detail/reactor_core.h>
#include <rondo/task/io/reactor.h>

namespace rondo::task {

using base::Result;
using detail::SignalCore;
using detail::Woken;

SignalSource::SignalSource(Reactor& reactor, std::span<const int> signals)
    : core_(std::make_shared<SignalCore>(signals)), reactor_(reactor.core()) {
    reactor_->add(core_);
}

SignalSource::~SignalSource() {
    core_->close();
    reactor_->remove(core_);
}

Result<int> SignalSource::result(int taken, Woken woken) {
    if (taken > SignalCore::none)
        return taken;
    if (taken == SignalCore::none && woken == Woken::timeout)
        return base::fail(base::ErrorCode::timeout,
                          "No signal has come within the limit; wait again, or go on.");
    return base::fail(base::ErrorCode::closed, "The SignalSource is closed, or its Reactor is gone; no signal "
                                               "will come any more.");
}

Result<int> SignalSource::nextWait(concurrency::Deadline deadline) {
    detail::ThreadWait wait;
    detail::WaitEntry entry;
    entry.waiter = &wait.waiter();
    if (const int taken = core_->take(&entry); taken != SignalCore::none)
        return result(taken, Woken::ready);
    wait.park(deadline, detail::WaitKind::world);
    const int taken = core_->leave(entry);
    if (taken == SignalCore::none && wait.woken() == Woken::cancelled)
        throw TaskCancelled();
    return result(taken, wait.woken());
}

std::optional<int> SignalSource::tryNext() noexcept {
    const int taken = core_->take(nullptr);
    return taken > SignalCore::none ? std::optional(taken) : std::nullopt;
}

} // namespace rondo::task
