// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <host/hosting/hosted_plugin.h>
#include <host/hosting/plugin_description.h>
#include <memory>
#include <rondo/base/result.h>
#include <string>
#include <vector>

namespace rondo::hosting::detail {

/// A plugin as JUCE asks for it.
struct LoadRequest {
    PluginFormat format = PluginFormat::lv2;
    std::string fileOrUri;
    int number = 0;        ///< LADSPA: the place in its library; VST3: JUCE's number for the class
    std::string searched;  ///< LV2: the folder that holds the bundle
    std::string name = {}; ///< as people know it; JUCE compares it with a VST3's class
};

/// A plugin type that a VST3 names.
struct NamedType {
    PluginDetails details;
    LoadRequest load;
};

/// JUCE's plugin formats, and JUCE itself, for one process: a worker's, or the host's own. All on the main
/// thread; JUCE stays in the .cpp.
class JuceLoader {
public:
    JuceLoader();
    JuceLoader(const JuceLoader&) = delete;
    JuceLoader& operator=(const JuceLoader&) = delete;
    ~JuceLoader();

    /// Effects: makes an instance and lets it go again; fills in what is empty in `known`, and with
    /// `withDetails` what can be learned by playing a block of silence, after it was given the state in a file
    /// where one is named. Errors: why not, to complete "it …".
    base::Result<void> load(const LoadRequest& request, PluginDetails& known, bool withDetails,
                            const std::string& state = {});
    /// Returns: an instance to be played, which goes before the loader. Errors: why not, to complete "it …";
    /// what HostedPlugin's Core says of it.
    base::Result<std::unique_ptr<HostedPlugin>> host(const LoadRequest& request, const HostedFormat& format);
    /// Effects: handles what waits for the message thread.
    void deliverMessages();
    /// Returns: the plugin types in a VST3; none when it is none.
    std::vector<NamedType> vst3Types(const std::string& path);

private:
    struct Formats;
    std::unique_ptr<Formats> formats_;
};

} // namespace rondo::hosting::detail
