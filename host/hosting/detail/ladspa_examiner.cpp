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
    if (logarithmic && low > 0 && high > 0)
        return std::exp(std::log(low) * (1 - part) + std::log(high) * part);
    return low + (high - low) * part;
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

PluginDetails describe(const LADSPA_Descriptor& plugin) {
    PluginDetails details;
    auto& description = details.description;
    description.format = PluginFormat::ladspa;
    description.identifier = "ladspa:" + std::to_string(plugin.UniqueID) + ":" + textOf(plugin.Label);
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
    void* library = openLibrary(request.path, error);
    if (library == nullptr)
        return report.refused("", error);
    const auto descriptorAt =
        reinterpret_cast<LADSPA_Descriptor_Function>(::dlsym(library, "ladspa_descriptor"));
    if (descriptorAt == nullptr)
        return report.refused("", "is no LADSPA library");
    for (unsigned long index = 0; const auto* plugin = descriptorAt(index); ++index) {
        examineOne(request, describe(*plugin),
                   {PluginFormat::ladspa, request.path, static_cast<int>(index), {}}, loader, report);
        report.begin("");
    }
}

} // namespace rondo::hosting::detail
