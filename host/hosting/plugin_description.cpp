// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/plugin_description.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace rondo::hosting {

const char* name(PluginFormat format) noexcept {
    switch (format) {
    case PluginFormat::ladspa:
        return "LADSPA";
    case PluginFormat::lv2:
        return "LV2";
    case PluginFormat::vst3:
        break;
    }
    return "VST3";
}

std::optional<PluginFormat> formatOf(std::string_view given) noexcept {
    constexpr std::array formats{PluginFormat::ladspa, PluginFormat::lv2, PluginFormat::vst3};
    for (const auto format : formats)
        if (std::ranges::equal(given, std::string_view(name(format)), [](char one, char other) {
                return std::toupper(static_cast<unsigned char>(one)) == other;
            }))
            return format;
    return std::nullopt;
}

} // namespace rondo::hosting
