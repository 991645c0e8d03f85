// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <rondo/audio/channel_layout.h>
#include <rondo/graph/node.h>
#include <vector>

namespace rondo::nodes {

/// Somebody else's signal processing, as plain C functions that all get `user`. None may throw.
struct ExternalCallbacks {
    /// Writes `frames` samples to each output channel; must not block, allocate or call the system. Outputs do
    /// not overlap inputs unless ExternalOptions::inPlace. An array without channels is null. [audio]
    void (*process)(void* user, const float* const* inputs, float* const* outputs, std::uint32_t frames,
                    std::int64_t streamFrame) = nullptr;
    /// Takes a parameter's new value, which holds from the next `process` on; needed when there are parameters.
    /// [audio]
    void (*setParameter)(void* user, std::uint32_t parameter, float value) = nullptr;
    /// Called once, before the first `process`; may be null. [control]
    void (*prepare)(void* user, double rate, std::uint32_t maximumFrames) = nullptr;
    /// Called once, when the node has ended and no other function will be called any more; may be null.
    /// [any but audio]
    void (*destroy)(void* user) = nullptr;
    void* user = nullptr;
};

/// What an ExternalNode is to the graph.
struct ExternalOptions {
    std::uint32_t inputWidth = 2;  ///< channels of its input, 0 (no input) to 64
    std::uint32_t outputWidth = 2; ///< channels of its output, 0 (no output) to 64
    std::vector<graph::ParameterDescription> parameters{};
    std::uint32_t latency = 0;        ///< frames
    double tail = graph::endlessTail; ///< seconds; see graph::NodeDescription
    bool inPlace = false;             ///< whether `process` may get the same memory as input and output
};

/// Embeds foreign signal processing. At most one input, at most one output; the block is cut where a parameter
/// changes. The node owns `user` from its construction to `destroy`, which runs where the node dies: on the
/// control side of the graph, never on the audio thread.
class ExternalNode final : public graph::Node {
public:
    /// Effects: takes over `callbacks.user`. Errors: Failure(invalidArgument) without `process`, with
    /// parameters but without `setParameter`, for a width above 64 or neither input nor output; then `user`
    /// stays the caller's. [control]
    ExternalNode(ExternalCallbacks callbacks, ExternalOptions options);
    ~ExternalNode() override;
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    ExternalCallbacks callbacks_;
    ExternalOptions options_;
    std::array<const float*, audio::ChannelLayout::maximum> inputs_{};
    std::array<float*, audio::ChannelLayout::maximum> outputs_{};
};

} // namespace rondo::nodes
