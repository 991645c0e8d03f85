// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/hosting/detail/juce_plugin.h>
#include <rondo/graph/node.h>

namespace rondo::hosting {

/// Plays a HostedPlugin, which outlives it.
class PluginNode final : public graph::Node {
public:
    explicit PluginNode(HostedPlugin::Core& core) noexcept
        : core_(core), fits_(core.channels == core.format.width && core.inputs == core.format.width &&
                             core.outputs == core.format.width) {}
    ~PluginNode() override { core_.nodeLives.store(false, std::memory_order_release); }
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    void setValues(const graph::ProcessContext& context);
    void gather(const graph::ProcessContext& context) noexcept;
    bool play(const graph::ProcessContext& context) noexcept;
    audio::AudioBlock scratch(std::uint32_t frames) noexcept;
    void scatter(const graph::ProcessContext& context) noexcept;

    HostedPlugin::Core& core_;
    const bool fits_; ///< whether it has the chain's channels, and so can work in the graph's own memory
};

} // namespace rondo::hosting
