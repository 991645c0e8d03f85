// SPDX-License-Identifier: MIT
#include <rondo/nodes/voice_node.h>

#include <rondo/nodes/detail/segments.h>
#include <rondo/nodes/detail/voice.h>

namespace rondo::nodes {

VoiceNode::VoiceNode(VoiceOptions options) : options_(options) {}
VoiceNode::~VoiceNode() = default;

graph::NodeDescription VoiceNode::describe() const {
    return {{},
            {{"output", 1}},
            {{"gate", "", 0, 1, 0},
             {"pitch", "note", 0, 127, 69},
             {"velocity", "", 0, 1, 1},
             {"level", "dB", -144, 0, options_.level},
             {"detune", "cents", 0, 100, options_.detune},
             {"cutoff", "Hz", 20, 20000, options_.cutoff},
             {"resonance", "", 0, 1, options_.resonance},
             {"filter envelope", "octaves", 0, 8, options_.filterEnvelope},
             {"attack", "s", 0.0005f, 10, options_.attack},
             {"decay", "s", 0.0005f, 10, options_.decay},
             {"sustain", "", 0, 1, options_.sustain},
             {"release", "s", 0.0005f, 10, options_.release},
             {"glide", "s", 0, 5, options_.glide}}};
}

void VoiceNode::prepare(const graph::PrepareContext& context) {
    voice_ = std::make_unique<detail::Voice>(options_, context.rate);
}

void VoiceNode::process(const graph::ProcessContext& context) noexcept {
    float* const output = context.output().channel(0).data();
    const auto render = [&](std::uint32_t first, std::uint32_t count) {
        for (auto frame = first; frame < first + count; ++frame)
            output[frame] = voice_->next();
    };
    detail::forEachSegment(
        context, [&](const audio::ParameterEvent& event) { voice_->apply(event.parameter, event.value); },
        render);
}

} // namespace rondo::nodes
