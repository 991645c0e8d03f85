// SPDX-License-Identifier: GPL-3.0-only
#include "scan_command.h"

#include "json_text.h"
#include "summary.h"
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <host/hosting/plugin_worker.h>
#include <nlohmann/json.hpp>
#include <thread>

namespace rondo::host {
namespace {

using hosting::ScanProgress;
using hosting::ScanSummary;

std::string bar(const ScanProgress& progress) {
    constexpr std::size_t width = 24;
    const auto full = progress.total == 0 ? width : width * progress.done / progress.total;
    return "[" + std::string(full, '#') + std::string(width - full, '.') + "] " +
           std::to_string(progress.done) + " of " + counted(progress.total, "file") + ", " +
           counted(progress.plugins, "plugin") + "  " + progress.current;
}

std::string toJson(const ScanSummary& summary) {
    nlohmann::ordered_json json{{"plugins", summary.plugins},     {"files", summary.files},
                                {"unchanged", summary.unchanged}, {"vanished", summary.vanished},
                                {"stopped", summary.stopped},     {"seconds", summary.seconds}};
    json["quarantine"] = nlohmann::ordered_json::array();
    for (const auto& entry : summary.quarantine)
        json["quarantine"].push_back({{"format", hosting::name(entry.format)},
                                      {"path", entry.path.string()},
                                      {"identifier", entry.plugin.identifier},
                                      {"reason", entry.plugin.reason}});
    return jsonText(json);
}

std::string toText(const ScanSummary& summary) {
    std::array<char, 32> seconds{};
    std::snprintf(seconds.data(), seconds.size(), "%.1f s", summary.seconds);
    std::string text = counted(summary.plugins, "plugin") + " in " + counted(summary.files, "file") + ", " +
                       std::to_string(summary.unchanged) + " unchanged; " + seconds.data() + "\n";
    if (summary.vanished > 0)
        text += counted(summary.vanished, "file") + " forgotten that do not exist any more\n";
    if (!summary.quarantine.empty())
        text +=
            std::to_string(summary.quarantine.size()) + " in quarantine ('rondo scan --retry' tries again):\n";
    for (const auto& entry : summary.quarantine)
        text += "  " + (entry.plugin.identifier.empty() ? entry.path.string() : entry.plugin.identifier) + " " +
                entry.plugin.reason + "\n";
    return text;
}

} // namespace

hosting::WorkerOptions ownWorker(std::chrono::milliseconds patience) {
    // Not by name: the program stays the same one even when its file is replaced meanwhile.
    return {{"/proc/self/exe", hosting::workerCommand}, patience};
}

base::Result<Outcome> scanPlugins(const ScanRequest& request, Console& console, StopSignal& stop) {
    const auto environment = hosting::processEnvironment();
    const auto file = hosting::cacheFile(environment, request.cache);
    auto loaded = hosting::loadCache(file);
    if (!loaded.notice.empty())
        console.complain(loaded.notice);
    hosting::ScanOptions options;
    options.worker = ownWorker(request.patience);
    options.folders = hosting::usualFolders(environment);
    options.folders.insert(options.folders.end(), request.folders.begin(), request.folders.end());
    options.children =
        request.children > 0 ? request.children : std::max(1U, std::thread::hardware_concurrency());
    options.retry = request.retry;
    ScanProgress last;
    auto shown = std::chrono::steady_clock::time_point{};
    const auto goOn = [&](const ScanProgress& progress) {
        last = progress;
        const auto now = std::chrono::steady_clock::now();
        const auto often =
            console.isTerminal() ? std::chrono::milliseconds(100) : std::chrono::milliseconds(2000);
        if (!request.quiet && now - shown >= often) {
            console.live(bar(progress));
            shown = now;
        }
        return !stop.requested();
    };
    const auto summary = hosting::scan(
        loaded.cache, options, {goOn, [&](const auto& cache) { return hosting::saveCache(cache, file); }});
    console.clearLine();
    if (!summary)
        return tl::unexpected(summary.error());
    if (!summary->notice.empty())
        console.complain(summary->notice);
    if (request.json)
        std::fputs(toJson(*summary).c_str(), stdout);
    else if (!request.quiet)
        std::fputs(toText(*summary).c_str(), stdout);
    if (!summary->stopped)
        return Outcome::done;
    console.complain("The scan was stopped after " + std::to_string(last.done) + " of " +
                     counted(last.total, "file") +
                     "; what was found is kept, and 'rondo scan' goes on from there.");
    return Outcome::incomplete;
}

} // namespace rondo::host
