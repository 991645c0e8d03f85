// SPDX-License-Identifier: GPL-3.0-only
#include <host/player/detail/source_line.h>

#include <algorithm>
#include <memory>
#include <rondo/base/error.h>
#include <rondo/nodes/gain_node.h>
#include <rondo/nodes/matrix_mixer_node.h>
#include <rondo/session/file/stream_loop.h>

namespace rondo::host::detail {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

constexpr std::uint32_t channels = 2;
constexpr auto silence = static_cast<float>(base::Decibels::silence);

/// Takes `count` channels from `first` on into two: one is heard on both sides, of more the first two.
std::unique_ptr<graph::Node> inputMatrix(std::uint32_t width, std::uint32_t first, std::uint32_t count) {
    std::vector<float> gains(std::size_t{width} * channels, silence);
    gains[first] = 0;
    gains[width + (count > 1 ? first + 1 : first)] = 0;
    return std::make_unique<nodes::MatrixMixerNode>(
        nodes::MatrixMixerOptions{.inputs = width, .outputs = channels, .gains = std::move(gains)});
}

} // namespace

Result<void> SourceLine::build(const SessionSource& source, const LoopSettings& loop) {
    clear();
    if (source.kind == SourceKind::input)
        return buildInput(source.input);
    if (source.files.empty())
        return fail(ErrorCode::notFound,
                    "There is nothing to play yet; open a sound file or choose the live input.");
    if (auto built = buildFiles(source); !built)
        return built;
    return setLoop(loop);
}

Result<void> SourceLine::buildFiles(const SessionSource& source) {
    session::AudioFileSourceOptions options;
    for (const auto& file : source.files)
        options.files.push_back(file.path);
    options.rate = rate();
    options.channelCount = channels;
    auto stream = engine_.files().open(std::move(options), {.staysOpen = true});
    if (!stream)
        return tl::unexpected(stream.error());
    stream_ = std::move(*stream);
    auto player = nodes::makeFilePlayer({.width = channels, .playing = false}, stream_->takeReceiver(),
                                        stream_->takeMarks());
    heard_ = std::move(player.position);
    auto edit = engine_.graph().edit();
    const auto node = edit.add(std::move(player.node), source.files.front().path.filename().string());
    edit.connect(node, 0, destination_, 0);
    if (const auto committed = edit.commit(); !committed) {
        stream_.reset();
        return tl::unexpected(committed.error());
    }
    nodes_ = {node};
    return {};
}

Result<void> SourceLine::buildInput(const LiveInput& input) {
    const auto width = engine_.device().format().inputChannels;
    const auto last = input.first + input.channels - 1;
    if (width < std::min(last, input.first + 1) || width < input.first)
        return fail(ErrorCode::unsupported,
                    "The session plays the input channels " + std::to_string(input.first) + " to " +
                        std::to_string(last) + ", and the device '" + engine_.device().format().device +
                        "' has " + std::to_string(width) + " open; choose other channels or another device.");
    auto edit = engine_.graph().edit();
    const auto gate = edit.add(std::make_unique<nodes::GainNode>(
                                   nodes::GainOptions{.width = channels, .gain = {base::Decibels::silence}}),
                               "live input");
    const auto matrix = edit.add(inputMatrix(width, input.first - 1, input.channels), "input channels");
    edit.connectToInput(matrix);
    edit.connect(matrix, 0, gate, 0);
    edit.connect(gate, 0, destination_, 0);
    if (const auto committed = edit.commit(); !committed)
        return tl::unexpected(committed.error());
    nodes_ = {gate, matrix};
    return {};
}

void SourceLine::clear() {
    if (!nodes_.empty()) {
        auto edit = engine_.graph().edit();
        for (const auto node : nodes_)
            edit.remove(node);
        static_cast<void>(edit.commit());
    }
    nodes_.clear();
    stream_.reset();
    heard_ = {};
    counted_ = 0;
    playing_ = waiting_ = failureTold_ = false;
    noticesTold_ = 0;
}

Result<void> SourceLine::setLoop(const LoopSettings& loop) {
    if (!stream_)
        return {};
    session::StreamLoop region{base::toFrames(loop.start, rate()).value,
                               base::toFrames(loop.end, rate()).value};
    if (const auto length = stream_->frameCount(); length > 0 && region.end <= region.first) {
        region = {0, length}; // a loop without a place is the whole
    }
    constexpr std::int64_t shortest = 64;
    if (!loop.looping || region.end - region.first < shortest)
        return stream_->setLoop({});
    return stream_->setLoop(region);
}

Result<void> SourceLine::setPlaying(bool playing, std::optional<std::int64_t> frame) {
    if (nodes_.empty())
        return {};
    const bool live = !stream_;
    const auto parameter = live ? std::uint32_t{nodes::GainNode::gain} : nodes::FilePlayerNode::playing;
    const float value = live ? (playing ? 0.0F : silence) : (playing ? 1.0F : 0.0F);
    auto set = frame ? engine_.graph().setParameterAt(*frame, nodes_.front(), parameter, value)
                     : engine_.graph().setParameter(nodes_.front(), parameter, value);
    if (!set)
        return set;
    const auto now = frame.value_or(engine_.position());
    if (playing && !playing_)
        since_ = now;
    if (!playing && playing_)
        counted_ += now - since_;
    playing_ = playing;
    return {};
}

Result<void> SourceLine::locate(base::Seconds position) {
    if (!stream_) {
        counted_ = 0;
        since_ = engine_.position();
        return {};
    }
    auto frame = std::max<std::int64_t>(base::toFrames(position, rate()).value, 0);
    if (const auto length = stream_->frameCount(); length >= 0)
        frame = std::min(frame, length);
    if (auto located = stream_->locate(frame); !located)
        return located;
    target_ = frame;
    waiting_ = true;
    return {};
}

base::Seconds SourceLine::position() {
    if (nodes_.empty())
        return {};
    if (!stream_)
        return {static_cast<double>(counted_ +
                                    (playing_ ? std::max<std::int64_t>(engine_.position() - since_, 0) : 0)) /
                rate()};
    const auto& now = heard_.read();
    // Until the jump has arrived, the place that was asked for is the truth for people.
    constexpr std::int64_t near = 1 << 16;
    if (waiting_ && now.frame >= target_ && now.frame - target_ < near)
        waiting_ = false;
    return {static_cast<double>(waiting_ ? target_ : now.frame) / rate()};
}

std::optional<base::Seconds> SourceLine::length() const {
    if (!stream_ || stream_->frameCount() < 0)
        return std::nullopt;
    return base::Seconds{static_cast<double>(stream_->frameCount()) / rate()};
}

bool SourceLine::ended() { return stream_ && !waiting_ && heard_.read().ended; }
std::uint64_t SourceLine::underruns() { return stream_ ? heard_.read().underruns : 0; }

void SourceLine::prepareFor(std::size_t frames) {
    if (stream_)
        stream_->waitUntilReady(frames + std::size_t{2} * nodes::FilePlayerNode::fadeFrames);
}

std::vector<std::string> SourceLine::takeNotices() {
    if (!stream_)
        return {};
    const auto progress = stream_->progress();
    std::vector<std::string> notices(
        progress.notices.begin() + static_cast<std::ptrdiff_t>(std::min(noticesTold_, progress.notices.size())),
        progress.notices.end());
    noticesTold_ = progress.notices.size();
    if (progress.failure && !std::exchange(failureTold_, true))
        notices.push_back(progress.failure->text);
    return notices;
}

} // namespace rondo::host::detail
