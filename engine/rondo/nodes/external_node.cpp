// SPDX-License-Identifier: MIT
#include <rondo/nodes/external_node.h>

#include <rondo/base/error.h>
#include <string>
#include <utility>

namespace rondo::nodes {

ExternalNode::ExternalNode(ExternalCallbacks callbacks, ExternalOptions options)
    : callbacks_(callbacks), options_(std::move(options)) {
    const auto refuse = [](const std::string& text) {
        throw base::Failure({base::ErrorCode::invalidArgument, text});
    };
    if (callbacks.process == nullptr)
        refuse("An external node needs a process function and was given none; set ExternalCallbacks::process.");
    if (callbacks.setParameter == nullptr && !options_.parameters.empty())
        refuse("An external node with parameters needs a function that takes them and was given none; set "
               "ExternalCallbacks::setParameter.");
    constexpr auto most = audio::ChannelLayout::maximum;
    if (options_.inputWidth > most || options_.outputWidth > most ||
        options_.inputWidth + options_.outputWidth == 0)
        refuse("An external node has 0 to 64 input and output channels, and at least one of either; " +
               std::to_string(options_.inputWidth) + " and " + std::to_string(options_.outputWidth) +
               " were asked for.");
}

ExternalNode::~ExternalNode() {
    if (callbacks_.destroy != nullptr)
        callbacks_.destroy(callbacks_.user);
}

graph::NodeDescription ExternalNode::describe() const {
    graph::NodeDescription description{.inputs = {}, .outputs = {}, .parameters = options_.parameters};
    if (options_.inputWidth > 0)
        description.inputs = {{"input", options_.inputWidth}};
    if (options_.outputWidth > 0)
        description.outputs = {{"output", options_.outputWidth}};
    description.delivery = graph::EventDelivery::split;
    description.latency = options_.latency;
    description.tail = options_.tail;
    description.inPlace = options_.inPlace;
    return description;
}

void ExternalNode::prepare(const graph::PrepareContext& context) {
    if (callbacks_.prepare != nullptr)
        callbacks_.prepare(callbacks_.user, context.rate, context.maximumFrames);
}

void ExternalNode::process(const graph::ProcessContext& context) noexcept {
    for (const auto& event : context.events())
        callbacks_.setParameter(callbacks_.user, event.parameter, event.value);
    for (std::uint32_t channel = 0; channel < options_.inputWidth; ++channel)
        inputs_[channel] = context.input().channel(channel).data();
    for (std::uint32_t channel = 0; channel < options_.outputWidth; ++channel)
        outputs_[channel] = context.output().channel(channel).data();
    callbacks_.process(callbacks_.user, options_.inputWidth > 0 ? inputs_.data() : nullptr,
                       options_.outputWidth > 0 ? outputs_.data() : nullptr, context.frameCount(),
                       context.streamFrame());
}

} // namespace rondo::nodes
