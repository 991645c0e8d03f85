// SPDX-License-Identifier: MIT
#include <rondo/nodes/sampler_node.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <rondo/audio/channel_layout.h>
#include <rondo/base/error.h>
#include <rondo/dsp/sinc_interpolator.h>
#include <rondo/nodes/detail/segments.h>
#include <rondo/nodes/detail/smoothing.h>
#include <string>
#include <utility>

namespace rondo::nodes {

/// One playing of the sound.
struct SamplerNode::Head {
    double place = 0; ///< in frames of the sound; inside the loop once it went round
    float level = 0;  ///< of the fade, 0 to 1
    float fall = 0;   ///< by how much that drops in a frame
    bool active = false;
    bool looped = false; ///< went round at least once: what lies before the loop is its end
};

struct SamplerNode::State {
    dsp::SincInterpolator interpolator;
    // One plays, the others fade out. With four, only four starts within 64 frames cut one short.
    std::array<Head, 4> heads;
    std::size_t newest = 0;
    dsp::LinearSmoother pitch;
    dsp::LinearSmoother factor;
    double ratio = 1; ///< of the rates: the sound's by the stream's
    double step = 1;  ///< frames of the sound in one of the stream
    float releaseFall = 1;

    void computeStep() noexcept { step = ratio * std::exp2(double{pitch.current()} / 12); }
};

SamplerNode::SamplerNode(SamplerOptions options) : options_(std::move(options)) {
    const auto refuse = [](const std::string& text) {
        throw base::Failure({base::ErrorCode::invalidArgument, text});
    };
    if (options_.sound == nullptr || options_.sound->frameCount() == 0)
        refuse("A sampler needs a sound of at least one frame and was given none; set SamplerOptions::sound.");
    if (options_.sound->channelCount() > audio::ChannelLayout::maximum)
        refuse("A sampler plays 1 to 64 channels; its sound has " +
               std::to_string(options_.sound->channelCount()) + ".");
    if (!(options_.rate >= 1 && options_.rate <= 1e6))
        refuse("The rate of a sampler's sound is 1 to 1000000 frames a second; " +
               std::to_string(options_.rate) + " was given.");
    if (!options_.loop)
        return;
    const auto& loop = *options_.loop;
    if (options_.oneShot)
        refuse("A one-shot plays to its end once and cannot have a loop; leave out one of them.");
    if (loop.start >= loop.end || loop.end > options_.sound->frameCount() ||
        loop.crossfade > std::min(loop.start, loop.end - loop.start))
        refuse("A loop begins before it ends, ends inside the sound of " +
               std::to_string(options_.sound->frameCount()) +
               " frames, and its crossfade is no longer than what lies before it nor than itself; " +
               std::to_string(loop.start) + " to " + std::to_string(loop.end) + " with a crossfade of " +
               std::to_string(loop.crossfade) + " was asked for.");
}
SamplerNode::~SamplerNode() = default;

graph::NodeDescription SamplerNode::describe() const {
    graph::NodeDescription description{.inputs = {},
                                       .outputs = {{"output", options_.sound->channelCount()}},
                                       .parameters = {{"gate", "", 0, 1, 0},
                                                      {"pitch", "semitones", -48, 48, options_.pitch},
                                                      {"level", "dB", -144, 24, options_.level}}};
    return description;
}

void SamplerNode::prepare(const graph::PrepareContext& context) {
    state_ = std::make_unique<State>();
    state_->pitch = detail::smoother(options_.pitch, context.rate);
    state_->factor = detail::smoother(detail::amplitude(double{options_.level}), context.rate);
    state_->ratio = options_.rate / context.rate;
    state_->releaseFall =
        1.0f / std::max(1.0f, static_cast<float>(base::toFrames(options_.release, context.rate).value));
    state_->computeStep();
}

void SamplerNode::open() noexcept {
    auto& state = *state_;
    for (auto& head : state.heads)
        head.fall = std::max(head.fall, 1.0f / stealFrames);
    // The head that is idle, or nearest to it.
    const auto quietest = std::ranges::min_element(
        state.heads, {}, [](const Head& head) { return head.active ? head.level : -1.0f; });
    *quietest = {0, 1, 0, true, false};
    state.newest = static_cast<std::size_t>(quietest - state.heads.begin());
}

void SamplerNode::close() noexcept {
    if (options_.oneShot)
        return;
    auto& head = state_->heads[state_->newest];
    head.fall = std::max(head.fall, state_->releaseFall);
}

float SamplerNode::read(const Head& head, std::uint32_t channel, std::int64_t frame) const noexcept {
    const auto samples = options_.sound->block().channel(channel);
    const auto sample = [&](std::int64_t at) {
        return at >= 0 && at < static_cast<std::int64_t>(samples.size()) ? samples[static_cast<std::size_t>(at)]
                                                                         : 0.0f;
    };
    if (!options_.loop)
        return sample(frame);
    const std::int64_t start = options_.loop->start;
    const std::int64_t end = options_.loop->end;
    const std::int64_t fade = options_.loop->crossfade;
    const std::int64_t length = end - start;
    if (frame >= end || (head.looped && frame < start))
        frame = start + ((frame - start) % length + length) % length;
    if (frame < end - fade)
        return sample(frame);
    const float share = static_cast<float>(frame - (end - fade)) / static_cast<float>(fade);
    const float here = sample(frame);
    return here + share * (sample(frame - length) - here);
}

bool SamplerNode::play(Head& head, audio::AudioBlock output, std::uint32_t at, float factor) noexcept {
    constexpr std::int64_t half = dsp::SincInterpolator::half;
    const auto whole = static_cast<std::int64_t>(head.place);
    const std::int64_t first = whole - (half - 1);
    const std::int64_t plainEnd = options_.loop ? std::int64_t{options_.loop->end} - options_.loop->crossfade
                                                : std::int64_t{options_.sound->frameCount()};
    const std::int64_t plainStart = head.looped ? options_.loop->start : 0;
    const bool plain = first >= plainStart && whole + half < plainEnd;
    const auto weights =
        state_->interpolator.weights(static_cast<float>(head.place - static_cast<double>(whole)));
    for (std::uint32_t channel = 0; channel < output.channelCount(); ++channel) {
        std::array<float, dsp::SincInterpolator::taps> gathered;
        const float* samples = gathered.data();
        if (plain)
            samples = options_.sound->block().channel(channel).data() + first;
        else
            for (std::size_t tap = 0; tap < gathered.size(); ++tap)
                gathered[tap] = read(head, channel, first + static_cast<std::int64_t>(tap));
        output.channel(channel)[at] += dsp::SincInterpolator::value(samples, weights) * (head.level * factor);
    }
    head.level -= head.fall;
    head.place += state_->step;
    if (options_.loop && head.place >= options_.loop->end) {
        const double length = options_.loop->end - options_.loop->start;
        head.place = options_.loop->start + std::fmod(head.place - options_.loop->start, length);
        head.looped = true;
    }
    return head.level > 0 && head.place < static_cast<double>(options_.sound->frameCount() + half);
}

void SamplerNode::process(const graph::ProcessContext& context) noexcept {
    auto& state = *state_;
    const auto output = context.output();
    output.clear();
    const auto apply = [&](const audio::ParameterEvent& event) {
        if (event.parameter == pitch)
            state.pitch.setTarget(event.value);
        else if (event.parameter == level)
            state.factor.setTarget(detail::amplitude(double{event.value}));
        else if (event.value >= 0.5f)
            open();
        else
            close();
    };
    const auto render = [&](std::uint32_t first, std::uint32_t count) {
        for (auto frame = first; frame < first + count; ++frame) {
            if (state.pitch.moving()) {
                state.pitch.next();
                state.computeStep();
            }
            const float factor = state.factor.next();
            for (auto& head : state.heads)
                if (head.active)
                    head.active = play(head, output, frame, factor);
        }
    };
    detail::forEachSegment(context, apply, render);
}

} // namespace rondo::nodes
