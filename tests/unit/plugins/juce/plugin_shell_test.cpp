// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <plugins/strip/core/strip_parameters.h>
#include <plugins/strip/shell/strip_plugin.h>

using rondo::strip::index;
using rondo::strip::StripParameter;
using rondo::strip::StripPlugin;

namespace {

using Layout = juce::AudioProcessor::BusesLayout;

Layout layout(const juce::AudioChannelSet& input, const juce::AudioChannelSet& output) {
    Layout result;
    result.inputBuses.add(input);
    result.outputBuses.add(output);
    return result;
}

} // namespace

TEST_CASE("JUCE's number for each parameter is the one that is checked in") {
    const juce::ScopedJuceInitialiser_GUI juce;
    const StripPlugin plugin;
    const auto& table = rondo::strip::stripParameters();
    REQUIRE(plugin.getParameters().size() == static_cast<int>(table.size()));
    for (std::size_t place = 0; place < table.size(); ++place) {
        const juce::String id(table[place].id.data(), table[place].id.size());
        CHECK((static_cast<std::uint32_t>(id.hashCode()) & 0x7fffffffU) ==
              rondo::plugins::ParameterTable::hostHash(table[place].id));
        const auto* parameter =
            dynamic_cast<juce::AudioProcessorParameterWithID*>(plugin.getParameters()[static_cast<int>(place)]);
        REQUIRE(parameter != nullptr);
        CHECK(parameter->paramID == id);
        CHECK(parameter->getVersionHint() >= 1);
    }
}

TEST_CASE("mono, stereo and mono to stereo are offered, and nothing else") {
    const juce::ScopedJuceInitialiser_GUI juce;
    const StripPlugin plugin;
    const auto mono = juce::AudioChannelSet::mono(), stereo = juce::AudioChannelSet::stereo();
    CHECK(plugin.checkBusesLayoutSupported(layout(mono, mono)));
    CHECK(plugin.checkBusesLayoutSupported(layout(stereo, stereo)));
    CHECK(plugin.checkBusesLayoutSupported(layout(mono, stereo)));
    CHECK_FALSE(plugin.checkBusesLayoutSupported(layout(stereo, mono)));
    CHECK_FALSE(plugin.checkBusesLayoutSupported(layout(stereo, juce::AudioChannelSet::create5point1())));
    CHECK_FALSE(plugin.checkBusesLayoutSupported(layout(stereo, juce::AudioChannelSet::disabled())));
}

TEST_CASE("text and value of a JUCE parameter are those of the table") {
    const juce::ScopedJuceInitialiser_GUI juce;
    StripPlugin plugin;
    auto& trim = plugin.adapter(index(StripParameter::trim));
    trim.setValue(trim.getValueForText("-6 dB"));
    CHECK(trim.realValue() == -6);
    CHECK(trim.getText(trim.getValue(), 0) == "-6.0 dB");
    CHECK(trim.getText(0, 4) == "-inf");
    CHECK(trim.getValueForText("rubbish") == trim.getValue());
    trim.setValue(static_cast<float>(60.0 / 84));
    CHECK(trim.realValue() == 0);
    auto& mute = plugin.adapter(index(StripParameter::mute));
    CHECK(mute.isBoolean());
    CHECK(mute.getNumSteps() == 2);
}

TEST_CASE("a state restored in JUCE tells the host, and a refused one does not") {
    struct Listener final : juce::AudioProcessorParameter::Listener {
        void parameterValueChanged(int, float) override { ++calls; }
        void parameterGestureChanged(int, bool) override {}
        int calls = 0;
    };
    const juce::ScopedJuceInitialiser_GUI juce;
    StripPlugin plugin;
    juce::MemoryBlock state;
    plugin.getStateInformation(state);
    Listener listener;
    plugin.adapter(0).addListener(&listener);
    plugin.adapter(0).setValue(0.3f);
    plugin.setStateInformation("garbage", 7);
    plugin.setStateInformation(nullptr, 0);
    plugin.setStateInformation(state.getData(), -1);
    CHECK(listener.calls == 0);
    CHECK(plugin.adapter(0).getValue() == doctest::Approx(0.3f).epsilon(0.001));
    plugin.setStateInformation(state.getData(), static_cast<int>(state.getSize()));
    CHECK(listener.calls == 1);
    CHECK(plugin.adapter(0).realValue() == 0);
    plugin.adapter(0).removeListener(&listener);
}

TEST_CASE("a plugin without a usable rate is silent and does not fail") {
    const juce::ScopedJuceInitialiser_GUI juce;
    StripPlugin plugin;
    plugin.prepareToPlay(0, 0);
    juce::AudioBuffer<float> buffer(2, 64);
    buffer.clear();
    buffer.setSample(0, 3, 1);
    juce::MidiBuffer midi;
    plugin.processBlock(buffer, midi);
    CHECK(buffer.getMagnitude(0, 64) == 0);
}
