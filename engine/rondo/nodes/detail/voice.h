// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/dsp/envelope.h>
#include <rondo/dsp/oscillator.h>
#include <rondo/dsp/smoother.h>
#include <rondo/dsp/state_variable_filter.h>
#include <rondo/nodes/voice_node.h>

namespace rondo::nodes::detail {

/// One voice as VoiceNode describes it, without ports. A value: a copy sounds on as the original would have.
/// All calls but the constructor: wait-free, [audio].
class Voice {
public:
    Voice(const VoiceOptions& options, double rate);

    /// Effects: as an event of VoiceNode's parameter.
    void apply(std::uint32_t parameter, float value) noexcept;
    /// Effects: starts a note.
    void start(float note, float velocity) noexcept;
    /// Effects: releases the note.
    void stop() noexcept { envelope_.stop(); }
    /// Effects: is silent at once.
    void cut() noexcept;
    /// Returns: whether it is silent until it is started.
    bool idle() const noexcept { return envelope_.idle(); }
    /// Returns: the level of its envelope, 0 to 1.
    float level() const noexcept { return envelope_.level(); }
    /// Effects: advances by one frame. Returns: its sample.
    float next() noexcept;

private:
    void shapeEnvelope() noexcept;
    void open() noexcept;
    void setPitch(float note) noexcept;
    void updateControls() noexcept;

    double rate_;
    VoiceOptions sound_;
    dsp::Oscillator low_;
    dsp::Oscillator high_;
    dsp::Envelope envelope_;
    dsp::StateVariableFilter filter_;
    dsp::StateVariableCoefficients coefficients_;
    dsp::LinearSmoother pitch_;
    dsp::LinearSmoother amplitude_;
    float nextVelocity_ = 1;
    float velocity_ = 1;
    std::uint32_t untilControl_ = 0;
};

} // namespace rondo::nodes::detail
