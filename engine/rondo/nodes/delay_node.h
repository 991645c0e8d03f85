// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/graph/node.h>

namespace rondo::nodes {

/// How a DelayNode starts; each field is the parameter of the same name.
struct DelayOptions {
    float time = 0.375f;   ///< s
    float feedback = 0.4f; ///< 0 to 0.95
    float crossing = 1;    ///< 0 to 1
    float damping = 6000;  ///< Hz
    float mix = 0.25f;     ///< 0 to 1
    float maximumTime = 2; ///< s; fixed for the node's life
};

/// A stereo echo. With `crossing` 1 the repeats jump between left and right (ping-pong), with 0 each side
/// repeats by itself. A change of time glides like a tape over 100 ms. One stereo input, one stereo output.
class DelayNode final : public graph::Node {
public:
    enum Parameter : std::uint32_t {
        time,     ///< s, 0.001 to `maximumTime`
        feedback, ///< share of a repeat that is repeated again, 0 to 0.95
        crossing, ///< share of the feedback that changes sides, 0 to 1; with 1 the input enters on the left
                  ///< only
        damping,  ///< Hz above which repeats lose their highs, 200 to 20000
        mix,      ///< 0: input only, 1: echo only
    };

    /// Effects: keeps the options. Errors: Failure(invalidArgument) for a maximum time outside 0.001 to 60 s.
    /// [control]
    explicit DelayNode(DelayOptions options = {});
    ~DelayNode() override;
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    struct State;
    DelayOptions options_;
    std::unique_ptr<State> state_;
};

} // namespace rondo::nodes
