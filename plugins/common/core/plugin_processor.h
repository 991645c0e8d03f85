// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstddef>
#include <cstdint>
#include <plugins/common/core/parameter_table.h>
#include <rondo/audio/audio_block.h>

namespace rondo::plugins {

/// What a host promises about the blocks to come.
struct ProcessSetup {
    double rate = 48000;
    std::uint32_t maximumFrames = 512; ///< an announcement only: every processor copes with longer blocks
    std::uint32_t inputChannels = 2;
    std::uint32_t outputChannels = 2;
};

/// The sound of a plugin, and nothing else: what each plugin implements. Belongs to the executor of its
/// PluginInstance; every call below marked [audio] comes under that executor's tag.
class PluginProcessor {
public:
    virtual ~PluginProcessor() = default;

    /// Returns: the parameters, of static lifetime. Progress: wait-free. [any]
    virtual const ParameterTable& parameters() const noexcept = 0;
    /// Returns: whether it can process this many channels. Progress: wait-free. [any]
    virtual bool supports(std::uint32_t inputChannels, std::uint32_t outputChannels) const noexcept = 0;
    /// Effects: readies for blocks of `setup`, allocating what they need, in a state without any past.
    /// Errors: std::bad_alloc. Progress: blocking. [control, under the tag]
    virtual void prepare(const ProcessSetup& setup) = 0;
    /// Effects: forgets the past: parameters have their values at once. Progress: wait-free. [audio]
    virtual void reset() noexcept = 0;
    /// Effects: from the next frame on the parameter moves to `value`, without a click. Progress: wait-free.
    /// [audio]
    virtual void setParameter(std::size_t index, double value) noexcept = 0;
    /// Effects: from the next frame on the plugin is bypassed, or not, beside what its own bypass parameter
    /// says; some formats bypass without a parameter. Progress: wait-free. [audio]
    virtual void setBypassedByHost(bool bypassed) noexcept = 0;
    /// Effects: fills `out` from `in`, which may be the same memory. Both have the channels of `prepare` and
    /// the same number of frames, any from 0. Progress: wait-free, linear in the frames. [audio]
    virtual void process(audio::ConstAudioBlock in, audio::AudioBlock out) noexcept = 0;
    /// Returns: frames by which the output is late. Progress: wait-free. [any]
    virtual std::uint32_t latencyFrames() const noexcept { return 0; }
    /// Returns: seconds for which it sounds on after its input ended. Progress: wait-free. [any]
    virtual double tailSeconds() const noexcept { return 0; }
};

} // namespace rondo::plugins
