// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "console.h"
#include <string>

namespace rondo::host {

/// The live line of work that takes its time: renewed ten times a second on a terminal, printed every five
/// seconds elsewhere, and never when nobody wants it.
class ProgressLine {
public:
    ProgressLine(Console& console, bool quiet);

    /// Returns: whether it is time to show it; the first time it is. [control]
    bool due();
    /// Effects: shows it. [control]
    void show(const std::string& text) { console_.live(text); }
    /// Returns: seconds since it was made. [control]
    double elapsed() const;

private:
    Console& console_;
    const bool quiet_;
    const double started_;
    double next_;
};

/// Returns: "[#####...............]  25 %"; a share outside of 0 to 1 counts as the nearest of them. [control]
std::string progressBar(double share);

} // namespace rondo::host
