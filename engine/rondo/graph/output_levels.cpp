// SPDX-License-Identifier: MIT
#include <rondo/graph/output_levels.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <rondo/graph/detail/run/samples.h>

namespace rondo::graph {

namespace {
constexpr float infinity = std::numeric_limits<float>::infinity();
}

OutputLevels::OutputLevels(double rate) noexcept : fall_(std::numbers::ln10 / (1.7 * rate)) {}

bool OutputLevels::hear(const float* const* channels, std::uint32_t width, std::uint32_t frames) noexcept {
    const float factor = factorFor(frames);
    const auto measured = std::min(width, mostChannels);
    for (std::uint32_t channel = 0; channel < measured; channel += 2) {
        const bool single = channel + 1 == measured;
        auto& pair = pairs_[channel / 2];
        auto needles = detail::hearPair(channels[channel], channels[channel + (single ? 0 : 1)], frames,
                                        pair.load(std::memory_order_relaxed), factor);
        if (!(needles[0] < infinity && needles[1] < infinity)) [[unlikely]]
            return false;
        if (single)
            needles[1] = 0;
        pair.store(needles, std::memory_order_relaxed);
    }
    return width <= measured || detail::allFinite(channels + measured, width - measured, frames);
}

void OutputLevels::hearSilence(std::uint32_t frames) noexcept {
    const float factor = factorFor(frames);
    for (auto& pair : pairs_)
        pair.store(detail::hearPair(nullptr, nullptr, 0, pair.load(std::memory_order_relaxed), factor),
                   std::memory_order_relaxed);
}

bool OutputLevels::resting() const noexcept {
    return std::ranges::all_of(
        pairs_, [](const auto& pair) { return pair.load(std::memory_order_relaxed) == detail::FloatPair{}; });
}

float OutputLevels::factorFor(std::uint32_t frames) noexcept {
    if (frames_ != frames) [[unlikely]] {
        frames_ = frames;
        factor_ = static_cast<float>(std::exp(-fall_ * frames));
    }
    return factor_;
}

} // namespace rondo::graph
