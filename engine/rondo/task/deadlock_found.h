// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/base/error.h>
#include <rondo/task/task_report.h>
#include <utility>

namespace rondo::task {

/// How a run of a simulated pool ends whose tasks all wait for each other.
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
