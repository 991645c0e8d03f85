// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <chrono>

namespace rondo::host {

/// Turns SIGINT, SIGTERM and SIGHUP into something that the main thread reads between two steps; no code of
/// ours runs in a signal handler. SIGPIPE and SIGXFSZ are ignored, so that a closed pipe or a file that may not
/// grow become errors of the call. To be made before any other thread, which then inherits the mask.
class StopSignal {
public:
    StopSignal();
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;
    ~StopSignal();

    /// Effects: waits. Returns: whether a stop has been asked for, then at once. Progress: blocking. [control]
    bool wait(std::chrono::milliseconds time);
    /// Returns: whether a stop has been asked for. Progress: blocking, briefly. [control]
    bool requested() { return wait(std::chrono::milliseconds{0}); }

private:
    int descriptor_ = -1;
    bool requested_ = false;
};

} // namespace rondo::host
