// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/audio/audio_block.h>
#include <rondo/dsp/instruction_set.h>

namespace rondo::dsp {

/// Convolves each channel with an impulse response, without delay. The first 64 samples of the response are a
/// plain filter; the rest is cut into partitions of 64, then 512, then 4096 samples that are multiplied as
/// spectra, each begun one period before it is due (W. G. Gardner, "Efficient convolution without input-output
/// delay", 1995; F. Wefers, "Partitioned convolution algorithms for real-time auralization", 2015, chapter 6).
/// The long partitions' work is cut into small steps, of which the same number falls on each 64 frames of the
/// stream: no block costs more than another. The samples depend neither on how the stream is cut nor on the
/// instruction set.
class PartitionedConvolver {
public:
    static constexpr std::uint32_t quantum = 64; ///< frames; blocks of a multiple of it cost the most evenly
    /// Frames that rounding can sound beyond the response's own length.
    static constexpr std::uint32_t extraTail = 3 * 4096;

    /// Effects: allocates and transforms; starts in silence. `response` has one channel, which is used for all,
    /// or one for each. Requires: it does; `channels` is above 0; `supports(instructions)`. Errors:
    /// std::bad_alloc. Progress: blocking. [control]
    PartitionedConvolver(audio::ConstAudioBlock response, std::uint32_t channels,
                         InstructionSet instructions = fastestInstructionSet());
    ~PartitionedConvolver();
    PartitionedConvolver(PartitionedConvolver&&) noexcept;
    PartitionedConvolver& operator=(PartitionedConvolver&&) noexcept;

    /// Effects: the next frame is frame `streamFrame` of the stream, which says when partitions begin.
    /// Sound that is still inside is not moved with it. Progress: wait-free. [audio]
    void seek(std::int64_t streamFrame) noexcept;
    /// Effects: convolves. `output` may be the memory of `input`. Requires: both have `channels` channels.
    /// Progress: wait-free, linear in frames and in the response's length. [audio]
    void process(audio::ConstAudioBlock input, audio::AudioBlock output) noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace rondo::dsp
