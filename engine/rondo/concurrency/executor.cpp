// SPDX-License-Identifier: MIT
#include <rondo/concurrency/executor.h>

namespace rondo::concurrency {

Executor::Executor(ExecutorOptions options)
    : core_(std::make_shared<detail::ExecutorCore>(std::move(options.name), options.realtimePriority)) {}

Executor::~Executor() { core_->close(); }

void Executor::close() { core_->close(); }

} // namespace rondo::concurrency
