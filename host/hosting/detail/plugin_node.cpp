// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/detail/plugin_node.h>

#include <algorithm>
#include <array>
#include <rondo/base/error.h>
#include <rondo/concurrency/realtime_scope.h>
#include <string>

namespace rondo::hosting {

using graph::ProcessContext;

graph::NodeDescription PluginNode::describe() const {
    graph::NodeDescription description;
    description.inputs = {{"input", core_.format.width}};
    description.outputs = {{"output", core_.format.width}};
    for (const auto& parameter : core_.parameters)
        description.parameters.push_back(
            {parameter.name, "", 0, 1, parameter.initial}); // in the plugin's own scale
    // JUCE gives a plugin one value of a parameter a block.
    description.delivery = graph::EventDelivery::split;
    description.inPlace = fits();
    description.latency = core_.latency;
    description.tail = graph::endlessTail; // what plugins say of theirs is often 0
    return description;
}

/// Whether the plugin's channels are the chain's, so that it can work in the graph's own memory.
bool PluginNode::fits() const noexcept {
    const auto width = core_.format.width;
    return core_.channels == width && core_.inputs == width && core_.outputs == width;
}

void PluginNode::prepare(const graph::PrepareContext& context) {
    if (context.rate != core_.format.rate || context.maximumFrames > core_.format.maximumFrames)
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "The plugin '" + core_.name + "' was loaded for " +
                                 std::to_string(core_.format.rate) + " frames a second and blocks of " +
                                 std::to_string(core_.format.maximumFrames) + ", and the graph has " +
                                 std::to_string(context.rate) + " and " +
                                 std::to_string(context.maximumFrames) + "; load it for these."});
}

void PluginNode::process(const ProcessContext& context) noexcept {
    const bool entered = core_.tryEnter();
    const bool sounds = entered && (fits() ? playInPlace(context) : playBeside(context));
    if (!sounds) {
        for (std::uint32_t channel = 0; channel < core_.format.width; ++channel)
            std::ranges::fill(context.output().channel(channel), 0.0F);
    }
    if (entered)
        core_.leave();
}

bool PluginNode::playInPlace(const ProcessContext& context) noexcept {
    std::array<float*, mostInPlace> channels{};
    for (std::uint32_t channel = 0; channel < core_.format.width; ++channel) {
        const auto from = context.input().channel(channel);
        auto* const to = context.output().channel(channel).data();
        if (from.data() != to)
            std::ranges::copy(from, to);
        channels[channel] = to;
    }
    return play(context, channels.data());
}

bool PluginNode::playBeside(const ProcessContext& context) noexcept {
    gather(context);
    const bool sounds = play(context, core_.scratch.getArrayOfWritePointers());
    if (sounds)
        scatter(context);
    return sounds;
}

/// Returns whether what it made may be heard.
bool PluginNode::play(const ProcessContext& context, float* const* channels) noexcept {
    core_.playHead.set(context.streamFrame(), core_.format.rate);
    core_.midi.clear();
    juce::AudioBuffer<float> view(channels, static_cast<int>(core_.channels),
                                  static_cast<int>(context.frameCount()));
    const concurrency::RealtimeExemption others; // what plugins do is theirs, and not counted as ours
    try {
        if (!context.events().empty())
            setValues(context);
        core_.instance->processBlock(view, core_.midi);
    } catch (...) {
        core_.thrown.fetch_add(1, std::memory_order_relaxed);
        return false;
    }
    return true;
}

void PluginNode::setValues(const ProcessContext& context) {
    const ParameterNotes::HostSets setting(core_.notes);
    for (const auto& event : context.events()) {
        core_.notes.hostSets(event.parameter, event.value);
        core_.handles[event.parameter]->setValue(event.value);
    }
}

void PluginNode::gather(const ProcessContext& context) noexcept {
    const auto frames = static_cast<int>(context.frameCount());
    const auto width = core_.format.width;
    for (std::uint32_t channel = 0; channel < core_.channels; ++channel) {
        auto* const to = core_.scratch.getWritePointer(static_cast<int>(channel));
        if (channel < std::min(core_.inputs, width))
            juce::FloatVectorOperations::copy(to, context.input().channel(channel).data(), frames);
        else
            juce::FloatVectorOperations::clear(to, frames);
    }
    if (core_.inputs != 1 || width == 1)
        return;
    auto* const to = core_.scratch.getWritePointer(0);
    for (std::uint32_t channel = 1; channel < width; ++channel)
        juce::FloatVectorOperations::add(to, context.input().channel(channel).data(), frames);
    juce::FloatVectorOperations::multiply(to, 1.0F / static_cast<float>(width), frames);
}

void PluginNode::scatter(const ProcessContext& context) noexcept {
    const auto frames = static_cast<int>(context.frameCount());
    const auto width = core_.format.width;
    for (std::uint32_t channel = 0; channel < width; ++channel) {
        auto* const to = context.output().channel(channel).data();
        if (core_.outputs == 0)
            juce::FloatVectorOperations::copy(to, context.input().channel(channel).data(), frames);
        else if (core_.outputs == 1 || channel < core_.outputs)
            juce::FloatVectorOperations::copy(
                to, core_.scratch.getReadPointer(core_.outputs == 1 ? 0 : static_cast<int>(channel)), frames);
        else
            juce::FloatVectorOperations::clear(to, frames);
    }
}

} // namespace rondo::hosting
