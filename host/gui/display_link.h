// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <rondo/base/result.h>

namespace rondo::host {

/// The X display of this process: what happens when a request of a plugin's or JUCE's fails, which ends
/// nothing, and when the display goes away, which ends the program as `lost` says. One lives at a time.
/// [control]
class DisplayLink {
public:
    /// Effects: tries to reach the display. Errors: notFound with a sentence that says what to do. Progress:
    /// blocking. [control]
    static base::Result<void> check();

    /// Effects: from now on `lost` is called when the display is gone; Xlib ends the process when it returns,
    /// so it saves what there is to save. Requires: JUCE has opened the display, or will do so before its
    /// windows.
    explicit DisplayLink(std::function<void()> lost);
    ~DisplayLink();
    DisplayLink(const DisplayLink&) = delete;
    DisplayLink& operator=(const DisplayLink&) = delete;

private:
    std::function<void()> lost_;
};

} // namespace rondo::host
