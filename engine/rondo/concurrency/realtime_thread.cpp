// SPDX-License-Identifier: MIT
#include <rondo/concurrency/realtime_thread.h>

#include <rondo/concurrency/detail/futex.h>
#include <rondo/concurrency/detail/thread.h>

namespace rondo::concurrency {

std::string prepareRealtimeThread(const std::string& name, std::optional<int> priority) {
    return detail::prepareThread(name, priority);
}

int currentCpu() noexcept { return detail::currentCpu(); }

} // namespace rondo::concurrency
