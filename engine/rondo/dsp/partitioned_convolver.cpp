// SPDX-License-Identifier: MIT
#include <rondo/dsp/partitioned_convolver.h>

#include <algorithm>
#include <array>
#include <rondo/audio/audio_buffer.h>
#include <rondo/dsp/detail/convolver_stage.h>
#include <span>
#include <vector>

namespace rondo::dsp {

namespace {

constexpr std::uint32_t quantum = PartitionedConvolver::quantum;

/// A partition length and where in the response its first partition begins: at the end of its own period for
/// the shortest, which is computed at once; one period later for the others, which take a period over it.
struct Layout {
    std::uint32_t points;
    std::uint32_t begin;
};
constexpr std::array<Layout, 3> layouts{{{64, 64}, {512, 1024}, {4096, 8192}}};
// The work of a period reads the two periods before it while the next one is written.
constexpr std::uint32_t historyFrames = 4 * 4096;

struct Channel {
    audio::AudioBuffer head{1, quantum};          ///< the first samples of the response
    audio::AudioBuffer recent{1, 2 * quantum};    ///< the last quantum and the present one
    audio::AudioBuffer history{1, historyFrames}; ///< a ring
    std::vector<detail::ConvolverStage> stages;

    void take(std::span<const float> input, std::uint32_t at) noexcept {
        std::ranges::copy(input, recent.block().channel(0).begin() + quantum + at);
    }
    void make(const detail::SpectralLoops& loops, std::span<float> output, std::uint32_t at,
              std::uint32_t position) noexcept {
        loops.filter(head.block().channel(0).data(), quantum, recent.block().channel(0).data() + quantum + at,
                     output.data(), static_cast<std::uint32_t>(output.size()));
        for (std::size_t index = 0; index < stages.size(); ++index) {
            // The shortest stage is done with a period's work before the period begins.
            const float* const made = index == 0 ? stages[index].coming() : stages[index].output();
            const float* const from = made + position % layouts[index].points;
            for (std::size_t frame = 0; frame < output.size(); ++frame)
                output[frame] += from[frame];
        }
    }
    /// Effects: the quantum that ends at `position` is over.
    void finish(std::uint32_t position) noexcept {
        const auto newest = recent.block().channel(0).subspan(quantum);
        std::ranges::copy(newest, history.block().channel(0).begin() + (position - quantum) % historyFrames);
        std::ranges::copy(newest, recent.block().channel(0).begin());
        for (std::size_t index = 0; index < stages.size(); ++index) {
            const auto points = layouts[index].points;
            const float* const ring = history.block().channel(0).data();
            if (position % points == 0)
                stages[index].begin(ring + (position - 2 * points) % historyFrames,
                                    ring + (position - points) % historyFrames);
            stages[index].run(position % points / quantum);
        }
    }
};

} // namespace

struct PartitionedConvolver::State {
    const detail::SpectralLoops* loops;
    std::vector<Channel> channels;
    std::uint32_t position = 0; ///< modulo the history
};

PartitionedConvolver::PartitionedConvolver(audio::ConstAudioBlock response, std::uint32_t channels,
                                           InstructionSet instructions)
    : state_(std::make_unique<State>()) {
    state_->loops =
        instructions == InstructionSet::avx2 ? &detail::spectralLoopsAvx2 : &detail::spectralLoopsBaseline;
    std::array<std::shared_ptr<const detail::SpectralPlan>, layouts.size()> plans;
    for (std::uint32_t index = 0; index < channels; ++index) {
        const auto samples = response.channel(response.channelCount() == 1 ? 0 : index);
        auto& channel = state_->channels.emplace_back();
        std::ranges::copy(samples.first(std::min<std::size_t>(samples.size(), quantum)),
                          channel.head.block().channel(0).begin());
        for (std::size_t stage = 0; stage < layouts.size() && samples.size() > layouts[stage].begin; ++stage) {
            if (plans[stage] == nullptr)
                plans[stage] = std::make_shared<const detail::SpectralPlan>(layouts[stage].points);
            const std::size_t end = stage + 1 < layouts.size() ? layouts[stage + 1].begin : samples.size();
            const auto part =
                samples.subspan(layouts[stage].begin, std::min(samples.size(), end) - layouts[stage].begin);
            channel.stages.emplace_back(plans[stage], *state_->loops, part, layouts[stage].points / quantum);
        }
    }
}
PartitionedConvolver::~PartitionedConvolver() = default;
PartitionedConvolver::PartitionedConvolver(PartitionedConvolver&&) noexcept = default;
PartitionedConvolver& PartitionedConvolver::operator=(PartitionedConvolver&&) noexcept = default;

void PartitionedConvolver::seek(std::int64_t streamFrame) noexcept {
    state_->position = static_cast<std::uint32_t>(static_cast<std::uint64_t>(streamFrame) % historyFrames);
}

void PartitionedConvolver::process(audio::ConstAudioBlock input, audio::AudioBlock output) noexcept {
    for (std::uint32_t done = 0; done < input.frameCount();) {
        const std::uint32_t at = state_->position % quantum;
        const std::uint32_t count = std::min(quantum - at, input.frameCount() - done);
        for (std::uint32_t index = 0; index < state_->channels.size(); ++index) {
            auto& channel = state_->channels[index];
            channel.take(input.channel(index).subspan(done, count), at);
            channel.make(*state_->loops, output.channel(index).subspan(done, count), at, state_->position);
        }
        done += count;
        // Goes on counting past the ring's end for one quantum, so that differences stay above 0.
        const std::uint32_t position = state_->position + count;
        state_->position = position % historyFrames;
        if (position % quantum == 0)
            for (auto& channel : state_->channels)
                channel.finish(position + historyFrames);
    }
}

} // namespace rondo::dsp
