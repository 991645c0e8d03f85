// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/run/serial_runner.h>

#include <cstring>

namespace rondo::graph::detail {

void runSerially(Schedule& schedule, const BlockJob& job, DueEvents& due, SharedCounts& counts) noexcept {
    StepRunner runner(schedule, job, counts);
    for (const auto step : due.steps())
        schedule.rest.asleep[step] = 0;
    auto* const asleep = schedule.rest.asleep.data();
    const auto places = static_cast<std::uint32_t>(schedule.rest.asleep.size());
    constexpr std::uint64_t eightAsleep = 0x0101'0101'0101'0101;
    std::size_t cursor = 0;
    for (std::uint32_t first = 0; first < places; first += 8) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, asleep + first, sizeof eight);
        if (eight == eightAsleep)
            continue;
        for (std::uint32_t number = first; number < first + 8; ++number)
            if (asleep[number] == 0)
                runner.run(number, due.of(number, cursor));
    }
}

} // namespace rondo::graph::detail
