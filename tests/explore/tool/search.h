// SPDX-License-Identifier: MIT
#pragma once

#include <explore/tool/choices.h>
#include <explore/tool/execution.h>
#include <functional>
#include <string>

namespace explore {

/// One case's world and time.
struct Options {
    Bounds most{
        .preemptions = 6, .staleReads = 4, .surprises = 2}; ///< the search widens step by step up to this
    World world{};
    double share = 1.0; ///< of the time that a case has by default
};

/// What a search found.
struct Found {
    bool holds = true;
    std::string failure; ///< what went wrong
    /// One line on what was covered; "2p1s0u" is every execution with at most 2 preemptions, 1 stale read and
    /// no surprise.
    std::string report;
    std::string details; ///< after a failure: each step, and how to see it again
};

/// Explores `body` at random and then exhaustively within growing bounds, until it fails, the bounds are
/// exhausted or the time (RONDO_EXPLORE_SECONDS, 0.4 by default, of processor time) is over. RONDO_SEED repeats
/// one random execution, RONDO_CHOICES one execution of either kind.
Found search(const std::string& name, const Options& options, const std::function<void()>& body);

} // namespace explore
