// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/strip/core/strip_processor.h>

#include <algorithm>
#include <cmath>

namespace rondo::strip {

namespace {

constexpr double smoothingSeconds = 0.020;

// A gain of one is a copy and no multiplication, which would flush denormal numbers.
void scale(std::span<const float> from, std::span<float> to, float gain) noexcept {
    if (gain != 1)
        std::ranges::transform(from, to.begin(), [gain](float sample) { return gain * sample; });
    else if (from.data() != to.data())
        std::ranges::copy(from, to.begin());
}

} // namespace

bool StripProcessor::supports(std::uint32_t inputs, std::uint32_t outputs) const noexcept {
    return (inputs == 1 || inputs == 2) && (outputs == inputs || outputs == 2);
}

void StripProcessor::prepare(const plugins::ProcessSetup& setup) {
    inputs_ = setup.inputChannels;
    outputs_ = setup.outputChannels;
    const auto frames = static_cast<std::uint32_t>(std::lround(smoothingSeconds * setup.rate));
    for (auto& row : gain_)
        row.fill(dsp::LinearSmoother(0, frames));
    metering_.prepare(setup.rate, outputs_);
    reset();
}

void StripProcessor::reset() noexcept {
    const auto matrix = StripMatrix::of(settings_, inputs_, outputs_);
    for (std::size_t output = 0; output < 2; ++output)
        for (std::size_t input = 0; input < 2; ++input)
            gain_[output][input].jumpTo(matrix.gain[output][input]);
    metering_.reset();
    meters_.write(metering_.meter());
}

void StripProcessor::setParameter(std::size_t parameter, double value) noexcept {
    const bool on = value >= 0.5;
    switch (static_cast<StripParameter>(parameter)) {
    case StripParameter::trim:
        settings_.trim = value;
        break;
    case StripParameter::pan:
        settings_.pan = value;
        break;
    case StripParameter::width:
        settings_.width = value;
        break;
    case StripParameter::mute:
        settings_.mute = on;
        break;
    case StripParameter::phaseLeft:
        settings_.phaseLeft = on;
        break;
    case StripParameter::phaseRight:
        settings_.phaseRight = on;
        break;
    case StripParameter::bypass:
        settings_.bypass = on;
        break;
    }
    aim();
}

void StripProcessor::setBypassedByHost(bool bypassed) noexcept {
    if (settings_.bypassedByHost == bypassed)
        return;
    settings_.bypassedByHost = bypassed;
    aim();
}

void StripProcessor::aim() noexcept {
    const auto matrix = StripMatrix::of(settings_, inputs_, outputs_);
    for (std::size_t output = 0; output < 2; ++output)
        for (std::size_t input = 0; input < 2; ++input)
            if (gain_[output][input].target() != matrix.gain[output][input])
                gain_[output][input].setTarget(matrix.gain[output][input]);
}

bool StripProcessor::moving() const noexcept {
    return std::ranges::any_of(gain_, [](const auto& row) {
        return std::ranges::any_of(row, [](const auto& gain) { return gain.moving(); });
    });
}

void StripProcessor::process(audio::ConstAudioBlock in, audio::AudioBlock out) noexcept {
    const auto moved = processMoving(in, out);
    const auto rest = out.frameCount() - moved;
    processAtRest(in.frames(moved, rest), out.frames(moved, rest));
    metering_.add(out);
    meters_.write(metering_.meter());
}

std::uint32_t StripProcessor::processMoving(audio::ConstAudioBlock in, audio::AudioBlock out) noexcept {
    std::uint32_t frame = 0;
    const auto left = in.channel(0);
    const auto right = in.channel(inputs_ - 1);
    const auto leftOut = out.channel(0);
    const auto rightOut = out.channel(outputs_ - 1);
    for (; frame < out.frameCount() && moving(); ++frame) {
        const float l = left[frame];
        const float r = inputs_ == 2 ? right[frame] : 0.0f;
        const float newLeft = gain_[0][0].next() * l + gain_[0][1].next() * r;
        const float newRight = gain_[1][0].next() * l + gain_[1][1].next() * r;
        if (outputs_ == 2)
            rightOut[frame] = newRight;
        leftOut[frame] = newLeft;
    }
    return frame;
}

void StripProcessor::processAtRest(audio::ConstAudioBlock in, audio::AudioBlock out) const noexcept {
    if (inputs_ == 1) {
        for (auto output = outputs_; output-- > 0;) // the first last, because it may lie where the input does
            scale(in.channel(0), out.channel(output), gain_[output][0].current());
        return;
    }
    const float ll = gain_[0][0].current(), lr = gain_[0][1].current();
    const float rl = gain_[1][0].current(), rr = gain_[1][1].current();
    const auto left = in.channel(0), right = in.channel(1);
    const auto leftOut = out.channel(0), rightOut = out.channel(1);
    if (lr == 0 && rl == 0) { // the other side is not even multiplied by zero: its NaN stays its own
        scale(left, leftOut, ll);
        scale(right, rightOut, rr);
        return;
    }
    for (std::size_t frame = 0; frame < left.size(); ++frame) {
        const float l = left[frame], r = right[frame];
        leftOut[frame] = ll * l + lr * r;
        rightOut[frame] = rl * l + rr * r;
    }
}

std::array<float, 2> StripProcessor::resetHighestPeaks() noexcept {
    const auto before = metering_.resetHighestPeaks();
    meters_.write(metering_.meter());
    return before;
}

} // namespace rondo::strip
