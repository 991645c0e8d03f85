// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>

namespace rondo::concurrency::detail {

/// What RealtimeGuard::install has set, for the threads under watch, and what they found, for its status.
struct GuardConfiguration {
    std::atomic<std::uint32_t> pageFaultBlocks{1000};
    std::atomic<std::uint32_t> warmUpBlocks{1500};
    std::atomic<bool> dispatches{false};
    std::atomic<bool> replaced{false};
    std::atomic<int> refusedError{0};
    std::atomic<std::uint64_t> threadsUnguarded{0};
};
extern GuardConfiguration guardConfiguration;

} // namespace rondo::concurrency::detail
