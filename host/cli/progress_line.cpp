// SPDX-License-Identifier: GPL-3.0-only
#include "progress_line.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <rondo/base/clock.h>

namespace rondo::host {
namespace {

constexpr double terminalInterval = 0.1;
constexpr double plainInterval = 5.0;
constexpr std::size_t barWidth = 20; // leaves room in 80 columns

} // namespace

ProgressLine::ProgressLine(Console& console, bool quiet)
    : console_(console), quiet_(quiet), started_(base::monotonicSeconds()), next_(started_) {}

bool ProgressLine::due() {
    const double now = base::monotonicSeconds();
    if (quiet_ || now < next_)
        return false;
    next_ = now + (console_.isTerminal() ? terminalInterval : plainInterval);
    return true;
}

double ProgressLine::elapsed() const { return base::monotonicSeconds() - started_; }

std::string progressBar(double share) {
    const double shown = share > 0 ? std::min(share, 1.0) : 0.0; // also for what is no number
    const auto filled = static_cast<std::size_t>(shown * barWidth);
    std::array<char, 16> percent{};
    std::snprintf(percent.data(), percent.size(), "] %3.0f %%",
                  std::floor(100 * shown)); // full only when it is
    return "[" + std::string(filled, '#') + std::string(barWidth - filled, '.') + percent.data();
}

} // namespace rondo::host
