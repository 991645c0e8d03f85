// SPDX-License-Identifier: MIT
#include <rondo/task/detail/keeper.h>

#include <rondo/base/clock.h>
#include <rondo/task/detail/pool_core.h>

namespace rondo::task::detail {

using concurrency::Deadline;

namespace {
constexpr auto period = std::chrono::milliseconds(200);
constexpr int looksWithoutTasks = 10;
} // namespace

Keeper::Keeper(PoolCore& pool) : pool_(pool), seen_(pool.workerCount()), thread_([this] { live(); }) {
    nameThread(thread_, pool.options().name + " keeper");
}

Keeper::~Keeper() {
    stopping_.store(true, std::memory_order_relaxed);
    parker_.unpark();
    thread_.join();
}

void Keeper::live() noexcept {
    for (int without = 0; !stopping_.load(std::memory_order_relaxed);) {
        without = pool_.roots().count() > 0 ? 0 : without + 1;
        if (without < looksWithoutTasks) {
            parker_.park(Deadline::in(period));
        } else {
            asleep_.store(true, std::memory_order_relaxed);
            // Who has come before did not see it asleep.
            if (pool_.roots().count() == 0)
                parker_.park(Deadline::never());
            asleep_.store(false, std::memory_order_relaxed);
            without = 0;
        }
        try {
            lookForStalls();
            lookForDeadlock();
        } catch (...) {
            // No memory for a report: the next look tries again.
        }
    }
}

void Keeper::lookForStalls() {
    const auto limit = pool_.options().stallAfter;
    const auto now = base::monotonicNanoseconds();
    for (std::uint32_t number = 0; number < seen_.size(); ++number) {
        auto& seen = seen_[number];
        auto& worker = pool_.worker(number);
        const auto turns = worker.turns();
        if (turns != seen.turns || !worker.isRunning() || seen.since == 0) {
            seen = {turns, now, false};
            continue;
        }
        const auto since =
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::nanoseconds(now - seen.since));
        if (seen.told || limit == std::chrono::milliseconds::zero() || since < limit)
            continue;
        seen.told = true;
        pool_.tell(StallReport{worker.started(), number, since});
    }
}

void Keeper::lookForDeadlock() {
    std::uint64_t turns = 0;
    if (!pool_.isQuiet(turns)) {
        quietTurns_ = ~std::uint64_t{0};
        return;
    }
    if (turns != quietTurns_) {
        quietTurns_ = turns;
        told_ = false;
        return;
    }
    if (told_)
        return;
    auto report = pool_.findDeadlock();
    std::uint64_t after = 0;
    if (!report || !pool_.isQuiet(after) || after != turns)
        return;
    told_ = true;
    pool_.tell(*report);
}

} // namespace rondo::task::detail
