// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <rondo/audio/audio_block.h>
#include <rondo/dsp/detail/k_weighting.h>
#include <span>
#include <vector>

namespace rondo::dsp::detail {

/// Sums up the squares of K-weighted samples, each channel with its weight. What is not finite counts as
/// silence. In double precision, so that the high-pass is exact at high rates. The sum does not depend on how
/// the stream is cut into blocks.
class KWeightedEnergy {
public:
    /// Effects: starts in silence. A channel of weight 0 is not looked at. Errors: std::bad_alloc. [control]
    KWeightedEnergy(double rate, std::span<const double> weights);

    /// Effects: adds the frames of `block`. Requires: it has a channel for each weight. Progress: wait-free,
    /// linear in frames. [audio]
    void process(audio::ConstAudioBlock block) noexcept;
    /// Effects: the sum begins anew. Returns: what it was. Progress: wait-free. [audio]
    double take() noexcept;
    /// Effects: what the filters remember becomes zero where it is too small to be heard of. Called every 10
    /// ms, it keeps the filters from denormals. Progress: wait-free. [audio]
    void settle() noexcept;

private:
    /// Two channels side by side in a vector; the last one may stand for both.
    struct Pair {
        std::array<std::uint32_t, 2> channels{};
        std::array<double, 2> weights{};
        std::array<std::array<double, 2>, 5> rows{}; ///< the sum, then two states of each section
    };
    template <std::size_t pairs>
    void run(Pair* first, audio::ConstAudioBlock block) const noexcept;

    KWeighting weighting_;
    std::vector<Pair> pairs_;
};

} // namespace rondo::dsp::detail
