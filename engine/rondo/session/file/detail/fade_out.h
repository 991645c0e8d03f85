// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace rondo::session::detail {

/// How much of a stream is kept back, to be faded should nothing follow.
inline constexpr std::size_t fadeOutFrames = 64;

/// Interleaved frames fall to silence over all of them.
inline void fadeOut(std::span<float> samples, std::uint32_t channels) noexcept {
    const auto frames = samples.size() / channels;
    for (std::size_t frame = 0; frame < frames; ++frame)
        for (std::uint32_t channel = 0; channel < channels; ++channel)
            samples[frame * channels + channel] *=
                static_cast<float>(frames - 1 - frame) / static_cast<float>(frames);
}

} // namespace rondo::session::detail
