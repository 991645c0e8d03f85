// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/base/units.h>
#include <rondo/dsp/biquad_bank.h>
#include <rondo/graph/node.h>
#include <vector>

namespace rondo::nodes {

/// How one section of a BiquadBankNode starts; each field but the shape is a parameter.
struct BiquadSection {
    dsp::BiquadShape shape = dsp::BiquadShape::peaking;
    float frequency = 1000;      ///< Hz
    float gain = 0;              ///< dB
    float quality = 0.70710678f; ///< Q
};

/// How a BiquadBankNode starts.
struct BiquadBankOptions {
    std::vector<BiquadSection> sections{{}}; ///< 1 to 32, in series
    std::uint32_t width = 2;                 ///< channels, 1 to 64
    base::Seconds smoothing{0.010};          ///< how long a change takes
};

/// An equaliser: sections of the second order in series, the same on every channel (dsp::BiquadBank). One
/// input, one output.
class BiquadBankNode final : public graph::Node {
public:
    /// A parameter's number is that of its section, from 0, times `parametersPerSection`, and one of these.
    enum Parameter : std::uint32_t {
        frequency,           ///< Hz, 10 to 20000, no more than 0.49 of the rate
        gain,                ///< dB, -24 to +24; peaking and shelves only
        quality,             ///< Q, 0.1 to 40
        parametersPerSection ///< not a parameter
    };

    /// Effects: keeps the options. Errors: Failure(invalidArgument) for 0 or more than 32 sections. [control]
    explicit BiquadBankNode(BiquadBankOptions options = {});
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    BiquadBankOptions options_;
    double rate_ = 48000;
    dsp::BiquadBank bank_;
};

} // namespace rondo::nodes
