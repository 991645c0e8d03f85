// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/audio/audio_buffer.h>
#include <rondo/dsp/detail/spectral_loops.h>
#include <span>

namespace rondo::dsp::detail {

/// One channel's convolution with a stretch of an impulse that begins late enough to take one period over the
/// work, cut into partitions as long as the period. The work of a period is a list of small steps of about the
/// same size; `run` is called for each quantum of the period and does its share of the list.
class ConvolverStage {
public:
    /// Effects: allocates and transforms. `quanta`: how often `run` is called in a period. Errors:
    /// std::bad_alloc. [control]
    ConvolverStage(std::shared_ptr<const SpectralPlan> plan, const SpectralLoops& loops,
                   std::span<const float> impulse, std::uint32_t quanta);

    /// Effects: what the former period computed is now the output; a new period begins. Requires: `older` and
    /// `newer` are the two latest periods of the input, and stay as they are for one more. Progress: wait-free.
    /// [audio]
    void begin(const float* older, const float* newer) noexcept;
    /// Effects: the steps of one quantum, 0 to `quanta` - 1 in turn. Progress: wait-free. [audio]
    void run(std::uint32_t quantum) noexcept;
    /// Returns: how much `run(quantum)` computes, in points of a pass. Progress: wait-free. [any]
    std::uint64_t cost(std::uint32_t quantum) const noexcept;
    /// Returns: the samples of the present period. Progress: wait-free. [audio]
    const float* output() const noexcept { return output_.block().channel(present_).data(); }
    /// Returns: the samples that the work under way makes. Progress: wait-free. [audio]
    const float* coming() const noexcept { return output_.block().channel(1 - present_).data(); }

private:
    /// Returns: how many steps come before a quantum.
    std::uint32_t stepsUntil(std::uint32_t quantum) const noexcept;
    void step(std::uint32_t index) noexcept;
    void transformImpulse(std::span<const float> impulse);
    SpectralWork work() noexcept;
    SpectralRange share(std::uint32_t whole, std::uint32_t piece, std::uint32_t pieces) const noexcept;

    std::shared_ptr<const SpectralPlan> plan_;
    const SpectralLoops* loops_;
    std::uint32_t quanta_;
    std::uint32_t partitions_;
    std::uint32_t pieces_;        ///< of a pass
    std::uint32_t productPieces_; ///< of all products
    std::uint32_t oneWay_;        ///< steps of a transform, in either direction
    std::uint32_t newest_ = 0;    ///< slot of the newest spectrum
    std::uint32_t present_ = 0;
    const float* older_ = nullptr;
    const float* newer_ = nullptr;
    audio::AudioBuffer impulse_; ///< group by group, in each the partitions
    audio::AudioBuffer spectra_; ///< of the input, likewise
    audio::AudioBuffer product_;
    audio::AudioBuffer points_;
    audio::AudioBuffer output_;
};

} // namespace rondo::dsp::detail
