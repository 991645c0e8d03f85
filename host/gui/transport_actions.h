// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <host/player/workspace.h>
#include <rondo/base/units.h>

namespace rondo::host {

/// What the keys and buttons of the transport do to a workspace; what goes wrong is told there. [control]
class TransportActions {
public:
    /// Requires: `workspace` outlives it. `captureFolder`: for captures of sessions without a file.
    TransportActions(Workspace& workspace, std::filesystem::path captureFolder)
        : workspace_(workspace), captureFolder_(std::move(captureFolder)) {}

    void playOrStop();
    void toBeginning();
    /// Effects: goes on by that time, or back, no further than the ends.
    void skip(base::Seconds by);
    /// Effects: loops, or no more; where no loop is marked, all of it.
    void toggleLoop();
    void startLoopHere();
    void endLoopHere();
    /// Effects: begins to write what is heard beside the session, under a name with the time; or ends that.
    void toggleCapture();
    /// Effects: plays the live input in place of files, or the files again.
    void toggleInput();

    bool hasPlaces(); ///< whether one can go somewhere in the source
    bool hasSource();

private:
    Workspace& workspace_;
    std::filesystem::path captureFolder_;
};

} // namespace rondo::host
