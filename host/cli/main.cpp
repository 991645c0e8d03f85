// SPDX-License-Identifier: GPL-3.0-only
#include "command_line.h"
#include "console.h"
#include "devices_command.h"
#include "graph_command.h"
#include "inspect_command.h"
#include "list_command.h"
#include "peaks_command.h"
#include "play_command.h"
#include "render_command.h"
#include "scan_command.h"
#include "stop_signal.h"
#include "window_command.h"
#include <cstdio>
#include <exception>
#include <host/hosting/plugin_worker.h>
#include <string_view>

namespace {

using namespace rondo;

constexpr int success = 0;
constexpr int failure = 1;
constexpr int usage = 2;

// A sanitizer reports on stderr.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

bool speaksFreely(const host::CommandLine& line) {
    switch (line.command) {
    // An abort of the guard reports on stderr, whatever else is printed there.
    case host::Command::play:
        return line.play.verbose || line.play.realtimeCheck == concurrency::RealtimeCheck::abort;
    case host::Command::render:
        return line.render.verbose;
    case host::Command::devices:
        return line.devices.verbose;
    case host::Command::peaks:
        return line.peaks.verbose;
    case host::Command::window:
        return false;
    case host::Command::graph:
    case host::Command::plugins:
    case host::Command::text:
        break;
    }
    return true;
}

base::Result<host::Outcome> carryOut(const host::PluginRequests& requests, host::Console& console,
                                     host::StopSignal& stop) {
    using Command = host::PluginRequests::Command;
    if (requests.command == Command::scan)
        return host::scanPlugins(requests.scan, console, stop);
    const auto done = requests.command == Command::info      ? host::inspectPlugin(requests.inspect, stop)
                      : requests.command == Command::presets ? host::listPresets(requests.inspect, stop)
                                                             : host::listPlugins(requests.list, console);
    return done.map([] { return host::Outcome::done; });
}

base::Result<host::Outcome> carryOut(const host::CommandLine& line, host::Console& console,
                                     host::StopSignal& stop) {
    switch (line.command) {
    case host::Command::window:
        return host::openWindow(line.window, console, stop);
    case host::Command::play:
        return host::play(line.play, console, stop);
    case host::Command::render:
        return host::render(line.render, console, stop);
    case host::Command::peaks:
        return host::makePeaks(line.peaks, console, stop);
    case host::Command::devices:
        return host::listDevices(line.devices).map([] { return host::Outcome::done; });
    case host::Command::graph:
        return host::showGraph(line.graph).map([] { return host::Outcome::done; });
    case host::Command::plugins:
        return carryOut(line.plugins, console, stop);
    case host::Command::text:
        std::fputs(line.text.c_str(), stdout);
        break;
    }
    return host::Outcome::done;
}

} // namespace

int main(int count, char** arguments) {
    if (count == 2 && std::string_view(arguments[1]) == hosting::workerCommand)
        hosting::runWorker();
    const auto line = host::readCommandLine(count, arguments);
    if (!line) {
        std::fprintf(stderr, "rondo: %s\n", line.error().text.c_str());
        return usage;
    }
    host::Console console(sanitized || speaksFreely(*line));
    try {
        host::StopSignal stop;
        const auto done = carryOut(*line, console, stop);
        if (!done) {
            console.complain(done.error().text);
            return failure;
        }
        if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
            console.complain(
                "What there was to tell could not be written to standard output; check where it is sent.");
            return failure;
        }
        if (*done == host::Outcome::incomplete)
            return failure;
    } catch (const std::exception& error) {
        console.complain(error.what());
        return failure;
    }
    return success;
}
