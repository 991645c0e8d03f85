// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/base/units.h>
#include <rondo/dsp/waveform.h>
#include <rondo/graph/node.h>

namespace rondo::nodes {

/// How an OscillatorNode starts.
struct OscillatorOptions {
    dsp::Waveform waveform = dsp::Waveform::sine;
    float frequency = 440;     ///< Hz, 0 to 20000
    base::Decibels level{-12}; ///< peak level, -144 to 0
};

/// Makes a steady tone. A change of frequency keeps the phase; a change of level takes 10 ms. One mono output.
class OscillatorNode final : public graph::Node {
public:
    enum Parameter : std::uint32_t {
        frequency, ///< Hz, 0 to 20000, no more than half the rate
        level,     ///< dB, -144 (silence) to 0
    };

    /// Effects: keeps the options. Progress: blocking. [control]
    explicit OscillatorNode(OscillatorOptions options = {});
    ~OscillatorNode() override;
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    struct State;
    OscillatorOptions options_;
    std::unique_ptr<State> state_;
};

} // namespace rondo::nodes
