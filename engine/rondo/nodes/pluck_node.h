// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/graph/node.h>

namespace rondo::nodes {

/// How a PluckNode starts; each field is the parameter of the same name.
struct PluckOptions {
    std::uint64_t seed = 1;  ///< of the noise that plucks the string
    float level = -9;        ///< dB
    float decay = 3;         ///< s
    float brightness = 0.6f; ///< 0 to 1
};

/// A plucked string after Karplus and Strong: a burst of noise in a delay line that loses its highs as it
/// rings. Set `pitch` and `velocity`, then `gate` to 1 to pluck; `gate` 0 damps the string. One mono output.
class PluckNode final : public graph::Node {
public:
    enum Parameter : std::uint32_t {
        gate,       ///< 1 plucks, 0 damps
        pitch,      ///< MIDI note number, 16 to 127, fractions allowed; taken over at the pluck
        velocity,   ///< 0 to 1; louder and brighter; taken over at the pluck
        level,      ///< dB of a note at velocity 1, -144 to 0
        decay,      ///< s to -60 dB of the low partials while the gate is open, 0.05 to 30
        brightness, ///< 0 (dark) to 1 (bright)
    };

    /// Effects: keeps the options. Progress: blocking. [control]
    explicit PluckNode(PluckOptions options = {});
    ~PluckNode() override;
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    struct State;
    PluckOptions options_;
    std::unique_ptr<State> state_;
};

} // namespace rondo::nodes
