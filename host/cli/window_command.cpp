// SPDX-License-Identifier: GPL-3.0-only
#include "window_command.h"

#include "scan_command.h"
#include <chrono>
#include <host/gui/window_program.h>

namespace rondo::host {

base::Result<Outcome> openWindow(const WindowRequest& request, Console& console, StopSignal& stop) {
    WindowOptions options;
    for (const auto& file : request.files)
        options.files.push_back(std::filesystem::absolute(file));
    options.device = request.device;
    options.workerCommand = ownWorker(std::chrono::seconds(20)).command;
    if (request.percent)
        options.scale = *request.percent / 100;
    options.light = request.light;
    options.stopRequested = [&] { return stop.requested(); };
    options.complain = [&](const std::string& sentence) { console.complain(sentence); };
    return runWindow(options).map([] { return Outcome::done; });
}

} // namespace rondo::host
