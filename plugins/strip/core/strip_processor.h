// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <array>
#include <plugins/common/core/plugin_processor.h>
#include <plugins/strip/core/strip_matrix.h>
#include <plugins/strip/core/strip_metering.h>
#include <plugins/strip/core/strip_parameters.h>
#include <rondo/concurrency/latest_value.h>
#include <rondo/dsp/smoother.h>

namespace rondo::strip {

/// The strip's sound: one smoothed matrix, and the meters behind it. At rest on neutral settings, from mono to
/// mono and stereo to stereo, its output is its input bit for bit. Latency and tail are zero.
class StripProcessor final : public plugins::PluginProcessor {
public:
    /// Effects: meters go to `meters`. [control]
    explicit StripProcessor(concurrency::LatestValueWriter<StripMeter> meters) noexcept
        : meters_(std::move(meters)) {}

    /// Effects: see PluginProcessor. [any], [any], [control], [audio] …
    const plugins::ParameterTable& parameters() const noexcept override { return stripParameters(); }
    bool supports(std::uint32_t inputs, std::uint32_t outputs) const noexcept override;
    void prepare(const plugins::ProcessSetup& setup) override;
    void reset() noexcept override;
    void setParameter(std::size_t index, double value) noexcept override;
    void setBypassedByHost(bool bypassed) noexcept override;
    void process(audio::ConstAudioBlock in, audio::AudioBlock out) noexcept override;

    /// Effects: the highest peaks start anew. Returns: what they were, linear. Progress: wait-free. [audio]
    std::array<float, 2> resetHighestPeaks() noexcept;

private:
    void aim() noexcept;
    bool moving() const noexcept;
    std::uint32_t processMoving(audio::ConstAudioBlock in, audio::AudioBlock out) noexcept;
    void processAtRest(audio::ConstAudioBlock in, audio::AudioBlock out) const noexcept;

    StripSettings settings_;
    std::array<std::array<dsp::LinearSmoother, 2>, 2> gain_;
    std::uint32_t inputs_ = 2, outputs_ = 2;
    concurrency::LatestValueWriter<StripMeter> meters_;
    StripMetering metering_;
};

} // namespace rondo::strip
