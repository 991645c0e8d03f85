// SPDX-License-Identifier: MIT
#include <rondo/graph/flight_recorder.h>

#include <algorithm>
#include <cmath>
#include <rondo/base/error.h>
#include <string>
#include <utility>

namespace rondo::graph {

namespace {

constexpr std::uint32_t editRecords = 1024;
// Blocks a second of the smallest usual block. A ring keeps a second of them at least.
constexpr double smallestBlock = 64;

const FlightRecorderOptions& checked(const FlightRecorderOptions& options) {
    const auto require = [](bool holds, const char* expected, const std::string& found) {
        if (!holds)
            throw base::Failure(
                {base::ErrorCode::invalidArgument,
                 std::string("A flight recorder needs ") + expected + "; " + found + " was asked for."});
    };
    require(options.rate > 0 && std::isfinite(options.rate), "a rate above 0 frames a second",
            std::to_string(options.rate));
    require(options.lanes >= 1 && options.lanes <= 64, "1 to 64 lanes", std::to_string(options.lanes));
    require(options.records >= 1 && options.records <= 1U << 24, "room for 1 to 2^24 records",
            std::to_string(options.records));
    return options;
}

std::int64_t timeOf(std::uint32_t frames, double rate) noexcept {
    return static_cast<std::int64_t>(frames * 1e9 / rate);
}

// A span brings a record, and each fourth a second one.
std::uint32_t mostSpans(const FlightRecorderOptions& options) noexcept {
    return static_cast<std::uint32_t>(std::max(1.0, options.records / (options.rate / smallestBlock) / 1.25));
}

} // namespace

FlightRecorder::FlightRecorder(const FlightRecorderOptions& options)
    : options_(checked(options)), stride_(mostSpans(options_)) {
    for (std::uint32_t lane = 0; lane < options_.lanes; ++lane)
        lanes_.push_back(std::make_unique<detail::TimingLane>(options_.records));
    lanes_.push_back(std::make_unique<detail::TimingLane>(editRecords));
}

void FlightRecorder::beginBlock(std::int64_t streamFrame, std::uint32_t frames, std::int64_t now,
                                std::int64_t late) noexcept {
    if (depth_++ != 0)
        return;
    active_ = measuring();
    streamFrame_ = streamFrame;
    frames_ = frames;
    begin_ = now;
    late_ = std::max<std::int64_t>(late, 0);
    ++plan_.turn;
    plan_.stride = active_ == Measuring::everyNode ? 1 : active_ == Measuring::sampled ? stride_.stride() : 0;
    if (late_ != 0 && active_ != Measuring::off)
        lane().note(TimingKind::lateStart, static_cast<std::uint64_t>(streamFrame), now - late_, now);
}

void FlightRecorder::endBlock(std::int64_t now) noexcept {
    if (depth_ == 0 || --depth_ != 0 || active_ == Measuring::off)
        return;
    auto& audio = lane();
    const auto number = static_cast<std::uint64_t>(streamFrame_);
    audio.note(TimingKind::block, number, begin_, now, frames_);
    stride_.blockTook(now - begin_);
    const auto deadline = begin_ - late_ + timeOf(frames_, options_.rate);
    if (now > deadline) {
        const auto misses = misses_.load(std::memory_order_relaxed) + 1;
        audio.note(TimingKind::miss, number, deadline, now,
                   static_cast<std::uint32_t>(std::min<std::uint64_t>(misses, TimingRecord::most)));
        misses_.store(misses, std::memory_order_release); // after its record, for `collect`
    }
}

void FlightRecorder::closuresRan(const concurrency::BlockClosures& closures, std::int64_t now) noexcept {
    if (!recording() || closures.count == 0)
        return;
    const auto longest = std::clamp<std::int64_t>(closures.longest.time.count(), 0, TimingRecord::longest);
    const auto number = static_cast<std::uint64_t>(longest) << 32 | closures_.numberOf(closures.longest.name);
    lane().note(TimingKind::closures, number, std::max(begin_, now - closures.time.count()), now,
                closures.count);
}

void FlightRecorder::adopted(Publication publication, std::uint32_t steps, std::int64_t now) noexcept {
    stride_.restart(steps);
    if (!recording())
        return;
    if (active_ == Measuring::sampled)
        plan_.stride = stride_.stride();
    lane().note(TimingKind::adoption, publication.number, now, now, steps);
}

void FlightRecorder::edited(Publication publication, std::int64_t begin, std::int64_t end) noexcept {
    if (measuring() != Measuring::off)
        lanes_.back()->note(TimingKind::edit, publication.number, begin, end);
}

FlightSnapshot FlightRecorder::snapshot() const {
    FlightSnapshot copy;
    copy.rate = options_.rate;
    for (std::size_t number = 0; number < lanes_.size(); ++number) {
        FlightSnapshot::Lane lane;
        lane.name = number == 0 ? "audio" : "worker " + std::to_string(number);
        if (number + 1 == lanes_.size())
            lane.name = "control";
        const auto& ring = lanes_[number]->ring();
        lane.records.reserve(ring.capacity());
        copy.overwritten += ring.read([&](const TimingRecord& record) { lane.records.push_back(record); });
        copy.lanes.push_back(std::move(lane));
    }
    copy.closures = closures_.texts(); // after the records, whose names are then all in it
    return copy;
}

std::optional<FlightReport> FlightRecorder::collect(const NodeLookup& nodes, const LateCounts& device) {
    const auto before = std::exchange(deviceSeen_, device);
    if (misses() <= missesSeen_) // the record of a miss comes before its count
        return std::nullopt;
    FlightReport report;
    report.snapshot = snapshot();
    report.misses = judgeMisses(report.snapshot, nodes, missesSeen_, mostReports);
    // The snapshot may show one more than was counted before it was taken, or none when it was overwritten.
    auto seen = std::max(missesSeen_, misses());
    if (!report.misses.empty())
        seen = std::max(missesSeen_ + 1, report.misses.back().number);
    report.count = seen - std::exchange(missesSeen_, seen);
    if (device.theirs > before.theirs && device.ours == before.ours)
        for (auto& miss : report.misses)
            miss.blame = Blame::outside;
    return report;
}

} // namespace rondo::graph
