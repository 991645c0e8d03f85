// SPDX-License-Identifier: MIT
#include <rondo/concurrency/executor.h>

namespace rondo::concurrency {

Executor::Executor(ExecutorOptions options)
    : core_(std::make_shared<detail::ExecutorCore>(std::move(options))) {}

Executor::~Executor() { static_cast<void>(core_->close(Deadline::never())); }

CloseReport Executor::close(Deadline deadline) { return core_->close(deadline); }

WaitSource Executor::ended() noexcept {
    return WaitSource(core_->endWaiters, core_.get(), [](const void* core) noexcept {
        return static_cast<const detail::ExecutorCore*>(core)->ended();
    });
}

} // namespace rondo::concurrency
