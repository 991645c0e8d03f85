// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/graph/node.h>

namespace rondo::test {

/// Sounds for a while, now and then, and sleeps in between; an event wakes it.
class BurstNode final : public graph::Node {
public:
    explicit BurstNode(std::uint32_t length) : length_(length) {}
    graph::NodeDescription describe() const override {
        return {{}, {{"output", 1}}, {{"level", "", -1, 1, 0.5f}}};
    }
    void prepare(const graph::PrepareContext&) override {}
    void process(const graph::ProcessContext& context) noexcept override {
        auto event = context.events().begin();
        for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame) {
            for (; event != context.events().end() && event->frame == frame; ++event) {
                level_ = event->value;
                played_ = 0;
            }
            state_ = state_ * 1664525u + 1013904223u;
            const auto noise = static_cast<float>(state_ >> 8) / 8388608.0f - 1.0f;
            context.output().channel(0)[frame] = played_ < length_ ? level_ * noise : 0.0f;
            ++played_;
        }
        if (played_ >= length_ + context.frameCount())
            context.sleep();
    }

private:
    std::uint32_t length_;
    std::uint32_t played_ = 0;
    std::uint32_t state_ = 1;
    float level_ = 0.5f;
};

} // namespace rondo::test
