// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <rondo/audio/audio_buffer.h>
#include <rondo/base/error.h>
#include <rondo/concurrency/realtime_scope.h>
#include <rondo/graph/graph_control.h>
#include <vector>

/// Small nodes and a player for tests of the graph.
namespace rondo::test {

/// Writes a constant, which parameter 0 sets. One output.
class ConstantNode final : public graph::Node {
public:
    explicit ConstantNode(float value, std::uint32_t width = 1) : value_(value), width_(width) {}
    graph::NodeDescription describe() const override {
        return {{}, {{"output", width_}}, {{"value", "", -1000, 1000, value_}}};
    }
    void prepare(const graph::PrepareContext&) override {}
    void process(const graph::ProcessContext& context) noexcept override {
        const auto output = context.output();
        auto event = context.events().begin();
        for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame) {
            for (; event != context.events().end() && event->frame == frame; ++event)
                value_ = event->value;
            for (std::uint32_t channel = 0; channel < width_; ++channel)
                output.channel(channel)[frame] = value_;
        }
    }

private:
    float value_;
    std::uint32_t width_;
};

/// Writes how many frames it has made since it was prepared, modulo `turn`. One output.
class CounterNode final : public graph::Node {
public:
    explicit CounterNode(std::uint32_t width = 1) : width_(width) {}
    graph::NodeDescription describe() const override { return {{}, {{"output", width_}}, {}}; }
    void prepare(const graph::PrepareContext&) override { ++prepared; }
    void process(const graph::ProcessContext& context) noexcept override {
        for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame, ++count_)
            for (std::uint32_t channel = 0; channel < width_; ++channel)
                context.output().channel(channel)[frame] = static_cast<float>((count_ + channel) % turn);
    }
    static constexpr std::uint32_t turn = 1 << 20;
    int prepared = 0;

private:
    std::uint32_t width_;
    std::uint32_t count_ = 0;
};

/// A feedback filter whose state shows every sample it has ever seen. One input, one output.
class MemoryNode final : public graph::Node {
public:
    explicit MemoryNode(std::uint32_t width = 1, float coefficient = 0.75f)
        : width_(width), coefficient_(coefficient), state_(width, 0.0f) {}
    ~MemoryNode() override {
        if (onDestroyed)
            onDestroyed();
    }
    graph::NodeDescription describe() const override {
        return {
            {{"input", width_}}, {{"output", width_}}, {{"coefficient", "", -1, 1, coefficient_}}, delivery};
    }
    void prepare(const graph::PrepareContext&) override {
        if (failure)
            throw base::Failure({base::ErrorCode::refused, "there is no more memory of this kind."});
    }
    void process(const graph::ProcessContext& context) noexcept override {
        auto event = context.events().begin();
        for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame) {
            for (; event != context.events().end() && event->frame == frame; ++event)
                coefficient_ = event->value;
            for (std::uint32_t channel = 0; channel < width_; ++channel) {
                state_[channel] = context.input().channel(channel)[frame] + coefficient_ * state_[channel];
                context.output().channel(channel)[frame] = state_[channel];
            }
        }
    }
    std::function<void()> onDestroyed;
    bool failure = false;
    graph::EventDelivery delivery = graph::EventDelivery::listed;

private:
    std::uint32_t width_;
    float coefficient_;
    std::vector<float> state_;
};

/// Multiplies by a constant. Mono.
class FactorNode final : public graph::Node {
public:
    explicit FactorNode(float factor) : factor_(factor) {}
    graph::NodeDescription describe() const override {
        return {.inputs = {{"input", 1}},
                .outputs = {{"output", 1}},
                .parameters = {},
                .tail = 0,
                .memoryless = true,
                .inPlace = true};
    }
    void prepare(const graph::PrepareContext&) override {}
    void process(const graph::ProcessContext& context) noexcept override {
        for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame)
            context.output().channel(0)[frame] = factor_ * context.input().channel(0)[frame];
    }

private:
    float factor_;
};

/// Plays a graph into memory, in blocks of its own choice, under the realtime guard where the test program has
/// it.
class Player {
public:
    explicit Player(graph::GraphProcessor& processor, std::uint32_t channels = 2)
        : processor_(processor), channels_(channels) {}

    /// Returns: the next `frames` frames of every channel, made in one block.
    std::vector<std::vector<float>> block(std::uint32_t frames, audio::ConstAudioBlock input = {}) {
        audio::AudioBuffer output(channels_, frames);
        for (std::uint32_t channel = 0; channel < channels_; ++channel)
            std::ranges::fill(output.block().channel(channel), 12345.0f);
        {
            const concurrency::RealtimeScope watched;
            processor_.process(input, output.block(), position);
        }
        position += frames;
        std::vector<std::vector<float>> samples;
        for (std::uint32_t channel = 0; channel < channels_; ++channel) {
            const auto from = output.block().channel(channel);
            samples.emplace_back(from.begin(), from.end());
        }
        return samples;
    }
    /// Returns: the next `frames` frames of the first channel, made in blocks of at most `next()`.
    std::vector<float> play(
        std::uint32_t frames, const std::function<std::uint32_t()>& next = [] { return 64u; }) {
        std::vector<float> samples;
        while (samples.size() < frames) {
            const auto made = block(std::min(next(), frames - static_cast<std::uint32_t>(samples.size())));
            samples.insert(samples.end(), made[0].begin(), made[0].end());
        }
        return samples;
    }
    std::int64_t position = 0;

private:
    graph::GraphProcessor& processor_;
    std::uint32_t channels_;
};

} // namespace rondo::test
