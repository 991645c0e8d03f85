// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace rondo::host {

/// What the window begins with.
struct WindowOptions {
    std::vector<std::filesystem::path> files; ///< sound files, or one session
    std::string device = {};                  ///< in place of what sessions wish for; empty: their wish
    std::vector<std::string> workerCommand;   ///< as hosting::WorkerOptions::command
    std::optional<double> scale = {};         ///< 0.5 to 3, in place of the one that is remembered
    std::optional<bool> light = {};           ///< the colours, likewise
    std::function<bool()> stopRequested = {}; ///< asked some 30 times a second whether the program is to end
    std::function<void(const std::string&)> complain =
        {}; ///< prints a sentence when there is no window any more
};

} // namespace rondo::host
