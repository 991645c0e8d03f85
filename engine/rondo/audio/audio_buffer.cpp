// SPDX-License-Identifier: MIT
#include <rondo/audio/audio_buffer.h>

#include <algorithm>
#include <new>

namespace rondo::audio {

namespace {
constexpr std::align_val_t alignment{64};
constexpr std::size_t samplesPerLine = 64 / sizeof(float);
} // namespace

void AudioBuffer::Release::operator()(float* samples) const noexcept {
    ::operator delete[](samples, alignment);
}

AudioBuffer::AudioBuffer(std::uint32_t channelCount, std::uint32_t frameCount) : frameCount_(frameCount) {
    const std::size_t stride = (std::size_t{frameCount} + samplesPerLine - 1) / samplesPerLine * samplesPerLine;
    const std::size_t total = std::max<std::size_t>(stride * channelCount, samplesPerLine);
    samples_.reset(static_cast<float*>(::operator new[](total * sizeof(float), alignment)));
    std::fill_n(samples_.get(), total, 0.0f);
    for (std::uint32_t channel = 0; channel < channelCount; ++channel) {
        pointers_.push_back(samples_.get() + stride * channel);
        constPointers_.push_back(pointers_.back());
    }
}

} // namespace rondo::audio
