// SPDX-License-Identifier: MIT
#include "graph_contestants.h"
#include "graph_kernels.h"

#include <rondo/audio/audio_buffer.h>
#include <stdexcept>

namespace rondo::bench {

namespace {

class Operation {
public:
    virtual ~Operation() = default;
    virtual void process(float* const* channels, std::uint32_t frames) = 0;
};

template <class Kernel>
class KernelOperation final : public Operation {
public:
    explicit KernelOperation(std::uint32_t seed) : kernel_(seed) {}
    void process(float* const* channels, std::uint32_t frames) override {
        kernel_.run(channels, channels, frames);
    }

private:
    Kernel kernel_;
};

std::unique_ptr<Operation> makeOperation(Work work, std::uint32_t seed) {
    switch (work) {
    case Work::noise:
        return std::make_unique<KernelOperation<NoiseKernel>>(seed);
    case Work::gain:
        return std::make_unique<KernelOperation<GainKernel>>(seed);
    case Work::filter:
        return std::make_unique<KernelOperation<FilterKernel>>(seed);
    case Work::equaliser:
        return std::make_unique<KernelOperation<EqualiserKernel>>(seed);
    case Work::input:
    case Work::rest:
        break;
    }
    throw std::invalid_argument("The floor has no input, and always sounds.");
}

class Floor final : public Contestant {
public:
    Floor(const GraphPlan& plan, std::uint32_t frames) : frames_(frames) {
        std::vector<std::uint32_t> held(plan.size());
        for (std::uint32_t node = 0; node < plan.size(); ++node) {
            const auto& sources = plan[node].sources;
            held[node] = sources.empty() ? takeBuffer() : held[sources[0]];
            for (std::size_t index = 1; index < sources.size(); ++index) {
                steps_.push_back({nullptr, pointers(held[node]), pointers(held[sources[index]])});
                free_.push_back(held[sources[index]]);
            }
            operations_.push_back(makeOperation(plan[node].work, node));
            steps_.push_back({operations_.back().get(), pointers(held[node]), nullptr});
        }
        last_ = held.back();
    }

    void block() override {
        for (const auto& step : steps_)
            if (step.operation != nullptr)
                step.operation->process(step.channels, frames_);
            else
                add(step.channels, step.added);
    }
    audio::ConstAudioBlock output() const override { return buffers_[last_]->block(); }

private:
    struct Step {
        Operation* operation; ///< or null for a sum
        float* const* channels;
        const float* const* added;
    };

    std::uint32_t takeBuffer() {
        if (free_.empty()) {
            buffers_.push_back(std::make_unique<audio::AudioBuffer>(2, frames_));
            return static_cast<std::uint32_t>(buffers_.size() - 1);
        }
        const auto taken = free_.back();
        free_.pop_back();
        return taken;
    }
    float* const* pointers(std::uint32_t buffer) { return buffers_[buffer]->block().pointers(); }
    void add(float* const* channels, const float* const* added) const {
        for (std::size_t channel = 0; channel < 2; ++channel) {
            float* const to = channels[channel];
            const float* const from = added[channel];
            for (std::uint32_t frame = 0; frame < frames_; ++frame)
                to[frame] += from[frame];
        }
    }

    std::uint32_t frames_;
    std::vector<std::unique_ptr<Operation>> operations_;
    std::vector<Step> steps_;
    std::vector<std::unique_ptr<audio::AudioBuffer>> buffers_;
    std::vector<std::uint32_t> free_;
    std::uint32_t last_ = 0;
};

} // namespace

std::unique_ptr<Contestant> makeFloor(const GraphPlan& plan, std::uint32_t frames) {
    return std::make_unique<Floor>(plan, frames);
}

} // namespace rondo::bench
