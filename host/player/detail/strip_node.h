// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <array>
#include <plugins/strip/core/strip_matrix.h>
#include <rondo/dsp/smoother.h>
#include <rondo/graph/node.h>

namespace rondo::host::detail {

/// Rondo Strip as a node of two channels: gain, pan, width, mute and polarity as one matrix, in which a change
/// moves in a straight line. At rest on neutral settings its output is its input bit for bit.
class StripNode final : public graph::Node {
public:
    enum Parameter : std::uint32_t {
        gain,        ///< dB, -60 and below are silence
        pan,         ///< -100 (left) to 100
        width,       ///< %, 0 to 200
        mute,        ///< 0 or 1
        invertLeft,  ///< 0 or 1
        invertRight, ///< 0 or 1
    };
    static constexpr std::uint32_t parameterCount = 6;

    /// Effects: begins with values by the numbers above. [control]
    explicit StripNode(const std::array<float, parameterCount>& initial = {0, 0, 100, 0, 0, 0});
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    void set(std::uint32_t parameter, float value) noexcept;
    void aim() noexcept;
    void mix(const graph::ProcessContext& context) noexcept;

    std::array<float, parameterCount> initial_;
    strip::StripSettings settings_;
    std::array<std::array<dsp::LinearSmoother, 2>, 2> factors_;
};

} // namespace rondo::host::detail
