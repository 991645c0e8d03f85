// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/common/juce/parameter_adapter.h>

#include <plugins/common/core/parameter_text.h>
#include <plugins/common/juce/text.h>

namespace rondo::plugins {

namespace {

juce::String unit(const Parameter& parameter) {
    switch (parameter.kind) {
    case ParameterKind::decibels:
        return "dB";
    case ParameterKind::percent:
        return "%";
    case ParameterKind::pan:
    case ParameterKind::toggle:
        return {};
    }
    return {};
}

juce::NormalisableRange<float> range(const Parameter& parameter) {
    return {static_cast<float>(parameter.minimum), static_cast<float>(parameter.maximum),
            parameter.isToggle() ? 1.0f : static_cast<float>(1 / parameter.stepsPerUnit)};
}

} // namespace

ParameterAdapter::ParameterAdapter(ParameterBridge& bridge, const Parameter& parameter, std::size_t index)
    : RangedAudioParameter({toJuce(parameter.id), static_cast<int>(parameter.addedIn)}, toJuce(parameter.name),
                           juce::AudioProcessorParameterWithIDAttributes().withLabel(unit(parameter))),
      bridge_(bridge), parameter_(parameter), index_(index), range_(range(parameter)) {}

float ParameterAdapter::getValue() const { return static_cast<float>(parameter_.normalise(realValue())); }

void ParameterAdapter::setValue(float position) {
    bridge_.set(index_, parameter_.denormalise(static_cast<double>(position)));
}

float ParameterAdapter::getDefaultValue() const {
    return static_cast<float>(parameter_.normalise(parameter_.defaultValue));
}

int ParameterAdapter::getNumSteps() const {
    return parameter_.isToggle() ? 2 : juce::AudioProcessor::getDefaultNumParameterSteps();
}

juce::String ParameterAdapter::getText(float position, int maximumLength) const {
    auto text = toJuce(toText(parameter_, parameter_.denormalise(static_cast<double>(position))));
    return maximumLength > 0 ? text.substring(0, maximumLength) : text;
}

float ParameterAdapter::getValueForText(const juce::String& text) const {
    const auto value = fromText(parameter_, text.toStdString());
    return value ? static_cast<float>(parameter_.normalise(*value)) : getValue();
}

} // namespace rondo::plugins
