// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/hosted_plugin.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <host/hosting/detail/juce_plugin.h>
#include <host/hosting/detail/plugin_node.h>
#include <limits>
#include <rondo/base/error.h>
#include <utility>

namespace rondo::hosting {
namespace {

constexpr std::uint32_t mostChannels = 31; // beyond that juce::AudioBuffer allocates for a view

base::Failure refusal(const juce::AudioPluginInstance& plugin, const std::string& what) {
    return base::Failure(
        {base::ErrorCode::refused, "The plugin '" + plugin.getName().toStdString() + "' " + what});
}

/// Calls the plugin, which may throw what it likes.
template <class Call>
base::Result<void> guarded(HostedPlugin::Core& core, const char* doing, Call call) {
    core.enter();
    bool thrown = true;
    try {
        call();
        thrown = false;
    } catch (...) { // said below: of others' exceptions not even the type is known
    }
    core.leave();
    if (!thrown)
        return {};
    return base::fail(base::ErrorCode::refused,
                      "The plugin '" + core.name + "' threw an exception " + doing + "; it goes on as it was.");
}

} // namespace

double HostedScale::valueAt(double share) const noexcept {
    const double value = logarithmic ? std::exp(std::log(minimum) * (1 - share) + std::log(maximum) * share)
                                     : minimum + (maximum - minimum) * share;
    return whole ? std::round(value) : value;
}

double HostedScale::shareOf(double value) const noexcept {
    if (!(maximum > minimum))
        return value == minimum ? 0 : -1;
    return logarithmic ? std::log(value / minimum) / std::log(maximum / minimum)
                       : (value - minimum) / (maximum - minimum);
}

juce::Optional<juce::AudioPlayHead::PositionInfo> GraphPlayHead::getPosition() const {
    PositionInfo info;
    const double seconds = static_cast<double>(frame_) / rate_;
    info.setTimeInSamples(frame_);
    info.setTimeInSeconds(seconds);
    info.setIsPlaying(true);
    constexpr double bpm = 120;
    info.setBpm(bpm);
    info.setTimeSignature(juce::AudioPlayHead::TimeSignature{4, 4});
    info.setPpqPosition(seconds * bpm / 60);
    return info;
}

HostedPlugin::Core::Core(std::unique_ptr<juce::AudioPluginInstance> plugin, const HostedFormat& wanted)
    : instance(std::move(plugin)), format(wanted), name(instance->getName().toStdString()) {
    try {
        layOut();
        instance->setNonRealtime(format.offline);
        instance->setPlayHead(&playHead);
        instance->prepareToPlay(format.rate, static_cast<int>(format.maximumFrames));
        countChannels(); // some lay themselves out only now
        nameParameters();
    } catch (const base::Failure&) {
        throw;
    } catch (...) {
        throw refusal(*instance, "threw an exception when it was prepared; it cannot be played.");
    }
    if (channels > mostChannels)
        throw refusal(*instance, "has " + std::to_string(channels) + " channels, and at most " +
                                     std::to_string(mostChannels) + " can be hosted.");
    scratch.setSize(static_cast<int>(std::max(channels, 1U)), static_cast<int>(format.maximumFrames));
    latency = static_cast<std::uint32_t>(std::max(instance->getLatencySamples(), 0));
    instance->addListener(this);
}

HostedPlugin::Core::~Core() {
    instance->removeListener(this);
    instance->releaseResources();
    instance->setPlayHead(nullptr);
}

// The main buses as wide as the chain where the plugin agrees, and nothing else: side chains hear silence.
void HostedPlugin::Core::layOut() {
    auto wanted = instance->getBusesLayout();
    const auto width = juce::AudioChannelSet::canonicalChannelSet(static_cast<int>(format.width));
    for (auto* buses : {&wanted.inputBuses, &wanted.outputBuses})
        for (int bus = 0; bus < buses->size(); ++bus)
            buses->getReference(bus) = bus == 0 ? width : juce::AudioChannelSet::disabled();
    if (!instance->setBusesLayout(wanted)) {
        const auto offered = instance->getBusesLayout();
        for (auto [buses, own] : {std::pair(&wanted.inputBuses, &offered.inputBuses),
                                  std::pair(&wanted.outputBuses, &offered.outputBuses)})
            if (!buses->isEmpty())
                buses->getReference(0) = own->getReference(0);
        static_cast<void>(instance->setBusesLayout(wanted)); // otherwise as it is
    }
}

void HostedPlugin::Core::countChannels() {
    const auto counted = [](int count) { return static_cast<std::uint32_t>(std::max(count, 0)); };
    const auto in = counted(instance->getTotalNumInputChannels());
    const auto out = counted(instance->getTotalNumOutputChannels());
    channels = std::max(in, out);
    // Beyond what it has in all there are no channels, whatever its buses say.
    inputs = std::min(counted(instance->getMainBusNumInputChannels()), in);
    outputs = std::min(counted(instance->getMainBusNumOutputChannels()), out);
}

void HostedPlugin::Core::setScale(std::size_t parameter, const HostedScale& scale, float initial) {
    parameters[parameter].scale = scale;
    parameters[parameter].initial = initial;
    handles[parameter]->setValue(initial);
}

std::string identifierOf(const juce::AudioProcessorParameter& parameter) {
    const auto* const named = dynamic_cast<const juce::HostedAudioProcessorParameter*>(&parameter);
    if (named == nullptr)
        return {};
    const auto identifier = named->getParameterID();
    return (identifier.startsWith("sym:") ? identifier.substring(4) : identifier).toStdString();
}

void HostedPlugin::Core::nameParameters() {
    constexpr int longest = 256;
    for (auto* const handle : instance->getParameters()) {
        HostedParameter parameter;
        parameter.id = identifierOf(*handle);
        if (parameter.id.empty())
            parameter.id = std::to_string(handle->getParameterIndex());
        parameter.name = handle->getName(longest).toStdString();
        parameter.unit = handle->getLabel().toStdString();
        const float initial = handle->getDefaultValue();
        parameter.initial = std::isfinite(initial) ? std::clamp(initial, 0.0F, 1.0F) : 0;
        if (handle->isDiscrete())
            parameter.steps = static_cast<std::uint32_t>(std::clamp(handle->getNumSteps(), 2, 1 << 24));
        parameters.push_back(std::move(parameter));
        handles.push_back(handle);
    }
    notes.resize(parameters.size());
}

void HostedPlugin::Core::audioProcessorParameterChanged(juce::AudioProcessor*, int parameter, float value) {
    const auto number = static_cast<std::size_t>(parameter);
    // What nobody may automate is mostly a meter, and JUCE does not tell which is.
    if (number >= parameters.size() || !handles[number]->isAutomatable())
        return;
    const auto steps = parameters[number].steps;
    notes.changed(number, value, steps > 1 ? 1 / static_cast<float>(steps - 1) : 0);
}

void HostedPlugin::Core::audioProcessorChanged(juce::AudioProcessor*, const ChangeDetails& details) {
    if (!details.latencyChanged)
        return;
    latency = static_cast<std::uint32_t>(std::max(instance->getLatencySamples(), 0));
    latencyChanged = true;
}

HostedPlugin::HostedPlugin(std::unique_ptr<Core> core) noexcept : core_(std::move(core)) {}
HostedPlugin::~HostedPlugin() = default;

const std::string& HostedPlugin::name() const noexcept { return core_->name; }
std::span<const HostedParameter> HostedPlugin::parameters() const noexcept { return core_->parameters; }
float HostedPlugin::value(std::size_t parameter) const { return core_->handles[parameter]->getValue(); }
void HostedPlugin::setValue(std::size_t parameter, float value) {
    const ParameterNotes::HostSets setting(core_->notes);
    core_->notes.hostSets(parameter, value);
    core_->handles[parameter]->setValue(value);
}
std::vector<std::size_t> HostedPlugin::takeChangedParameters() { return core_->notes.take(); }
std::uint64_t HostedPlugin::gestureOf(std::size_t parameter) const noexcept {
    return core_->notes.gesture(parameter);
}

namespace {

/// The number that a text begins with, whatever unit follows.
std::optional<double> numberIn(const std::string& text) {
    const auto from = text.find_first_not_of(" +");
    double number = 0;
    if (from == std::string::npos ||
        std::isalpha(static_cast<unsigned char>(text[from])) != 0 || // "inf" is a word
        std::from_chars(text.data() + from, text.data() + text.size(), number).ec != std::errc())
        return std::nullopt;
    return number;
}

/// What follows the number: " dB", "kHz".
std::string unitIn(const std::string& text) {
    const auto from = text.find_last_of("0123456789.");
    const auto unit = from == std::string::npos ? from : text.find_first_not_of(' ', from + 1);
    return unit == std::string::npos ? std::string() : text.substr(unit);
}

/// Whether `shown` can be what a plugin makes of `text`: words must be the same, and a number must not have
/// been brought to an end of the range. Where the units differ, "kHz" and "Hz", that is not known, and
/// believed.
bool means(const std::string& shown, const std::string& text, float value) {
    const auto wanted = numberIn(text);
    if (!wanted)
        return juce::String::fromUTF8(shown.c_str())
            .trim()
            .equalsIgnoreCase(juce::String::fromUTF8(text.c_str()).trim());
    const auto made = numberIn(shown);
    const bool sameUnit = unitIn(text).empty() || unitIn(text) == unitIn(shown);
    if (!made || !sameUnit || (value > 0 && value < 1))
        return true;
    return std::abs(*wanted - *made) <= 1e-3 * std::max(1.0, std::abs(*made));
}

} // namespace

std::string HostedPlugin::textOf(std::size_t parameter, float value) const {
    if (const auto& scale = core_->parameters[parameter].scale) {
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%.6g", scale->valueAt(double{value}));
        return text.data();
    }
    constexpr int longest = 256;
    return core_->handles[parameter]->getText(value, longest).toStdString();
}

std::optional<float> HostedPlugin::valueOf(std::size_t parameter, const std::string& text) const {
    if (const auto& scale = core_->parameters[parameter].scale) {
        const auto number = numberIn(text);
        const double share = number ? scale->shareOf(*number) : -1;
        return share >= 0 && share <= 1 ? std::optional(static_cast<float>(share)) : std::nullopt;
    }
    const float value = core_->handles[parameter]->getValueForText(juce::String::fromUTF8(text.c_str()));
    const bool inside = std::isfinite(value) && value >= 0 && value <= 1;
    return inside && means(textOf(parameter, value), text, value) ? std::optional(value) : std::nullopt;
}

std::uint32_t HostedPlugin::latency() const noexcept { return core_->latency; }
std::optional<std::uint32_t> HostedPlugin::takeLatencyChange() noexcept {
    return core_->latencyChanged.exchange(false) ? std::optional(core_->latency.load()) : std::nullopt;
}

std::uint64_t HostedPlugin::thrown() const noexcept { return core_->thrown; }

base::Result<std::vector<std::byte>> HostedPlugin::state() {
    juce::MemoryBlock block;
    if (auto called = guarded(*core_, "when it was asked for its state",
                              [&] { core_->instance->getStateInformation(block); });
        !called)
        return tl::unexpected(called.error());
    const auto* const bytes = static_cast<const std::byte*>(block.getData());
    return std::vector<std::byte>(bytes, bytes + block.getSize());
}

namespace {

bool isOf(const juce::AudioPluginInstance& plugin, const char* format) {
    return plugin.getPluginDescription().pluginFormatName == format;
}

/// A LADSPA's state is a number for each parameter, and JUCE 7.0.5 reads as many, however long the state is.
base::Result<void> checkNumbers(const HostedPlugin::Core& core, std::span<const std::byte> state) {
    const auto refuse = [&](const std::string& found) {
        return base::fail(base::ErrorCode::invalidArgument,
                          "The plugin '" + core.name + "' expected a state of " +
                              std::to_string(core.parameters.size() * sizeof(float)) + " bytes, and " + found +
                              "; it goes on as it was.");
    };
    if (state.size() < core.parameters.size() * sizeof(float))
        return refuse(std::to_string(state.size()) + " were given");
    std::vector<float> numbers(core.parameters.size());
    std::memcpy(numbers.data(), state.data(), numbers.size() * sizeof(float));
    if (!std::ranges::all_of(numbers, [](float number) { return std::isfinite(number); }))
        return refuse("what they say is no number");
    return {};
}

} // namespace

base::Result<void> HostedPlugin::setState(std::span<const std::byte> state) {
    if (state.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
        return base::fail(base::ErrorCode::invalidArgument, "A plugin's state is at most 2 GB long, and " +
                                                                std::to_string(state.size()) +
                                                                " bytes were given.");
    if (isOf(*core_->instance, "LADSPA"))
        if (auto checked = checkNumbers(*core_, state); !checked)
            return checked;
    return guarded(*core_, "when it was given its state", [&] {
        const ParameterNotes::HostSets setting(core_->notes);
        core_->instance->setStateInformation(state.data(), static_cast<int>(state.size()));
    });
}

std::vector<std::string> HostedPlugin::programs() const {
    constexpr int most = 1000;
    std::vector<std::string> names;
    bool named = false;
    try {
        const int count = std::min(core_->instance->getNumPrograms(), most);
        for (int number = 0; number < count; ++number) {
            const auto name = core_->instance->getProgramName(number).replaceCharacters("\n\r\t", "   ").trim();
            named |= name.isNotEmpty();
            names.push_back(name.isNotEmpty() ? name.toStdString() : "Program " + std::to_string(number + 1));
        }
    } catch (...) { // of others' exceptions not even the type is known
        names.clear();
    }
    if (names.size() == 1 && !named) // JUCE asks each plugin for one at least
        names.clear();
    return names;
}

base::Result<void> HostedPlugin::setProgram(std::size_t program) {
    return guarded(*core_, "when it was given one of its programs", [&] {
        const ParameterNotes::HostSets setting(core_->notes);
        core_->instance->setCurrentProgram(static_cast<int>(program));
        if (!isOf(*core_->instance, "VST3"))
            return;
        // A VST3 takes parameters over in a block, and its program is one of them.
        juce::AudioBuffer<float> none(core_->scratch.getArrayOfWritePointers(),
                                      static_cast<int>(core_->channels), 0);
        juce::MidiBuffer events;
        core_->instance->processBlock(none, events);
    });
}

std::unique_ptr<graph::Node> HostedPlugin::makeNode() {
    if (core_->nodeLives.exchange(true))
        throw base::Failure({base::ErrorCode::refused,
                             "The plugin '" + core_->name +
                                 "' is played by a node already, and was to be played by a second one; load it "
                                 "once more."});
    return std::make_unique<PluginNode>(*core_);
}
bool HostedPlugin::nodeLives() const noexcept { return core_->nodeLives; }

} // namespace rondo::hosting
