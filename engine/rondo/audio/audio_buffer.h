// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <rondo/audio/audio_block.h>
#include <vector>

namespace rondo::audio {

/// The owner of planar float samples. Channels start on 64-byte boundaries, so that SIMD loops need no
/// prologue. Move-only: a copy of samples is always written out (`block().copyFrom`).
class AudioBuffer {
public:
    AudioBuffer() noexcept = default;
    /// Effects: allocates `channelCount` x `frameCount` zeroed samples and touches every page.
    /// Errors: std::bad_alloc. Progress: blocking. [control]
    AudioBuffer(std::uint32_t channelCount, std::uint32_t frameCount);

    /// Returns: the number of channels. Progress: wait-free. [any]
    std::uint32_t channelCount() const noexcept { return static_cast<std::uint32_t>(pointers_.size()); }
    /// Returns: the number of frames. Progress: wait-free. [any]
    std::uint32_t frameCount() const noexcept { return frameCount_; }
    /// Returns: a view of all samples; valid while this buffer lives and is not moved from. Progress:
    /// wait-free. [any]
    AudioBlock block() noexcept { return {pointers_.data(), channelCount(), frameCount_}; }
    ConstAudioBlock block() const noexcept { return {constPointers_.data(), channelCount(), frameCount_}; }

private:
    struct Release {
        void operator()(float* samples) const noexcept;
    };
    std::unique_ptr<float[], Release> samples_;
    std::vector<float*> pointers_;
    std::vector<const float*> constPointers_;
    std::uint32_t frameCount_ = 0;
};

} // namespace rondo::audio
