// SPDX-License-Identifier: GPL-3.0-only
#include "guard_watch.h"

#include <algorithm>

namespace rondo::host {

using concurrency::RealtimeCheck;
using concurrency::RealtimeGuard;

GuardWatch::GuardWatch(RealtimeCheck check) : check_(check) {
    if (check_ != RealtimeCheck::off)
        RealtimeGuard::install(check_);
}

GuardWatch::~GuardWatch() {
    if (check_ != RealtimeCheck::off)
        RealtimeGuard::install(RealtimeCheck::off);
}

void GuardWatch::collect() {
    if (check_ == RealtimeCheck::off)
        return;
    for (const auto& violation : RealtimeGuard::drain()) {
        auto& group = groups_[std::string(concurrency::name(violation.kind)) + " " + violation.call];
        if (group.count++ == 0)
            group.first = concurrency::describe(violation);
    }
}

std::optional<GuardSummary> GuardWatch::summary() const {
    if (check_ == RealtimeCheck::off)
        return {};
    GuardSummary summary;
    summary.counts = RealtimeGuard::counts();
    const auto worst =
        std::ranges::max_element(groups_, {}, [](const auto& entry) { return entry.second.count; });
    if (worst != groups_.end())
        summary.worst = std::to_string(worst->second.count) + " times: " + worst->second.first;
    for (const auto& tripwire : RealtimeGuard::status())
        if (!tripwire.active)
            summary.blind.push_back(tripwire.text);
    return summary;
}

} // namespace rondo::host
