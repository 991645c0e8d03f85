// SPDX-License-Identifier: MIT
#include <rondo/nodes/biquad_bank_node.h>

#include <rondo/base/error.h>
#include <rondo/nodes/detail/segments.h>
#include <string>
#include <utility>

namespace rondo::nodes {

BiquadBankNode::BiquadBankNode(BiquadBankOptions options) : options_(std::move(options)) {
    if (options_.sections.empty() || options_.sections.size() > dsp::BiquadBank::maximumSections)
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "A biquad bank has 1 to 32 sections; " + std::to_string(options_.sections.size()) +
                                 " were asked for. Put several banks in series for more."});
}

graph::NodeDescription BiquadBankNode::describe() const {
    graph::NodeDescription description{
        .inputs = {{"input", options_.width}}, .outputs = {{"output", options_.width}}, .parameters = {}};
    for (std::size_t index = 0; index < options_.sections.size(); ++index) {
        const auto& section = options_.sections[index];
        const auto number = " " + std::to_string(index + 1);
        description.parameters.push_back({"frequency" + number, "Hz", 10, 20000, section.frequency});
        description.parameters.push_back({"gain" + number, "dB", -24, 24, section.gain});
        description.parameters.push_back({"quality" + number, "", 0.1f, 40, section.quality});
    }
    // A ring of high Q dies too slowly to name a frame at which it has become zero.
    description.tail = graph::endlessTail;
    description.inPlace = true;
    return description;
}

void BiquadBankNode::prepare(const graph::PrepareContext& context) {
    rate_ = context.rate;
    std::vector<dsp::BiquadSettings> settings;
    for (const auto& section : options_.sections)
        settings.push_back({section.shape, static_cast<float>(double{section.frequency} / rate_), section.gain,
                            section.quality});
    bank_ = dsp::BiquadBank(settings, options_.width,
                            static_cast<std::uint32_t>(base::toFrames(options_.smoothing, rate_).value));
}

void BiquadBankNode::process(const graph::ProcessContext& context) noexcept {
    const auto apply = [&](const audio::ParameterEvent& event) {
        const auto section = event.parameter / parametersPerSection;
        switch (event.parameter % parametersPerSection) {
        case frequency:
            bank_.setTarget(section, dsp::BiquadParameter::frequency,
                            static_cast<float>(double{event.value} / rate_));
            break;
        case gain:
            bank_.setTarget(section, dsp::BiquadParameter::gain, event.value);
            break;
        default:
            bank_.setTarget(section, dsp::BiquadParameter::quality, event.value);
            break;
        }
    };
    const auto render = [&](std::uint32_t first, std::uint32_t count) {
        bank_.process(context.input().frames(first, count), context.output().frames(first, count));
    };
    detail::forEachSegment(context, apply, render);
}

} // namespace rondo::nodes
