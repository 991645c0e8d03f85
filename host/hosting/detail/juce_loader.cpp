// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/detail/juce_loader.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <host/hosting/detail/juce_plugin.h>
#include <host/hosting/detail/plugin_examiners.h>
#include <juce_audio_processors/juce_audio_processors.h>
#include <set>

namespace rondo::hosting::detail {
namespace {

constexpr double rate = 48000;
constexpr int blockFrames = 512;
constexpr int longestText = 256;

std::string text(const juce::String& given) { return given.toStdString(); }

std::uint32_t count(int given) { return given > 0 ? static_cast<std::uint32_t>(given) : 0; }

/// What VST3s call a stepped parameter; continuous ones say a huge number.
std::uint32_t stepsOf(const juce::AudioProcessorParameter& parameter) {
    return parameter.isDiscrete() && parameter.getNumSteps() < 100'000 ? count(parameter.getNumSteps()) : 0;
}

PluginParameter describe(const juce::AudioProcessorParameter& parameter) {
    PluginParameter result;
    result.identifier = identifierOf(parameter);
    result.name = text(parameter.getName(longestText));
    result.unit = text(parameter.getLabel());
    result.minimum = text(parameter.getText(0, longestText));
    result.maximum = text(parameter.getText(1, longestText));
    result.initial = text(parameter.getText(parameter.getDefaultValue(), longestText));
    result.steps = stepsOf(parameter);
    return result;
}

void addBuses(const juce::AudioPluginInstance& instance, bool input, std::vector<PluginBus>& buses) {
    for (int index = 0; index < instance.getBusCount(input); ++index)
        if (const auto* bus = instance.getBus(input, index))
            buses.push_back({text(bus->getName()), count(bus->getDefaultLayout().size()), input,
                             bus->isEnabledByDefault()});
}

/// What the format's own description has told is kept: it knows units and ranges that JUCE does not. An LV2 may
/// have parameters that are no ports.
void addParameters(const juce::AudioPluginInstance& instance, std::vector<PluginParameter>& known) {
    std::set<std::string> identifiers;
    for (const auto& parameter : known)
        identifiers.insert(parameter.identifier);
    for (const auto* parameter : instance.getParameters())
        if (auto described = describe(*parameter); !identifiers.contains(described.identifier))
            known.push_back(std::move(described));
}

void fillDetails(juce::AudioPluginInstance& instance, PluginDetails& known) {
    addBuses(instance, true, known.buses);
    addBuses(instance, false, known.buses);
    addParameters(instance, known.parameters);
    for (int index = 0; index < instance.getNumPrograms(); ++index)
        if (const auto name = instance.getProgramName(index); name.isNotEmpty())
            known.programs.push_back(text(name));
    known.takesEvents = instance.acceptsMidi();
    known.makesEvents = instance.producesMidi();
    known.hasEditor = instance.hasEditor();
    // As it is now that it has played.
    known.latency = count(instance.getLatencySamples());
}

void playSilence(juce::AudioPluginInstance& instance) {
    juce::AudioBuffer<float> silence(
        std::max({1, instance.getTotalNumInputChannels(), instance.getTotalNumOutputChannels()}), blockFrames);
    silence.clear();
    juce::MidiBuffer events;
    instance.processBlock(silence, events);
}

} // namespace

struct JuceLoader::Formats {
    juce::ScopedJuceInitialiser_GUI juce;
    juce::LADSPAPluginFormat ladspa;
    juce::VST3PluginFormat vst3;
    std::unique_ptr<juce::LV2PluginFormat> lv2; ///< made late: it reads all usual folders at once
    std::set<std::string> searched;

    juce::AudioPluginFormat& of(const LoadRequest& request) {
        if (request.format == PluginFormat::ladspa)
            return ladspa;
        if (request.format == PluginFormat::vst3)
            return vst3;
        if (!lv2)
            lv2 = std::make_unique<juce::LV2PluginFormat>();
        // JUCE 7.0.5 knows the usual folders only, and nothing of LV2_PATH.
        if (searched.insert(request.searched).second)
            lv2->searchPathsForPlugins(juce::FileSearchPath(juce::String(request.searched)), false, false);
        return *lv2;
    }

    base::Result<std::unique_ptr<juce::AudioPluginInstance>> open(const LoadRequest& request,
                                                                  double framesASecond, int longest) {
        juce::PluginDescription wanted;
        auto& format = of(request);
        wanted.pluginFormatName = format.getName();
        wanted.fileOrIdentifier = juce::String::fromUTF8(request.fileOrUri.c_str());
        wanted.name = juce::String::fromUTF8(request.name.c_str());
        wanted.uniqueId = wanted.deprecatedUid = request.number;
        juce::String error;
        auto instance = format.createInstanceFromDescription(wanted, framesASecond, longest, error);
        if (instance == nullptr)
            return base::fail(base::ErrorCode::unsupported,
                              "cannot be opened" +
                                  (error.isEmpty() ? std::string() : " (" + text(error) + ")"));
        return instance;
    }
};

JuceLoader::JuceLoader() : formats_(std::make_unique<Formats>()) {}
JuceLoader::~JuceLoader() = default;

base::Result<void> JuceLoader::load(const LoadRequest& request, PluginDetails& known, bool withDetails,
                                    const std::string& state) {
    auto opened = formats_->open(request, rate, blockFrames);
    if (!opened)
        return tl::unexpected(opened.error());
    auto& instance = **opened;
    // Some free in their last function what only this one allocates.
    instance.prepareToPlay(rate, blockFrames);
    if (!state.empty()) {
        juce::MemoryBlock bytes;
        if (!juce::File(state).loadFileAsData(bytes))
            return base::fail(base::ErrorCode::refused, "was not given its state, because the file '" + state +
                                                            "' cannot be read; set TMPDIR to another folder");
        instance.setStateInformation(bytes.getData(), static_cast<int>(bytes.getSize()));
        instance.getStateInformation(bytes);
    }
    // What cannot play a block is found out here, and not where it would take a session along.
    playSilence(instance);
    if (withDetails)
        fillDetails(instance, known);
    instance.releaseResources();
    return {};
}

base::Result<std::unique_ptr<HostedPlugin>> JuceLoader::host(const LoadRequest& request,
                                                             const HostedFormat& format) {
    auto instance = formats_->open(request, format.rate, static_cast<int>(format.maximumFrames));
    if (!instance)
        return tl::unexpected(instance.error());
    try {
        auto core = std::make_unique<HostedPlugin::Core>(*std::move(instance), format);
        // As the scan has found it: a LADSPA's instance is called after its library.
        if (!request.name.empty())
            core->name = request.name;
        if (request.format == PluginFormat::ladspa)
            for (const auto& known : ladspaScales(request.fileOrUri, request.number, format.rate)) {
                const auto at = std::ranges::find(core->parameters, known.port, &HostedParameter::id);
                if (at != core->parameters.end())
                    core->setScale(static_cast<std::size_t>(at - core->parameters.begin()), known.scale,
                                   known.initial);
            }
        return std::make_unique<HostedPlugin>(std::move(core));
    } catch (const base::Failure& failure) {
        return base::fail(failure.code(), failure.what());
    }
}

void JuceLoader::deliverMessages() { juce::MessageManager::getInstance()->runDispatchLoopUntil(0); }

std::vector<NamedType> JuceLoader::vst3Types(const std::string& path) {
    juce::OwnedArray<juce::PluginDescription> found;
    formats_->vst3.findAllTypesForFile(found, juce::String::fromUTF8(path.c_str()));
    std::vector<NamedType> types;
    for (const auto* type : found) {
        std::array<char, 16> number{};
        std::snprintf(number.data(), number.size(), "vst3:%08x", static_cast<unsigned>(type->uniqueId));
        NamedType named;
        named.details.description = {PluginFormat::vst3,
                                     number.data(),
                                     text(type->name),
                                     text(type->manufacturerName),
                                     text(type->version),
                                     text(type->category),
                                     count(type->numInputChannels),
                                     count(type->numOutputChannels),
                                     type->isInstrument};
        named.load = {PluginFormat::vst3, path, type->uniqueId, {}, text(type->name)};
        types.push_back(std::move(named));
    }
    return types;
}

} // namespace rondo::hosting::detail
