// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/hosting/detail/juce_loader.h>
#include <host/hosting/detail/worker_report.h>
#include <optional>
#include <string>
#include <vector>

namespace rondo::hosting::detail {

/// Effects: loads the plugins of a file one after the other and reports on each. For a worker process only.
void examine(const WorkerRequest& request, JuceLoader& loader, WorkerReport& report);

// One for each format, because each says in its own way what its files hold.
void examineLadspa(const WorkerRequest& request, JuceLoader& loader, WorkerReport& report);
void examineLv2(const WorkerRequest& request, JuceLoader& loader, WorkerReport& report);
void examineVst3(const WorkerRequest& request, JuceLoader& loader, WorkerReport& report);

/// Effects: loads one plugin, and reports on it and on what could be learned, unless it is not wanted.
void examineOne(const WorkerRequest& request, PluginDetails known, const LoadRequest& load, JuceLoader& loader,
                WorkerReport& report);

/// What JUCE does not tell of a LADSPA's parameter, and where it begins: 0 to 1.
struct LadspaScale {
    std::string port; ///< by which JUCE names it
    HostedScale scale;
    float initial = 0;
};
/// Returns: what the control ports of a plugin mean to JUCE 7.0.5, which turns no value into a text for them,
/// and mistakes some defaults. [control]
std::vector<LadspaScale> ladspaScales(const std::string& path, int number, double framesASecond);

/// Returns: the place of a plugin in its LADSPA library; nothing when it is not there. [control]
std::optional<int> ladspaNumber(const std::string& path, const std::string& identifier);

/// Effects: opens a library for good. Returns: the handle; null with `error` in words.
void* openLibrary(const std::string& path, std::string& error);

/// A number as it is shown: no more digits than say something.
std::string shown(double value);

} // namespace rondo::hosting::detail
