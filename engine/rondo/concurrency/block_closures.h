// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <rondo/concurrency/executor_statistics.h>

namespace rondo::concurrency {

/// The closures that one driver block ran before its own work.
///
/// Example:
///     Executor executor;
///     Driver driver = executor.adopt();
///     expect(executor.post([] {}, "set tempo").has_value());
///     const auto block = driver.enter();
///     expect(block.closures().count == 1);
///     expect(block.closures().longest.name.text().find("set tempo (") == 0);
struct BlockClosures {
    std::uint32_t count = 0;
    std::chrono::nanoseconds time{0}; ///< of all together
    LongClosure longest;
};

} // namespace rondo::concurrency
