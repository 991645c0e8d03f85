// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace rondo::session {

/// How frames of one channel count become frames of another: equal counts pass untouched; one channel goes to
/// the first two; surround layouts in the order of WAV files (3 to 8 channels) fold to stereo by the
/// coefficients of ITU-R BS.775, without the low-frequency channel and scaled so that they cannot overload;
/// several channels average to one; otherwise what both have passes and the rest is silent or left out.
class ChannelMap {
public:
    /// Requires: both counts 1 to 64. Progress: blocking (allocates). [control] [worker]
    ChannelMap(std::uint32_t inputChannels, std::uint32_t outputChannels);

    /// Returns: whether frames pass untouched. Progress: wait-free. [any]
    bool identity() const noexcept { return gains_.empty(); }
    /// Returns: whether some channel of the input is not heard in the output. Progress: wait-free. [any]
    bool leavesOut() const noexcept { return leavesOut_; }
    /// Effects: converts interleaved frames. Requires: both spans hold the same number of whole frames and do
    /// not overlap. Progress: wait-free, linear in the samples. [any]
    void apply(std::span<const float> input, std::span<float> output) const noexcept;

private:
    void fold(const float* left, const float* right);
    float& gain(std::uint32_t output, std::uint32_t input) { return gains_[output * inputChannels_ + input]; }

    std::uint32_t inputChannels_;
    std::uint32_t outputChannels_;
    bool leavesOut_ = false;
    std::vector<float> gains_; ///< row by output channel
};

} // namespace rondo::session
