// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/detail/plugin_examiners.h>

#include <algorithm>
#include <cmath>
#include <dlfcn.h>
#include <ladspa.h>

namespace rondo::hosting::detail {
namespace {

constexpr double rate = 48000;
constexpr unsigned long mostPorts = 10'000;

std::string textOf(const char* text) { return text == nullptr ? "" : text; }

/// Where a default lies between two bounds, in quarters; a logarithmic port counts them in its logarithm.
double between(double low, double high, double part, bool logarithmic) {
    return HostedScale{low, high, logarithmic && low > 0 && high > 0}.valueAt(part);
}

double defaultOf(LADSPA_PortRangeHintDescriptor hint, double low, double high) {
    const bool logarithmic = LADSPA_IS_HINT_LOGARITHMIC(hint);
    switch (hint & LADSPA_HINT_DEFAULT_MASK) {
    case LADSPA_HINT_DEFAULT_MINIMUM:
        return low;
    case LADSPA_HINT_DEFAULT_LOW:
        return between(low, high, 0.25, logarithmic);
    case LADSPA_HINT_DEFAULT_MIDDLE:
        return between(low, high, 0.5, logarithmic);
    case LADSPA_HINT_DEFAULT_HIGH:
        return between(low, high, 0.75, logarithmic);
    case LADSPA_HINT_DEFAULT_MAXIMUM:
        return high;
    case LADSPA_HINT_DEFAULT_1:
        return 1;
    case LADSPA_HINT_DEFAULT_100:
        return 100;
    case LADSPA_HINT_DEFAULT_440:
        return 440;
    default:
        return 0;
    }
}

PluginParameter parameterAt(const LADSPA_Descriptor& plugin, unsigned long port) {
    const auto& range = plugin.PortRangeHints[port];
    const auto hint = range.HintDescriptor;
    const double scale = LADSPA_IS_HINT_SAMPLE_RATE(hint) ? rate : 1;
    const bool toggled = LADSPA_IS_HINT_TOGGLED(hint);
    const double low = toggled ? 0 : static_cast<double>(range.LowerBound) * scale;
    const double high = toggled ? 1 : static_cast<double>(range.UpperBound) * scale;
    PluginParameter parameter;
    parameter.identifier = std::to_string(port);
    parameter.name = textOf(plugin.PortNames[port]);
    if (toggled || LADSPA_IS_HINT_BOUNDED_BELOW(hint))
        parameter.minimum = shown(low);
    if (toggled || LADSPA_IS_HINT_BOUNDED_ABOVE(hint))
        parameter.maximum = shown(high);
    const double initial = defaultOf(hint, low, high);
    if (LADSPA_IS_HINT_HAS_DEFAULT(hint))
        parameter.initial = shown(LADSPA_IS_HINT_INTEGER(hint) ? std::round(initial) : initial);
    if (toggled)
        parameter.steps = 2;
    else if (LADSPA_IS_HINT_INTEGER(hint) && high > low && high - low < 1e6)
        parameter.steps = static_cast<std::uint32_t>(high - low) + 1;
    parameter.output = LADSPA_IS_PORT_OUTPUT(plugin.PortDescriptors[port]);
    return parameter;
}

std::string identifierOf(const LADSPA_Descriptor& plugin) {
    return "ladspa:" + std::to_string(plugin.UniqueID) + ":" + textOf(plugin.Label);
}

/// Null when the library is none of LADSPA's, with `error` in words.
LADSPA_Descriptor_Function descriptorsOf(const std::string& path, std::string& error) {
    void* const library = openLibrary(path, error);
    if (library == nullptr)
        return nullptr;
    error = "is no LADSPA library";
    return reinterpret_cast<LADSPA_Descriptor_Function>(::dlsym(library, "ladspa_descriptor"));
}

PluginDetails describe(const LADSPA_Descriptor& plugin) {
    PluginDetails details;
    auto& description = details.description;
    description.format = PluginFormat::ladspa;
    description.identifier = identifierOf(plugin);
    description.name = textOf(plugin.Name);
    description.vendor = textOf(plugin.Maker);
    for (unsigned long port = 0; port < std::min(plugin.PortCount, mostPorts); ++port) {
        const auto kind = plugin.PortDescriptors[port];
        if (LADSPA_IS_PORT_CONTROL(kind))
            details.parameters.push_back(parameterAt(plugin, port));
        else if (LADSPA_IS_PORT_INPUT(kind))
            ++description.inputs;
        else
            ++description.outputs;
    }
    description.category = description.inputs == 0    ? "Generator"
                           : description.outputs == 0 ? "Analyser"
                                                      : "Effect";
    return details;
}

} // namespace

void examineLadspa(const WorkerRequest& request, JuceLoader& loader, WorkerReport& report) {
    report.begin("");
    std::string error;
    const auto descriptorAt = descriptorsOf(request.path, error);
    if (descriptorAt == nullptr)
        return report.refused("", error);
    for (unsigned long index = 0; const auto* plugin = descriptorAt(index); ++index) {
        examineOne(request, describe(*plugin),
                   {PluginFormat::ladspa, request.path, static_cast<int>(index), {}}, loader, report);
        report.begin("");
    }
}

namespace {

// As JUCE makes a value of 0 to 1: what is not bounded on both sides it cannot reach.
HostedScale scaleAsJuceHasIt(LADSPA_PortRangeHint range, double framesASecond) {
    const auto hint = range.HintDescriptor;
    const double scale = LADSPA_IS_HINT_SAMPLE_RATE(hint) ? framesASecond : 1;
    const double low = static_cast<double>(range.LowerBound) * scale;
    const double high = static_cast<double>(range.UpperBound) * scale;
    const bool whole = LADSPA_IS_HINT_INTEGER(hint);
    if (LADSPA_IS_HINT_TOGGLED(hint))
        return {0, 1, false, true};
    if (LADSPA_IS_HINT_BOUNDED_BELOW(hint) && LADSPA_IS_HINT_BOUNDED_ABOVE(hint))
        return {low, high, LADSPA_IS_HINT_LOGARITHMIC(hint) && low > 0 && high > 0, whole};
    if (LADSPA_IS_HINT_BOUNDED_BELOW(hint))
        return {0, 1, false, whole};
    return LADSPA_IS_HINT_BOUNDED_ABOVE(hint) ? HostedScale{0, high, false, whole} : HostedScale{0, 0};
}

} // namespace

std::vector<LadspaScale> ladspaScales(const std::string& path, int number, double framesASecond) {
    std::vector<LadspaScale> scales;
    std::string error;
    const auto descriptorAt = descriptorsOf(path, error);
    const auto* const plugin =
        descriptorAt != nullptr ? descriptorAt(static_cast<unsigned long>(number)) : nullptr;
    if (plugin == nullptr)
        return scales;
    for (unsigned long port = 0; port < std::min(plugin->PortCount, mostPorts); ++port) {
        if (!LADSPA_IS_PORT_CONTROL(plugin->PortDescriptors[port]))
            continue;
        const auto& range = plugin->PortRangeHints[port];
        const auto scale = scaleAsJuceHasIt(range, framesASecond);
        double share = 0;
        if (LADSPA_IS_HINT_HAS_DEFAULT(range.HintDescriptor) && scale.maximum > scale.minimum) {
            const double initial = defaultOf(range.HintDescriptor, scale.minimum, scale.maximum);
            share = scale.shareOf(initial);
        }
        scales.push_back({std::to_string(port), scale, static_cast<float>(std::clamp(share, 0.0, 1.0))});
    }
    return scales;
}

std::optional<int> ladspaNumber(const std::string& path, const std::string& identifier) {
    std::string error;
    const auto descriptorAt = descriptorsOf(path, error);
    if (descriptorAt != nullptr)
        for (unsigned long index = 0; const auto* plugin = descriptorAt(index); ++index)
            if (identifierOf(*plugin) == identifier)
                return static_cast<int>(index);
    return std::nullopt;
}

} // namespace rondo::hosting::detail
