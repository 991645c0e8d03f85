// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "summary.h"
#include <map>
#include <optional>
#include <string>

namespace rondo::host {

/// Turns the realtime guard on for one performance and keeps what it reports.
class GuardWatch {
public:
    /// Effects: installs the guard, unless `check` is off. To be made before the device's threads start.
    /// [control]
    explicit GuardWatch(concurrency::RealtimeCheck check);
    /// Effects: turns the guard off again. [control]
    ~GuardWatch();
    GuardWatch(const GuardWatch&) = delete;
    GuardWatch& operator=(const GuardWatch&) = delete;

    /// Effects: takes what was recorded since the last time. [control]
    void collect();
    /// Returns: what was seen; nothing when the guard is off. [control]
    std::optional<GuardSummary> summary() const;

private:
    struct Group {
        std::uint64_t count = 0;
        std::string first; ///< described
    };
    const concurrency::RealtimeCheck check_;
    std::map<std::string, Group> groups_; ///< by kind and call
};

} // namespace rondo::host
