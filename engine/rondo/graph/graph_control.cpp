// SPDX-License-Identifier: MIT
#include <rondo/graph/graph_control.h>

#include <rondo/audio/channel_layout.h>
#include <rondo/base/error.h>
#include <rondo/graph/detail/control_core.h>
#include <rondo/graph/detail/describe_graph.h>
#include <rondo/graph/detail/processor_core.h>
#include <string>
#include <utility>

namespace rondo::graph {

GraphControl::GraphControl(std::unique_ptr<detail::ControlCore> core) noexcept : core_(std::move(core)) {}
GraphControl::GraphControl(GraphControl&&) noexcept = default;
GraphControl& GraphControl::operator=(GraphControl&&) noexcept = default;
GraphControl::~GraphControl() = default;

GraphEdit GraphControl::edit() { return GraphEdit(*core_); }

base::Result<void> GraphControl::setParameter(NodeId node, std::uint32_t parameter, float value) {
    return core_->setParameter({0, node.value, parameter, value}, false);
}

base::Result<void> GraphControl::setParameterAt(std::int64_t streamFrame, NodeId node, std::uint32_t parameter,
                                                float value) {
    return core_->setParameter({streamFrame, node.value, parameter, value}, true);
}

base::Result<void> GraphControl::sendEvent(NodeId node, std::uint32_t eventInput, audio::UmpMessage message) {
    return core_->sendEvent(0, node, eventInput, message, false);
}

base::Result<void> GraphControl::sendEventAt(std::int64_t streamFrame, NodeId node, std::uint32_t eventInput,
                                             audio::UmpMessage message) {
    return core_->sendEvent(streamFrame, node, eventInput, message, true);
}

std::optional<std::int64_t> GraphControl::adoptedAt(Publication publication) {
    return core_->adoptedAt(publication);
}

GraphStatistics GraphControl::statistics() const noexcept { return core_->statistics(); }
NodeTimes GraphControl::timesOf(NodeId node) const { return core_->timesOf(node); }
const std::shared_ptr<FlightRecorder>& GraphControl::recorder() const noexcept { return core_->recorder(); }
std::optional<FlightReport> GraphControl::collectMisses(const LateCounts& device) {
    return core_->recorder()->collect([this](NodeId node) { return timesOf(node); }, device);
}
const GraphOptions& GraphControl::options() const noexcept { return core_->options(); }
std::uint32_t GraphControl::latency() const noexcept { return core_->latency(); }
std::size_t GraphControl::nodeCount() const noexcept { return core_->nodeCount(); }
GraphPicture GraphControl::picture() const { return detail::pictureOf(core_->model(), core_->options().fuse); }
std::vector<ScheduleLine> GraphControl::schedule() const {
    return detail::scheduleOf(core_->model(), core_->options().fuse);
}

namespace {

void require(bool holds, const std::string& expected, const std::string& found) {
    if (!holds)
        throw base::Failure(
            {base::ErrorCode::invalidArgument, "A graph needs " + expected + "; " + found + " was asked for."});
}

void check(const GraphOptions& options) {
    require(options.rate >= 1 && options.rate <= 1e7, "a rate of 1 to 10000000 frames a second",
            std::to_string(options.rate));
    require(options.maximumFrames >= 1 && options.maximumFrames <= 65536,
            "a longest block of 1 to 65536 frames", std::to_string(options.maximumFrames));
    for (const auto channels : {options.inputChannels, options.outputChannels})
        require(channels <= audio::ChannelLayout::maximum, "0 to 64 input and output channels",
                std::to_string(channels));
    constexpr std::uint32_t most = 1u << 20;
    require(options.eventCapacity >= 1 && options.eventCapacity <= most, "room for 1 to 2^20 events",
            std::to_string(options.eventCapacity));
    require(options.portEvents >= 1 && options.portEvents <= 65536, "room for 1 to 65536 events in a port",
            std::to_string(options.portEvents));
    require(options.flightRecords >= 1 && options.flightRecords <= 1u << 24,
            "room for 1 to 2^24 flight records", std::to_string(options.flightRecords));
    require(options.scheduledCapacity <= most, "room for 0 to 2^20 scheduled events",
            std::to_string(options.scheduledCapacity));
    require(options.workers <= 63, "0 to 63 workers", std::to_string(options.workers));
    if (options.workerPriority)
        require(*options.workerPriority >= 1 && *options.workerPriority <= 99,
                "a priority of 1 to 99, or none, for its workers", std::to_string(*options.workerPriority));
}

} // namespace

Graph makeGraph(const GraphOptions& options, std::shared_ptr<concurrency::Reclaimer> reclaimer) {
    check(options);
    require(reclaimer != nullptr, "a reclaimer for its old schedules", "none");
    auto schedules = concurrency::makeExchange<detail::PublishedSchedule>(reclaimer);
    auto events = concurrency::makeSpscChannel<detail::SentEvent>(options.eventCapacity);
    auto adoptions = concurrency::makeSpscChannel<detail::Adoption>(4);
    auto counts = std::make_shared<detail::SharedCounts>();
    auto recorder = std::make_shared<FlightRecorder>(
        FlightRecorderOptions{.rate = options.rate, .records = options.flightRecords});
    return {GraphControl(std::make_unique<detail::ControlCore>(
                options, detail::ControlEnds{std::move(schedules.writer), std::move(events.sender),
                                             std::move(adoptions.receiver), counts, recorder})),
            GraphProcessor(std::make_unique<detail::ProcessorCore>(
                options, detail::ProcessorEnds{std::move(schedules.reader), std::move(events.receiver),
                                               std::move(adoptions.sender), counts, std::move(reclaimer),
                                               std::move(recorder)}))};
}

} // namespace rondo::graph
