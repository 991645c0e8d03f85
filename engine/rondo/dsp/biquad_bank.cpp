// SPDX-License-Identifier: MIT
#include <rondo/dsp/biquad_bank.h>

#include <algorithm>
#include <cmath>
#include <rondo/dsp/detail/biquad_lanes.h>

namespace rondo::dsp {

namespace {

constexpr std::uint32_t segmentFrames = 32;
constexpr std::uint32_t chunkFrames = 256;
constexpr BiquadDesign still{0, 0, 0, 0, 0};

/// A value as it is smoothed: limited as BiquadDesign::make does, frequency and quality as logarithms.
float smoothed(BiquadParameter parameter, float value) noexcept {
    switch (parameter) {
    case BiquadParameter::frequency:
        return std::log2(std::clamp(value, 0.00001f, 0.49f));
    case BiquadParameter::gain:
        return std::clamp(value, -120.0f, 120.0f);
    case BiquadParameter::quality:
        return std::log2(std::clamp(value, 0.025f, 1000.0f));
    }
    return 0;
}

BiquadDesign difference(const BiquadDesign& to, const BiquadDesign& from, float share) noexcept {
    return {(to.warped - from.warped) * share, (to.damping - from.damping) * share,
            (to.direct - from.direct) * share, (to.band - from.band) * share, (to.low - from.low) * share};
}

} // namespace

float BiquadBank::Ramp::at(std::uint32_t frame, std::uint32_t length) const noexcept {
    if (frame >= length)
        return target;
    return start + (target - start) * (static_cast<float>(frame) / static_cast<float>(length));
}

BiquadBank::BiquadBank(std::span<const BiquadSettings> sections, std::uint32_t channels,
                       std::uint32_t smoothingFrames, InstructionSet instructions)
    : samples_(1, chunkFrames * 4 + 8), smoothingFrames_(std::max(smoothingFrames, 1u)),
      instructions_(instructions) {
    const auto resting = [this](BiquadParameter parameter, float value) {
        const float at = smoothed(parameter, value);
        return Ramp{at, at, smoothingFrames_};
    };
    for (const auto& settings : sections)
        sections_.push_back({settings.shape,
                             {resting(BiquadParameter::frequency, settings.frequency),
                              resting(BiquadParameter::gain, settings.gain),
                              resting(BiquadParameter::quality, settings.quality)},
                             {},
                             false});
    for (std::uint32_t channel = 0; channel < channels && !sections.empty();) {
        const std::uint32_t left = channels - channel;
        const std::uint32_t together = left >= 4 ? 4 : left >= 2 ? 2 : 1;
        const auto lanes = (static_cast<std::uint32_t>(sections.size()) * together + 7) / 8 * 8;
        strips_.push_back({channel, together, audio::AudioBuffer(detail::biquadRows, lanes)});
        channel += together;
    }
    for (std::size_t section = 0; section < sections_.size(); ++section)
        write(section, designAfter(sections_[section], 0), still);
}

BiquadDesign BiquadBank::designAfter(const Section& section, std::uint32_t frames) const noexcept {
    const auto value = [&](BiquadParameter parameter) {
        const auto& ramp = section.ramps[static_cast<std::size_t>(parameter)];
        return ramp.at(ramp.elapsed + frames, smoothingFrames_);
    };
    return BiquadDesign::make({section.shape, std::exp2(value(BiquadParameter::frequency)),
                               value(BiquadParameter::gain), std::exp2(value(BiquadParameter::quality))});
}

void BiquadBank::setTarget(std::uint32_t section, BiquadParameter parameter, float target) noexcept {
    auto& moved = sections_[section];
    auto& ramp = moved.ramps[static_cast<std::size_t>(parameter)];
    const float goal = smoothed(parameter, target);
    if (goal == ramp.target)
        return;
    ramp = {ramp.at(ramp.elapsed, smoothingFrames_), goal, 0};
    moved.moving = true;
    moving_ = true;
    segment_ = 0; // the segment under way leads elsewhere now
}

void BiquadBank::beginSegment() noexcept {
    segment_ = segmentFrames;
    for (const auto& section : sections_)
        for (const auto& ramp : section.ramps)
            if (ramp.elapsed < smoothingFrames_)
                segment_ = std::min(segment_, smoothingFrames_ - ramp.elapsed);
    for (std::size_t index = 0; index < sections_.size(); ++index) {
        auto& section = sections_[index];
        if (!section.moving)
            continue;
        const auto& rows = strips_[0].rows.block();
        const auto lane = index * strips_[0].channels;
        const auto value = [&](detail::BiquadRow row) { return rows.channel(row)[lane]; };
        const BiquadDesign now{value(detail::warpedRow), value(detail::dampingRow), value(detail::directRow),
                               value(detail::bandRow), value(detail::lowRow)};
        section.next = designAfter(section, segment_);
        write(index, now, difference(section.next, now, 1.0f / static_cast<float>(segment_)));
    }
}

void BiquadBank::endSegment() noexcept {
    moving_ = false;
    for (std::size_t index = 0; index < sections_.size(); ++index) {
        auto& section = sections_[index];
        if (!section.moving)
            continue;
        write(index, section.next, still);
        section.moving = std::ranges::any_of(section.ramps,
                                             [&](const Ramp& ramp) { return ramp.elapsed < smoothingFrames_; });
        moving_ = moving_ || section.moving;
    }
}

void BiquadBank::write(std::size_t section, const BiquadDesign& design, const BiquadDesign& step) noexcept {
    detail::BiquadFactors<float> factors;
    detail::computeFactors(factors, design.warped, design.damping, design.direct, design.band, design.low);
    const std::array<float, detail::bandStateRow> values{
        design.warped, design.damping,   design.direct,   design.band,   design.low,   step.warped,
        step.damping,  step.direct,      step.band,       step.low,      factors.keep, factors.coupling,
        factors.drive, factors.inputTap, factors.bandTap, factors.lowTap};
    for (auto& strip : strips_)
        for (std::uint32_t row = 0; row < values.size(); ++row)
            std::ranges::fill(strip.rows.block().channel(row).subspan(section * strip.channels, strip.channels),
                              values[row]);
}

void BiquadBank::run(Strip& strip, audio::ConstAudioBlock input, audio::AudioBlock output) noexcept {
    float* const samples = samples_.block().channel(0).data();
    for (std::uint32_t channel = 0; channel < strip.channels; ++channel) {
        const float* const from = input.channel(strip.firstChannel + channel).data();
        for (std::uint32_t frame = 0; frame < input.frameCount(); ++frame)
            samples[frame * strip.channels + channel] = from[frame];
    }
    const auto rows = strip.rows.block();
    const detail::BiquadStrip lanes{rows.pointers(), strip.channels,
                                    static_cast<std::uint32_t>(sections_.size())};
    const auto filter =
        instructions_ == InstructionSet::avx2 ? detail::runBiquadsAvx2 : detail::runBiquadsBaseline;
    filter(lanes, samples, input.frameCount(), moving_);
    for (std::uint32_t channel = 0; channel < strip.channels; ++channel) {
        float* const to = output.channel(strip.firstChannel + channel).data();
        for (std::uint32_t frame = 0; frame < input.frameCount(); ++frame)
            to[frame] = samples[frame * strip.channels + channel];
    }
}

void BiquadBank::process(audio::ConstAudioBlock input, audio::AudioBlock output) noexcept {
    for (std::uint32_t done = 0; done < input.frameCount();) {
        auto count = std::min(input.frameCount() - done, chunkFrames);
        if (moving_) {
            if (segment_ == 0)
                beginSegment();
            count = std::min(count, segment_);
        }
        for (auto& strip : strips_)
            run(strip, input.frames(done, count), output.frames(done, count));
        done += count;
        if (!moving_)
            continue;
        for (auto& section : sections_)
            for (auto& ramp : section.ramps)
                ramp.elapsed = std::min(ramp.elapsed + count, smoothingFrames_);
        segment_ -= count;
        if (segment_ == 0)
            endSegment();
    }
    if (sections_.empty())
        output.copyFrom(input);
}

} // namespace rondo::dsp
