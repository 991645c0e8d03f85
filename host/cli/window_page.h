// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <optional>
#include <rondo/base/result.h>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace rondo::host {

/// What `rondo window`, and `rondo` alone, were asked for.
struct WindowRequest {
    std::vector<std::filesystem::path> files; ///< sounds, or one session
    std::string device;                       ///< empty: the session's
    std::optional<double> percent;            ///< size of everything, 50 to 300; nothing: as it was
    std::optional<bool> light;                ///< the colours; nothing: as they were
};

/// The page of the command `window`.
class WindowPage {
public:
    /// Effects: adds the command. The page must outlive `app`'s parsing. [control]
    void describe(CLI::App& app, const std::string& exitCodes);
    /// Returns: the command, if it was given; else null. [control]
    CLI::App* parsed() const;
    /// Returns: what was asked for. Errors: invalidArgument with one sentence. [control]
    base::Result<WindowRequest> read() const;

private:
    CLI::App* page_ = nullptr;
    WindowRequest request_;
    std::string scale_, theme_;
};

} // namespace rondo::host
