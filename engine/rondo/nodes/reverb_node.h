// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/graph/node.h>

namespace rondo::nodes {

/// How a ReverbNode starts; each field is the parameter of the same name.
struct ReverbOptions {
    float decay = 2;        ///< s
    float damping = 5000;   ///< Hz
    float preDelay = 0.02f; ///< s
    float mix = 0.25f;      ///< 0 to 1
    float size = 1;         ///< of the room, 0.3 to 2; fixed for the node's life
};

/// A room: eight delay lines fed back through an orthogonal matrix, with losses for the wanted decay. One
/// stereo input, one stereo output.
class ReverbNode final : public graph::Node {
public:
    enum Parameter : std::uint32_t {
        decay,    ///< s to -60 dB at low frequencies, 0.1 to 30
        damping,  ///< Hz above which the tail decays faster, 500 to 20000
        preDelay, ///< s before the first reflection, 0 to 0.25; a change glides over 100 ms
        mix,      ///< 0: input only, 1: room only
    };

    /// Effects: keeps the options. Errors: Failure(invalidArgument) for a size outside 0.3 to 2. [control]
    explicit ReverbNode(ReverbOptions options = {});
    ~ReverbNode() override;
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    struct State;
    ReverbOptions options_;
    std::unique_ptr<State> state_;
};

} // namespace rondo::nodes
