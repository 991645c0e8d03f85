// SPDX-License-Identifier: MIT
#include <rondo/nodes/convolver_node.h>

#include <algorithm>
#include <cmath>
#include <rondo/audio/audio_buffer.h>
#include <rondo/audio/channel_layout.h>
#include <rondo/base/error.h>
#include <rondo/dsp/partitioned_convolver.h>
#include <rondo/nodes/detail/segments.h>
#include <rondo/nodes/detail/smoothing.h>
#include <string>
#include <utility>

namespace rondo::nodes {

/// What travels through the exchange. Once adopted, it is the vessel in which the convolver that it replaced
/// goes home: nothing is freed on the audio thread.
struct LoadedImpulse {
    std::unique_ptr<dsp::PartitionedConvolver> convolver;
    std::unique_ptr<dsp::PartitionedConvolver> replaced;
};

struct ConvolverNode::State {
    std::unique_ptr<dsp::PartitionedConvolver> present;
    std::unique_ptr<dsp::PartitionedConvolver> former; ///< while it fades out
    audio::AudioBuffer wet;
    audio::AudioBuffer formerWet;
    dsp::LinearSmoother mix;
    std::uint32_t fadeFrames = 0;
    std::uint32_t fadeLeft = 0;
    std::int64_t nextFrame = 0;
    bool started = false;
};

ConvolverNode::ConvolverNode(ConvolverOptions options, concurrency::ExchangeReader<LoadedImpulse> impulses)
    : options_(options), impulses_(std::move(impulses)) {}
ConvolverNode::~ConvolverNode() = default;

graph::NodeDescription ConvolverNode::describe() const {
    graph::NodeDescription description{.inputs = {{"input", options_.width}},
                                       .outputs = {{"output", options_.width}},
                                       .parameters = {{"mix", "", 0, 1, options_.mix}}};
    // The impulse is so many frames long at a rate that is not known here.
    description.tail = graph::endlessTail;
    description.inPlace = true;
    return description;
}

void ConvolverNode::prepare(const graph::PrepareContext& context) {
    state_ = std::make_unique<State>();
    state_->wet = audio::AudioBuffer(options_.width, context.maximumFrames);
    state_->formerWet = audio::AudioBuffer(options_.width, context.maximumFrames);
    state_->mix = detail::smoother(options_.mix, context.rate);
    state_->fadeFrames = static_cast<std::uint32_t>(base::toFrames(options_.crossfade, context.rate).value);
}

void ConvolverNode::follow(std::int64_t streamFrame) noexcept {
    auto& state = *state_;
    if (streamFrame == state.nextFrame)
        return;
    state.nextFrame = streamFrame;
    if (state.present != nullptr)
        state.present->seek(streamFrame);
    if (state.former != nullptr)
        state.former->seek(streamFrame);
}

void ConvolverNode::adopt(std::int64_t streamFrame) noexcept {
    auto& state = *state_;
    if (state.fadeLeft > 0 || !impulses_.tryAdoptNew())
        return;
    auto& loaded = *impulses_.current();
    loaded.replaced = std::exchange(state.present, std::move(loaded.convolver));
    state.present->seek(streamFrame);
    if (!state.started || state.fadeFrames == 0)
        return;
    state.former = std::move(loaded.replaced);
    state.fadeLeft = state.fadeFrames;
}

void ConvolverNode::convolve(audio::ConstAudioBlock input) noexcept {
    auto& state = *state_;
    const auto wet = state.wet.block().frames(0, input.frameCount());
    if (state.present != nullptr)
        state.present->process(input, wet);
    else
        wet.clear();
    if (state.fadeLeft == 0)
        return;
    const auto count = std::min(state.fadeLeft, input.frameCount());
    const auto former = state.formerWet.block().frames(0, count);
    if (state.former != nullptr)
        state.former->process(input.frames(0, count), former);
    else
        former.clear();
    for (std::uint32_t channel = 0; channel < options_.width; ++channel)
        for (std::uint32_t frame = 0; frame < count; ++frame) {
            const float share =
                static_cast<float>(state.fadeLeft - frame) / static_cast<float>(state.fadeFrames + 1);
            float& sample = wet.channel(channel)[frame];
            sample += share * (former.channel(channel)[frame] - sample);
        }
    state.fadeLeft -= count;
    if (state.fadeLeft == 0)
        impulses_.current()->replaced = std::move(state.former);
}

void ConvolverNode::process(const graph::ProcessContext& context) noexcept {
    auto& state = *state_;
    follow(context.streamFrame());
    adopt(context.streamFrame());
    convolve(context.input());
    state.started = true;
    state.nextFrame += context.frameCount();
    const auto apply = [&](const audio::ParameterEvent& event) { state.mix.setTarget(event.value); };
    const auto render = [&](std::uint32_t first, std::uint32_t count) {
        for (auto frame = first; frame < first + count; ++frame) {
            const float share = state.mix.next();
            for (std::uint32_t channel = 0; channel < options_.width; ++channel) {
                const float dry = context.input().channel(channel)[frame];
                const float wet = std::as_const(state.wet).block().channel(channel)[frame];
                // A mix of 1 is the convolution to the last bit.
                context.output().channel(channel)[frame] = share == 1 ? wet : dry + share * (wet - dry);
            }
        }
    };
    detail::forEachSegment(context, apply, render);
}

ConvolverLoader::ConvolverLoader(ConvolverOptions options, concurrency::ExchangeWriter<LoadedImpulse> impulses)
    : options_(options), impulses_(std::move(impulses)) {}
ConvolverLoader::ConvolverLoader(ConvolverLoader&&) noexcept = default;
ConvolverLoader& ConvolverLoader::operator=(ConvolverLoader&&) noexcept = default;
ConvolverLoader::~ConvolverLoader() = default;

base::Result<void> ConvolverLoader::load(audio::ConstAudioBlock impulse) {
    const auto refuse = [](const std::string& text) {
        return base::fail(base::ErrorCode::invalidArgument, text);
    };
    if (impulse.channelCount() != 1 && impulse.channelCount() != options_.width)
        return refuse("An impulse for this convolver has 1 or " + std::to_string(options_.width) +
                      " channels; one with " + std::to_string(impulse.channelCount()) +
                      " was given. Choose another, or a convolver of its width.");
    if (impulse.frameCount() == 0 || impulse.frameCount() > options_.longestImpulse)
        return refuse("An impulse for this convolver has 1 to " + std::to_string(options_.longestImpulse) +
                      " frames; one with " + std::to_string(impulse.frameCount()) +
                      " was given. Shorten it, or set ConvolverOptions::longestImpulse.");
    for (std::uint32_t channel = 0; channel < impulse.channelCount(); ++channel)
        if (!std::ranges::all_of(impulse.channel(channel), [](float sample) { return std::isfinite(sample); }))
            return refuse("The samples of an impulse are finite numbers, and channel " +
                          std::to_string(channel + 1) + " of this one has some that are not; repair the file.");
    auto loaded = std::make_unique<LoadedImpulse>();
    loaded->convolver = std::make_unique<dsp::PartitionedConvolver>(impulse, options_.width);
    if (!impulses_.publish(std::move(loaded)))
        return base::fail(
            base::ErrorCode::closed,
            "An impulse was loaded for a convolver that is no longer there; load it into another.");
    return {};
}

Convolver makeConvolver(ConvolverOptions options) {
    const auto refuse = [](const std::string& text) {
        throw base::Failure({base::ErrorCode::invalidArgument, text});
    };
    if (options.width == 0 || options.width > audio::ChannelLayout::maximum)
        refuse("A convolver has 1 to 64 channels; " + std::to_string(options.width) + " were asked for.");
    if (options.longestImpulse == 0 || options.longestImpulse > 1u << 24)
        refuse("The longest impulse of a convolver has 1 to 16777216 frames; " +
               std::to_string(options.longestImpulse) + " were asked for.");
    if (!(options.crossfade.value >= 0 && options.crossfade.value <= 10))
        refuse("A convolver fades from one impulse to the next in 0 to 10 seconds; " +
               std::to_string(options.crossfade.value) + " were asked for.");
    auto exchange = concurrency::makeExchange<LoadedImpulse>(std::make_shared<concurrency::Reclaimer>());
    return {std::unique_ptr<ConvolverNode>(new ConvolverNode(options, std::move(exchange.reader))),
            ConvolverLoader(options, std::move(exchange.writer))};
}

} // namespace rondo::nodes
