// SPDX-License-Identifier: MIT
#pragma once

#include "offline_stage.h"
#include <algorithm>
#include <cmath>
#include <host/hosting/plugin_loader.h>
#include <host/hosting/plugin_scan.h>
#include <host/hosting/plugin_worker.h>
#include <set>
#include <string>

namespace rondo::test {

/// A stage that plays a file, and plugins of one library or bundle.
struct PluginStage : OfflineStage {
    const hosting::PluginFormat format;
    const std::filesystem::path path; ///< of the library or bundle
    hosting::PluginLoader loader;
    std::set<std::string> vanished; ///< identifiers
    host::SessionPlayer hosted{history, withPlugins()};
    host::SessionEdits doing{history, hosted};

    PluginStage(hosting::PluginFormat of, std::filesystem::path at) : format(of), path(std::move(at)) {
        REQUIRE(doing.openFiles({file("a.wav", 200000)}));
        REQUIRE(hosted.open());
        REQUIRE(hosted.play());
        REQUIRE(loudness(4000) > 0.4F);
    }
    host::SessionPlayer::Options withPlugins() {
        auto options = this->options();
        options.loader = &loader;
        options.locate = [this](const host::HostedPlugin& plugin) -> base::Result<hosting::LocatedPlugin> {
            if (vanished.contains(plugin.identifier))
                return base::fail(base::ErrorCode::notFound, "The plugin '" + plugin.name + "' is gone.");
            return located(plugin.identifier, plugin.name);
        };
        options.tryState = [this](const host::HostedPlugin& plugin) {
            const auto found = located(plugin.identifier, plugin.name);
            return hosting::tryState(found.plugin, found.path, *plugin.state,
                                     {{RONDO_PROGRAM, hosting::workerCommand}});
        };
        return options;
    }
    hosting::LocatedPlugin located(const std::string& identifier, const std::string& name) const {
        hosting::LocatedPlugin found;
        found.plugin.format = format;
        found.plugin.identifier = identifier;
        found.plugin.name = name;
        found.path = path;
        return found;
    }
    host::InsertId add(const std::string& identifier, const std::string& name) {
        const auto added = doing.addPlugin(located(identifier, name), 99);
        REQUIRE(added);
        REQUIRE_FALSE(hosted.status(*added).missing);
        return *added;
    }
    float loudness(std::int64_t frames) {
        hosted.attend();
        float most = 0;
        for (const auto& channel : play(frames))
            for (const float sample : channel)
                most = std::isfinite(sample) ? std::max(most, std::abs(sample)) : 1000;
        hosted.attend();
        return most;
    }
    Render play(std::int64_t frames) {
        Render played(2);
        for (; frames > 0; frames -= 100) {
            hosted.prepareFor(100);
            REQUIRE(device->run(100, [&](audio::ConstAudioBlock block) -> base::Result<void> {
                for (std::uint32_t channel = 0; channel < 2; ++channel) {
                    const auto samples = block.channel(channel);
                    played[channel].insert(played[channel].end(), samples.begin(), samples.end());
                }
                return {};
            }));
        }
        return played;
    }
};

} // namespace rondo::test
