// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <functional>
#include <host/gui/theme.h>
#include <host/hosting/plugin_file.h>
#include <juce_gui_basics/juce_gui_basics.h>
#include <rondo/base/result.h>
#include <string>
#include <vector>

namespace rondo::host {

/// What the window remembers from one run to the next, in a file of its own. A file that cannot be read is left
/// alone until somebody changes a setting; then it is kept beside the new one, with ".old" behind its name.
class WindowSettings {
public:
    static constexpr double smallestScale = 0.5;
    static constexpr double largestScale = 3;
    static constexpr std::size_t mostRecent = 10;

    struct Values {
        Theme::Shade shade = Theme::Shade::dark;
        double scale = 1;
        juce::Rectangle<int> bounds = {}; ///< of the window, in points; empty: the usual
        bool browser = true;
        double target = -23;                            ///< of the loudness, LUFS
        std::vector<std::filesystem::path> recent = {}; ///< sessions, the newest first
        std::filesystem::path folder = {};              ///< where files were chosen last
        bool operator==(const Values&) const = default;
    };

    /// Returns: where the file belongs ($XDG_CONFIG_HOME/rondo, ~/.config/rondo). [control]
    static std::filesystem::path usualFile(const hosting::Environment& environment);

    /// Effects: reads the file. What is out of range in it becomes the nearest that is in it. Progress:
    /// blocking. [control]
    explicit WindowSettings(std::filesystem::path file);
    /// Returns: why the file could not be read, in a sentence; empty: it could, or there is none. [control]
    const std::string& notice() const noexcept { return notice_; }
    const Values& values() const noexcept { return values_; }

    /// Effects: holds what somebody has set, and saves it where it differs. Errors: what stands in the way of
    /// the file; the values hold for this run. Progress: blocking. [control]
    base::Result<void> change(const std::function<void(Values&)>& edit);
    /// Effects: as `change`, but leaves a file alone that could not be read: for what nobody has asked for.
    /// [control]
    base::Result<void> learn(const std::function<void(Values&)>& edit);
    /// Effects: learns that this session is the newest of the recent ones. [control]
    base::Result<void> addRecent(const std::filesystem::path& session);

private:
    bool apply(const std::function<void(Values&)>& edit);
    base::Result<void> save();

    std::filesystem::path file_;
    Values values_;
    std::string notice_;
    bool unreadable_ = false;
};

} // namespace rondo::host
