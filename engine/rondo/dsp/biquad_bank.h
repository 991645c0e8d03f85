// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <rondo/audio/audio_block.h>
#include <rondo/audio/audio_buffer.h>
#include <rondo/dsp/biquad_design.h>
#include <rondo/dsp/instruction_set.h>
#include <span>
#include <vector>

namespace rondo::dsp {

/// What of a section of a BiquadBank can move.
enum class BiquadParameter : std::uint8_t { frequency, gain, quality };

/// Second-order sections in series, the same on every channel. Each section is a state-variable filter by the
/// trapezoidal rule, whose state cannot gain energy by itself, whatever its frequency and Q do: so it is stable
/// while they move, and precise at low frequencies in single precision. Frequency and Q move in straight lines
/// of their logarithm, gain in decibels; the design follows every 32 frames, its factors each frame. Sections
/// and channels lie side by side in SIMD lanes. The samples depend neither on how the stream is cut nor on the
/// instruction set. It needs denormals flushed on its way to silence.
class BiquadBank {
public:
    static constexpr std::uint32_t maximumSections = 32;

    BiquadBank() = default;
    /// Effects: at rest on `sections`; a later change takes `smoothingFrames` frames, at least one.
    /// Requires: at most `maximumSections`; `supports(instructions)`. Errors: std::bad_alloc. [control]
    BiquadBank(std::span<const BiquadSettings> sections, std::uint32_t channels, std::uint32_t smoothingFrames,
               InstructionSet instructions = fastestInstructionSet());

    /// Effects: the value begins to move to `target`, in the unit of BiquadSettings, limited as in
    /// BiquadDesign::make. Requires: the section exists. Progress: wait-free. [audio]
    void setTarget(std::uint32_t section, BiquadParameter parameter, float target) noexcept;
    /// Effects: filters. `output` may be the memory of `input`. Requires: both are as wide as the bank.
    /// Progress: wait-free, linear in frames. [audio]
    void process(audio::ConstAudioBlock input, audio::AudioBlock output) noexcept;
    /// Returns: whether a value is still on its way. Progress: wait-free. [audio]
    bool moving() const noexcept { return moving_; }

private:
    struct Ramp {
        float start = 0;
        float target = 0;
        std::uint32_t elapsed = 1;
        float at(std::uint32_t frame, std::uint32_t length) const noexcept;
    };
    struct Section {
        BiquadShape shape;
        std::array<Ramp, 3> ramps; ///< by BiquadParameter; frequency and quality as binary logarithms
        BiquadDesign next;         ///< where the segment of frames under way ends
        bool moving = false;
    };
    struct Strip {
        std::uint32_t firstChannel;
        std::uint32_t channels;
        audio::AudioBuffer rows;
    };

    BiquadDesign designAfter(const Section& section, std::uint32_t frames) const noexcept;
    void beginSegment() noexcept;
    void endSegment() noexcept;
    void write(std::size_t section, const BiquadDesign& design, const BiquadDesign& step) noexcept;
    void run(Strip& strip, audio::ConstAudioBlock input, audio::AudioBlock output) noexcept;

    std::vector<Section> sections_;
    std::vector<Strip> strips_;
    audio::AudioBuffer samples_;
    std::uint32_t smoothingFrames_ = 1;
    std::uint32_t segment_ = 0; ///< frames left in which all factors move in straight lines
    bool moving_ = false;
    InstructionSet instructions_ = InstructionSet::baseline;
};

} // namespace rondo::dsp
