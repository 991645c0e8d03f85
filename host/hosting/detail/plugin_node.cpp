// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/detail/plugin_node.h>

#include <algorithm>
#include <rondo/base/error.h>
#include <rondo/concurrency/realtime_scope.h>
#include <string>

namespace rondo::hosting {

using graph::ProcessContext;

namespace {

void copy(audio::ConstAudioBlock from, audio::AudioBlock to) noexcept {
    for (std::uint32_t channel = 0; channel < to.channelCount(); ++channel)
        if (from.channel(channel).data() != to.channel(channel).data())
            std::ranges::copy(from.channel(channel), to.channel(channel).begin());
}

} // namespace

graph::NodeDescription PluginNode::describe() const {
    graph::NodeDescription description;
    description.inputs = {{"input", core_.format.width}};
    description.outputs = {{"output", core_.format.width}};
    for (const auto& parameter : core_.parameters)
        description.parameters.push_back(
            {parameter.name, "", 0, 1, parameter.initial}); // in the plugin's own scale
    // JUCE gives a plugin one value of a parameter a block.
    description.delivery = graph::EventDelivery::split;
    description.inPlace = fits_;
    description.latency = core_.latency;
    description.tail = graph::endlessTail; // what plugins say of theirs is often 0
    return description;
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
    if (!entered || !play(context)) [[unlikely]]
        context.output().clear();
    if (entered)
        core_.leave();
}

audio::AudioBlock PluginNode::scratch(std::uint32_t frames) noexcept {
    return {core_.scratch.getArrayOfWritePointers(), core_.channels, frames};
}

/// Returns whether what it made may be heard.
bool PluginNode::play(const ProcessContext& context) noexcept {
    const auto to = fits_ ? context.output() : scratch(context.frameCount());
    if (fits_)
        copy(context.input(), to);
    else
        gather(context);
    core_.playHead.set(context.streamFrame(), core_.format.rate);
    core_.midi.data.clearQuick();
    juce::AudioBuffer<float> view(to.pointers(), static_cast<int>(to.channelCount()),
                                  static_cast<int>(to.offset()), static_cast<int>(to.frameCount()));
    const concurrency::RealtimeExemption others; // what plugins do is theirs, and not counted as ours
    try {
        if (!context.events().empty())
            setValues(context);
        core_.instance->processBlock(view, core_.midi);
    } catch (...) {
        core_.thrown.fetch_add(1, std::memory_order_relaxed);
        return false;
    }
    if (!fits_)
        scatter(context);
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
