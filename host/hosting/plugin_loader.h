// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/hosting/hosted_plugin.h>
#include <host/hosting/plugin_search.h>
#include <memory>
#include <rondo/base/result.h>

namespace rondo::hosting {

namespace detail {
class JuceLoader;
}

/// Loads plugins into this process. One lives at a time, on the main thread, which it makes JUCE's message
/// thread; all that it has loaded go before it.
class PluginLoader {
public:
    /// Effects: starts JUCE, without a window. [control]
    PluginLoader();
    ~PluginLoader();
    PluginLoader(const PluginLoader&) = delete;
    PluginLoader& operator=(const PluginLoader&) = delete;

    /// Effects: loads what a scan has found, which went well in another process then. Returns: the plugin,
    /// prepared for `format`. Errors: why it cannot be played, in a sentence that names it. Progress: blocking
    /// (the plugin's own; one that hangs or crashes does so here). [control]
    base::Result<std::unique_ptr<HostedPlugin>> load(const LocatedPlugin& plugin, const HostedFormat& format);

    /// Effects: gives plugins the messages that wait for JUCE's message thread; for a program without a window,
    /// some times a second. Progress: blocking (the plugins' own). [control]
    void deliverMessages();

private:
    std::unique_ptr<detail::JuceLoader> loader_;
};

} // namespace rondo::hosting
