// SPDX-License-Identifier: GPL-3.0-only
#include <host/player/detail/playing_graph.h>

#include <array>
#include <host/player/detail/strip_node.h>
#include <rondo/base/error.h>
#include <rondo/nodes/gain_node.h>
#include <rondo/nodes/matrix_mixer_node.h>
#include <rondo/nodes/oscillator_node.h>
#include <rondo/nodes/recorder_tap_node.h>

namespace rondo::host::detail {

using base::Result;

namespace {

constexpr std::uint32_t channels = 2;
using StripValues = std::array<float, StripNode::parameterCount>;

float number(double value) { return static_cast<float>(value); }
float number(bool value) { return value ? 1.0F : 0.0F; }

StripValues valuesOf(const StripSettings& strip) {
    return {number(strip.gain.value), number(strip.pan.value),  number(strip.width.value),
            number(strip.mute),       number(strip.invertLeft), number(strip.invertRight)};
}

StripValues valuesOf(const MasterSettings& master) {
    return {number(master.gain.value), 0, master.mono ? 0.0F : 100.0F, number(master.mute), 0, 0};
}

/// Two channels for a device that has one, or more than two.
std::unique_ptr<graph::Node> outputMatrix(std::uint32_t outputs) {
    nodes::MatrixMixerOptions options{.inputs = channels, .outputs = outputs};
    if (outputs == 1)
        options.gains = {-6.0206F, -6.0206F};
    return std::make_unique<nodes::MatrixMixerNode>(options);
}

std::unique_ptr<graph::Node> toneMatrix(std::uint32_t outputs) {
    return std::make_unique<nodes::MatrixMixerNode>(
        nodes::MatrixMixerOptions{.inputs = 1, .outputs = outputs, .gains = std::vector<float>(outputs, 0.0F)});
}

runtime::EngineOptions engineOptions(task::Pool& pool) {
    runtime::EngineOptions options;
    options.pool = &pool;
    return options;
}

Result<void> said(const Result<graph::Publication>& committed) {
    if (committed)
        return {};
    return tl::unexpected(committed.error());
}

} // namespace

PlayingGraph::PlayingGraph(std::unique_ptr<device::AudioDevice> device, task::Pool& pool,
                           const StripSettings& strip, const MasterSettings& master)
    : engine_(std::move(device), engineOptions(pool)) {
    // A run of steps is no insert: a plugin that is late once is to be named all the same.
    engine_.graph().recorder()->setMeasuring(graph::Measuring::everyNode);
    buildEnds(strip, master);
    source_.emplace(engine_, entrance_);
    chain_.emplace(engine_.graph(), entrance_, strip_);
    if (const auto connected = chain_->connect(); !connected)
        throw base::Failure(connected.error());
}

PlayingGraph::~PlayingGraph() {
    static_cast<void>(stopCapture());
    engine_.stop();
}

void PlayingGraph::buildEnds(const StripSettings& strip, const MasterSettings& master) {
    const auto outputs = engine_.device().format().outputChannels;
    const auto stripValues = valuesOf(strip);
    const auto masterValues = valuesOf(master);
    stripValues_.assign(stripValues.begin(), stripValues.end());
    masterValues_.assign(masterValues.begin(), masterValues.end());
    auto meter = nodes::makeLoudness(outputs);
    loudness_ = std::move(meter.reader);
    auto edit = engine_.graph().edit();
    entrance_ = edit.add(std::make_unique<nodes::GainNode>(nodes::GainOptions{.width = channels}), "source");
    strip_ = edit.add(std::make_unique<StripNode>(stripValues), "strip");
    master_ = edit.add(std::make_unique<StripNode>(masterValues), "master");
    loudnessNode_ = edit.add(std::move(meter.node), "loudness");
    edit.connect(strip_, 0, master_, 0);
    if (outputs == channels) {
        edit.connect(master_, 0, engine_.master(), 0);
    } else {
        const auto matrix = edit.add(outputMatrix(outputs), "output channels");
        edit.connect(master_, 0, matrix, 0);
        edit.connect(matrix, 0, engine_.master(), 0);
    }
    edit.connect(engine_.master(), 0, loudnessNode_, 0);
    if (const auto committed = edit.commit(); !committed)
        throw base::Failure(committed.error());
}

Result<void> PlayingGraph::set(graph::NodeId node, std::span<const float> values, std::vector<float>& known) {
    for (std::uint32_t parameter = 0; parameter < values.size(); ++parameter) {
        if (values[parameter] == known[parameter])
            continue;
        if (auto sent = engine_.graph().setParameter(node, parameter, values[parameter]); !sent)
            return sent;
        known[parameter] = values[parameter];
    }
    return {};
}

Result<void> PlayingGraph::setStrip(const StripSettings& strip) {
    return set(strip_, valuesOf(strip), stripValues_);
}
Result<void> PlayingGraph::setMaster(const MasterSettings& master) {
    return set(master_, valuesOf(master), masterValues_);
}

Result<void> PlayingGraph::resetLoudness() {
    return engine_.graph().setParameter(loudnessNode_, nodes::LoudnessNode::reset, 1);
}

Result<void> PlayingGraph::playTestTone(bool sounding) {
    if (sounding == tone_.has_value())
        return {};
    auto edit = engine_.graph().edit();
    if (!sounding) {
        for (const auto node : *tone_)
            edit.remove(node);
        auto committed = said(edit.commit());
        if (committed)
            tone_.reset();
        return committed;
    }
    const auto outputs = engine_.device().format().outputChannels;
    nodes::OscillatorOptions sine;
    sine.frequency = 1000;
    sine.level = {-18};
    std::vector<graph::NodeId> added{edit.add(std::make_unique<nodes::OscillatorNode>(sine), "test tone"),
                                     edit.add(toneMatrix(outputs), "test tone's channels")};
    edit.connect(added[0], 0, added[1], 0);
    edit.connect(added[1], 0, engine_.master(), 0);
    auto committed = said(edit.commit());
    if (committed)
        tone_ = std::move(added);
    return committed;
}

/// A frame that no block has begun yet when two events for it have arrived, also where this thread is kept
/// waiting between them.
std::int64_t PlayingGraph::soon() const {
    const auto& format = engine_.device().format();
    constexpr base::Seconds margin{0.15};
    return engine_.position() + 3 * std::int64_t{format.blockFrames} +
           base::toFrames(margin, format.rate).value;
}

Result<void> PlayingGraph::play() {
    if (!std::exchange(captureWaits_, false))
        return source_->setPlaying(true);
    const auto frame = soon();
    if (auto set =
            engine_.graph().setParameterAt(frame + latency(), *tap_, nodes::RecorderTapNode::recording, 1);
        !set)
        return set;
    return source_->setPlaying(true, frame);
}

Result<void> PlayingGraph::startCapture(const std::filesystem::path& file, std::uint32_t bits, bool atOnce) {
    if (auto stopped = stopCapture(); !stopped)
        return tl::unexpected(stopped.error());
    const auto format = session::formatForPath(file, bits);
    if (!format)
        return tl::unexpected(format.error());
    auto tap = nodes::makeRecorderTap({.width = channels, .recording = false});
    session::RecordingOptions options;
    options.path = file;
    options.format = *format;
    options.rate = engine_.device().format().rate;
    options.channelCount = channels;
    auto recording = session::Recording::start(engine_.pool(), std::move(options), std::move(tap.samples),
                                               std::move(tap.spans));
    if (!recording)
        return tl::unexpected(recording.error());
    auto edit = engine_.graph().edit();
    const auto node = edit.add(std::move(tap.node), "capture");
    edit.connect(master_, 0, node, 0);
    if (auto committed = said(edit.commit()); !committed)
        return committed;
    tap_ = node;
    recording_ = std::move(*recording);
    captureWaits_ = !atOnce;
    if (!atOnce)
        return {};
    return engine_.graph().setParameter(node, nodes::RecorderTapNode::recording, 1);
}

Result<session::RecordingProgress> PlayingGraph::stopCapture() {
    if (!recording_)
        return session::RecordingProgress{};
    if (tap_) {
        auto edit = engine_.graph().edit();
        edit.remove(*tap_);
        static_cast<void>(edit.commit());
        tap_.reset();
    }
    captureWaits_ = false;
    const auto progress = recording_->finish();
    recording_.reset();
    if (progress.failure)
        return tl::unexpected(*progress.failure);
    return progress;
}

session::RecordingProgress PlayingGraph::captured() const {
    return recording_ ? recording_->progress() : session::RecordingProgress{};
}

} // namespace rondo::host::detail
