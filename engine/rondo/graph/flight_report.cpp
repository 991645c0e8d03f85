// SPDX-License-Identifier: MIT
#include <rondo/graph/flight_report.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <utility>

namespace rondo::graph {

namespace {

constexpr std::uint64_t enoughRuns = 8; ///< before a median says what is usual

std::string microseconds(std::int64_t nanoseconds) {
    const auto tenths = (nanoseconds + 50) / 100;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " us";
}

std::int64_t median(std::vector<std::int64_t> values) {
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

bool ofSteps(TimingKind kind) noexcept {
    return kind == TimingKind::node || kind == TimingKind::sum || kind == TimingKind::span;
}

using Records = std::span<const TimingRecord>;

class Judge {
public:
    Judge(const FlightSnapshot& snapshot, const NodeLookup& nodes) : snapshot_(snapshot), nodes_(nodes) {
        for (const auto& lane : snapshot.lanes)
            for (const auto& record : lane.records)
                if (record.kind == TimingKind::span || record.kind == TimingKind::sum)
                    usual_[keyOf(record)].push_back(record.duration);
    }

    Miss judge(const TimingRecord& missed, std::size_t index) {
        Miss miss;
        miss.number = missed.count;
        miss.streamFrame = static_cast<std::int64_t>(missed.number);
        miss.deadline = missed.begin;
        miss.late = std::max<std::int64_t>(missed.duration, 1);
        const auto block = blockBefore(index, missed);
        if (!block) // overwritten
            return miss;
        miss.frames = block->count;
        miss.begin = block->begin;
        miss.duration = block->duration;
        blame(miss, *block);
        return miss;
    }

private:
    struct Candidate {
        TimingRecord record;
        std::int64_t usual = 0;
        std::int64_t excess = -1;
        std::string name = {};
    };
    using Key = std::pair<std::uint64_t, std::pair<std::uint32_t, TimingKind>>;
    static Key keyOf(const TimingRecord& record) { return {record.number, {record.count, record.kind}}; }

    Records audio() const { return snapshot_.lanes.empty() ? Records{} : Records(snapshot_.lanes[0].records); }

    std::optional<TimingRecord> blockBefore(std::size_t index, const TimingRecord& miss) const {
        if (index == 0)
            return std::nullopt;
        const auto& record = audio()[index - 1];
        return record.kind == TimingKind::block && record.number == miss.number ? std::optional(record)
                                                                                : std::nullopt;
    }

    // What a lane noted inside a block. Ends ascend in a lane.
    static Records inside(const FlightSnapshot::Lane& lane, const TimingRecord& block) {
        const Records all(lane.records);
        const auto first =
            std::ranges::partition_point(all, [&](const auto& record) { return record.end() < block.begin; });
        const auto last = std::ranges::partition_point(
            first, all.end(), [&](const auto& record) { return record.end() <= block.end(); });
        return {first, last};
    }

    // The part of a block in which no lane ran a step or a closure; nothing when no step was timed.
    std::optional<std::int64_t> uncovered(const TimingRecord& block) const {
        std::vector<std::pair<std::int64_t, std::int64_t>> busy;
        bool timed = false;
        for (const auto& lane : snapshot_.lanes)
            for (const auto& record : inside(lane, block))
                if (ofSteps(record.kind) || record.kind == TimingKind::closures) {
                    busy.emplace_back(record.begin, record.end());
                    timed = timed || ofSteps(record.kind);
                }
        if (!timed)
            return std::nullopt;
        std::ranges::sort(busy);
        std::int64_t free = 0;
        auto until = block.begin;
        for (const auto& [begin, end] : busy) {
            free += std::max<std::int64_t>(begin - until, 0);
            until = std::max(until, end);
        }
        return free + std::max<std::int64_t>(block.end() - until, 0);
    }
    std::int64_t usuallyUncovered(const TimingRecord& missed) const {
        constexpr std::size_t some = 64;
        std::vector<std::int64_t> times;
        for (const auto& record : audio())
            if (record.kind == TimingKind::block && record != missed && times.size() < some)
                if (const auto time = uncovered(record))
                    times.push_back(*time);
        return median(std::move(times));
    }
    std::int64_t usualBlock(const TimingRecord& like) const {
        std::vector<std::int64_t> times;
        for (const auto& record : audio())
            if (record.kind == TimingKind::block && record.count == like.count)
                times.push_back(record.duration);
        return median(std::move(times));
    }

    NodeTimes lookUp(std::uint64_t number) const {
        NodeTimes found = nodes_ ? nodes_(NodeId{number}) : NodeTimes{};
        if (found.name.empty())
            found.name = "node (#" + std::to_string(number) + ")";
        return found;
    }
    Candidate candidate(const TimingRecord& record) const {
        Candidate one{record};
        if (record.kind == TimingKind::node) {
            auto [name, times] = lookUp(record.number);
            one.name = std::move(name);
            if (times.total() >= enoughRuns)
                one.usual = times.quantile(0.5).count();
        } else if (const auto usual = usual_.find(keyOf(record));
                   usual != usual_.end() && usual->second.size() >= enoughRuns) {
            one.usual = median(usual->second);
        }
        one.excess = std::max<std::int64_t>(record.duration - one.usual, 0);
        return one;
    }

    static void raise(Candidate& best, Candidate other) {
        if (other.excess > best.excess)
            best = std::move(other);
    }

    void blame(Miss& miss, const TimingRecord& block) {
        Candidate node, span, closures, outside;
        for (const auto& lane : snapshot_.lanes)
            for (const auto& record : inside(lane, block)) {
                // The shorter ones need no look-up: they exceed their usual time by less.
                auto& best = record.kind == TimingKind::span ? span : node;
                if (ofSteps(record.kind) && record.begin >= block.begin && record.duration > best.excess)
                    raise(best, candidate(record));
                if (record.kind == TimingKind::closures && record.begin >= block.begin)
                    closures = {record, 0, record.duration, closureName(record)};
                if (record.kind == TimingKind::lateStart && record.number == block.number)
                    outside = {record, 0, record.duration};
            }
        const auto free = uncovered(block);
        if (free)
            raise(outside, {block, 0, *free - usuallyUncovered(block)});
        // A node inside a span that explains most of what the span took too long is the better answer.
        const bool nodeExplains = node.excess > 0 && 2 * node.excess >= span.excess;
        const auto [steps, blame] =
            nodeExplains ? std::pair(&node, Blame::node) : std::pair(&span, Blame::span);
        Candidate* worst = steps;
        miss.blame = blame;
        for (const auto& [other, kind] :
             {std::pair(&closures, Blame::closures), std::pair(&outside, Blame::outside)})
            if (other->excess > worst->excess) {
                worst = other;
                miss.blame = kind;
            }
        if (2 * worst->excess < miss.late || worst->excess <= 0) {
            miss.blame = free ? Blame::whole : Blame::unknown;
            miss.usual = usualBlock(block);
            return;
        }
        miss.culprit = worst->record;
        miss.usual = worst->usual;
        miss.name = std::move(worst->name);
        if (miss.blame == Blame::span || miss.culprit.kind == TimingKind::sum)
            miss.name = lookUp(miss.culprit.number).name;
    }
    std::string closureName(const TimingRecord& record) const {
        const auto number = closureNumber(record.number);
        return number < snapshot_.closures.size() ? snapshot_.closures[number] : "a closure";
    }

    const FlightSnapshot& snapshot_;
    const NodeLookup& nodes_;
    std::map<Key, std::vector<std::int64_t>> usual_;
};

std::string usually(std::int64_t time) { return time > 0 ? ", usually under " + microseconds(time) : ""; }

std::string causeOf(const Miss& miss) {
    const auto took = microseconds(miss.culprit.duration);
    switch (miss.blame) {
    case Blame::node:
        return (miss.culprit.kind == TimingKind::sum ? "Culprit: the sum at an input of " : "Culprit: ") +
               miss.name + " took " + took + usually(miss.usual) + ".";
    case Blame::span:
        return "Culprit: among the " + std::to_string(miss.culprit.count) + " steps from " + miss.name +
               " on, which took " + took + " together" + usually(miss.usual) +
               "; measure every node to learn which.";
    case Blame::closures:
        return "Culprit: " + std::to_string(miss.culprit.count) + " closure" +
               (miss.culprit.count == 1 ? "" : "s") + " before the block took " + took + ", the longest, " +
               miss.name + ", " + microseconds(closureTime(miss.culprit.number)) + ".";
    case Blame::outside:
        return "Culprit: outside; the system called the block late or took the processor from it" +
               (miss.name.empty() ? "." : ", while " + miss.name + " ran.");
    case Blame::whole:
        return "Nothing stands out: such a block usually takes " + microseconds(miss.usual) +
               "; make the graph lighter or the blocks longer.";
    case Blame::unknown:
        break;
    }
    return "Its nodes were not timed; measure sampled nodes to learn more.";
}

} // namespace

std::string Miss::text() const {
    return "The block at frame " + std::to_string(streamFrame) + " (" + std::to_string(frames) +
           " frames) missed its deadline by " + microseconds(late) + "; it took " + microseconds(duration) +
           ". " + causeOf(*this);
}

std::vector<Miss> judgeMisses(const FlightSnapshot& snapshot, const NodeLookup& nodes, std::uint64_t since,
                              std::size_t most) {
    std::vector<Miss> misses;
    if (snapshot.lanes.empty())
        return misses;
    Judge judge(snapshot, nodes);
    const auto& audio = snapshot.lanes[0].records;
    for (std::size_t index = audio.size(); index-- > 0 && misses.size() < most;)
        if (audio[index].kind == TimingKind::miss && audio[index].count > since)
            misses.push_back(judge.judge(audio[index], index));
    std::ranges::reverse(misses);
    return misses;
}

} // namespace rondo::graph
