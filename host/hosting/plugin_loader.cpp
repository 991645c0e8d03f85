// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/plugin_loader.h>

#include <charconv>
#include <host/hosting/detail/juce_loader.h>
#include <host/hosting/detail/plugin_examiners.h>
#include <string_view>

namespace rondo::hosting {
namespace {

using detail::LoadRequest;

/// The number of a VST3's class as its identifier has it, "vst3:0123abcd".
std::optional<int> vst3Number(std::string_view identifier) {
    constexpr std::string_view prefix = "vst3:";
    if (!identifier.starts_with(prefix))
        return std::nullopt;
    unsigned number = 0;
    const auto digits = identifier.substr(prefix.size());
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
    return read.ec == std::errc() && read.ptr == digits.data() + digits.size()
               ? std::optional(static_cast<int>(number))
               : std::nullopt;
}

std::optional<LoadRequest> requestFor(const LocatedPlugin& located) {
    const auto& plugin = located.plugin;
    LoadRequest request{plugin.format, located.path.string(), 0, {}, plugin.name};
    switch (plugin.format) {
    case PluginFormat::lv2:
        request.fileOrUri = plugin.identifier;
        request.searched = located.path.parent_path().string();
        return request;
    case PluginFormat::ladspa:
        if (const auto number = detail::ladspaNumber(located.path.string(), plugin.identifier)) {
            request.number = *number;
            return request;
        }
        return std::nullopt;
    case PluginFormat::vst3:
        if (const auto number = vst3Number(plugin.identifier)) {
            request.number = *number;
            return request;
        }
        return std::nullopt;
    }
    return std::nullopt;
}

} // namespace

PluginLoader::PluginLoader() : loader_(std::make_unique<detail::JuceLoader>()) {}
PluginLoader::~PluginLoader() = default;
void PluginLoader::deliverMessages() { loader_->deliverMessages(); }

base::Result<std::unique_ptr<HostedPlugin>> PluginLoader::load(const LocatedPlugin& plugin,
                                                               const HostedFormat& format) {
    const auto named = "The plugin '" + plugin.plugin.name + "' (" + plugin.path.string() + ") ";
    const auto request = requestFor(plugin);
    if (!request)
        return base::fail(base::ErrorCode::notFound, named + "is not there any more; run 'rondo scan'.");
    auto loaded = loader_->host(*request, format);
    if (loaded || loaded.error().text.starts_with("The plugin"))
        return loaded;
    return base::fail(loaded.error().code, named + loaded.error().text + ".");
}

} // namespace rondo::hosting
