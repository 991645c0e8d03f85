// SPDX-License-Identifier: MIT
#include "task_contest.h"

#include <boost/context/fiber.hpp>
#include <boost/context/fixedsize_stack.hpp>

namespace rondo::bench {

namespace {

using boost::context::fiber;

/// There and back once: what a plain function that blocks would cost if every task had a stack of its own.
Figures switches() {
    bool stop = false;
    fiber partner([&](fiber&& main) {
        while (!stop)
            main = std::move(main).resume();
        return std::move(main);
    });
    partner = std::move(partner).resume();
    const Stopwatch watch;
    for (int time = 0; time < calls; ++time)
        partner = std::move(partner).resume();
    const double each = watch.each(calls);
    stop = true;
    partner = std::move(partner).resume();
    return {{"each", each}};
}

/// Fibers that have begun and wait.
Figures blockedFibers() {
    constexpr int count = 20'000;
    std::vector<fiber> fibers(count);
    Figures figures;
    const double before = residentBytes();
    const Stopwatch creating;
    for (auto& one : fibers) {
        one = fiber(std::allocator_arg, boost::context::fixedsize_stack(64 * 1024),
                    [](fiber&& main) { return std::move(main).resume(); });
        one = std::move(one).resume();
    }
    figures["create"] = creating.each(count);
    figures["bytes"] = (residentBytes() - before) / count;
    const Stopwatch waking;
    for (auto& one : fibers)
        one = std::move(one).resume();
    figures["wake"] = waking.each(count);
    return figures;
}

} // namespace

std::vector<Discipline> fiberDisciplines() {
    return {{"fibers", "switch", switches}, {"fibers", "blocked", blockedFibers}};
}

} // namespace rondo::bench
