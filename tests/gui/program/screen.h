// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <sys/types.h>

namespace rondo::test {

/// An X server without a screen, for the programs that are started meanwhile.
class Screen {
public:
    /// Effects: starts it, and sets DISPLAY.
    Screen();
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;
    /// Effects: `end`, and DISPLAY is unset.
    ~Screen();

    /// Effects: ends it as a crash does, with every window on it.
    void end();
    /// Effects: waits, at most a minute, for a window with that title, a regular expression. Returns: whether
    /// it came.
    bool shows(const std::string& title) const;
    /// Returns: whether there is one now.
    bool has(const std::string& title) const;
    /// Effects: presses a key, as xdotool names it, in the window with that title. Returns: whether that went
    /// well, as far as one can know.
    bool press(const std::string& title, const std::string& key) const;

private:
    pid_t process_ = -1;
};

} // namespace rondo::test
