// SPDX-License-Identifier: MIT
#include <rondo/task/io/reactor.h>

#include <rondo/task/io/detail/reactor_core.h>

namespace rondo::task {

Reactor::Reactor() : core_(detail::ReactorCore::start()) {}

Reactor::~Reactor() { core_->stop(); }

} // namespace rondo::task
