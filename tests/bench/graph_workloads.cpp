// SPDX-License-Identifier: MIT
#include "graph_workloads.h"

namespace rondo::bench {

namespace {

std::uint32_t append(GraphPlan& plan, Work work, std::vector<std::uint32_t> sources) {
    plan.push_back({work, std::move(sources)});
    return static_cast<std::uint32_t>(plan.size() - 1);
}

std::uint32_t appendTrack(GraphPlan& plan, Work source, Work work, std::uint32_t length) {
    auto last = append(plan, source, {});
    for (std::uint32_t index = 0; index < length; ++index)
        last = append(plan, work, {last});
    return last;
}

} // namespace

GraphPlan chainOf(std::uint32_t nodes) {
    GraphPlan plan;
    appendTrack(plan, Work::noise, Work::gain, nodes - 1);
    return plan;
}

GraphPlan tracksOf(const Tracks& tracks) {
    GraphPlan plan;
    std::vector<std::uint32_t> ends;
    for (std::uint32_t track = 0; track < tracks.count; ++track)
        ends.push_back(appendTrack(plan, Work::noise, tracks.work, tracks.length));
    append(plan, Work::gain, ends);
    return plan;
}

GraphPlan mixerOf64(std::uint32_t otherEvery, Work other) {
    GraphPlan plan;
    std::vector<std::uint32_t> busses;
    for (std::uint32_t bus = 0; bus < 8; ++bus) {
        std::vector<std::uint32_t> ends;
        for (std::uint32_t track = 0; track < 8; ++track) {
            const bool isOther = otherEvery != 0 && track % otherEvery == 0;
            ends.push_back(appendTrack(plan, isOther ? other : Work::noise, Work::gain, 3));
        }
        busses.push_back(append(plan, Work::gain, ends));
    }
    append(plan, Work::gain, busses);
    return plan;
}

} // namespace rondo::bench
