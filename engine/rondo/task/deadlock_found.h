// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/base/error.h>
#include <rondo/task/task_report.h>
#include <utility>

namespace rondo::task {

/// How a run of a simulated pool ends whose tasks all wait for each other.
///
/// Example:
///     #include <rondo/task/channel.h>
///     #include <rondo/task/pool.h>
///     Pool pool({.workers = 1, .simulation = 1});
///     std::string told;
///     try {
///         pool.run([]() -> Task<> {
///             auto [sender, receiver] = makeChannel<int>(0);
///             static_cast<void>(co_await receiver.receive()); // and nobody sends
///         });
///     } catch (const DeadlockFound& found) {
///         told = found.report().tasks.front().waitsFor;
///     }
///     expect(told == "waits for an item of a channel");
class DeadlockFound : public base::Failure {
public:
    /// Effects: keeps the report, whose text it tells. [any but audio]
    explicit DeadlockFound(DeadlockReport report)
        : Failure({base::ErrorCode::deadlock, report.text()}), report_(std::move(report)) {}
    /// Returns: who waits for what. Progress: wait-free. [any]
    const DeadlockReport& report() const noexcept { return report_; }

private:
    DeadlockReport report_;
};

} // namespace rondo::task
