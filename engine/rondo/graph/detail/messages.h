// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <rondo/concurrency/reclaimer.h>
#include <rondo/graph/detail/automation.h>
#include <rondo/graph/detail/due_events.h>
#include <rondo/graph/detail/sent_event.h>
#include <rondo/graph/schedule.h>
#include <utility>
#include <vector>

namespace rondo::graph::detail {

/// A schedule that plays for the time of one fade, and then goes where its memory may be freed.
struct Transition final : concurrency::Retirable {
    explicit Transition(Schedule given, std::vector<std::shared_ptr<NodeRecord>> gone = {}) noexcept
        : schedule(std::move(given)), removed(std::move(gone)) {}
    Schedule schedule;
    std::vector<std::shared_ptr<NodeRecord>> removed; ///< nodes that it runs and does not keep alive itself
};

/// Control to audio: a schedule, what leads to it from the one before, and the number of the newest commit in
/// it.
struct PublishedSchedule {
    Schedule schedule;
    std::uint64_t commit = 0;
    std::array<std::unique_ptr<Transition>, 2> transitions; ///< one after the other; null: none
    std::shared_ptr<const Automations> automations;         ///< null: none
    std::shared_ptr<DueEvents> due; ///< with room for what they send; null: there are none
};

/// Audio to control: from `frame` on, all commits up to `commit` are heard. At most one is made between two
/// commits.
struct Adoption {
    std::uint64_t commit = 0;
    std::int64_t frame = 0;
};

} // namespace rondo::graph::detail
