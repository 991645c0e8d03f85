// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/hosting/detail/juce_plugin.h>
#include <rondo/graph/node.h>

namespace rondo::hosting {

/// Plays a HostedPlugin, which outlives it.
class PluginNode final : public graph::Node {
public:
    explicit PluginNode(HostedPlugin::Core& core) noexcept : core_(core) {}
    ~PluginNode() override { core_.nodeLives.store(false, std::memory_order_release); }
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    static constexpr std::uint32_t mostInPlace = 16; ///< HostedFormat::width at most
    void setValues(const graph::ProcessContext& context);
    void gather(const graph::ProcessContext& context) noexcept;
    bool fits() const noexcept;
    bool playInPlace(const graph::ProcessContext& context) noexcept;
    bool playBeside(const graph::ProcessContext& context) noexcept;
    bool play(const graph::ProcessContext& context, float* const* channels) noexcept;
    void scatter(const graph::ProcessContext& context) noexcept;

    HostedPlugin::Core& core_;
};

} // namespace rondo::hosting
