// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/gui/waveform_axis.h>
#include <host/player/workspace.h>

namespace rondo::host {

/// How people make and change the loop: what they press, drag and step becomes edits of the session, a drag or
/// a held key one step. [control]
class LoopEditor {
public:
    enum class Part { none, start, end, body };

    explicit LoopEditor(Workspace& workspace) noexcept : workspace_(workspace) {}

    const LoopSettings& loop() const noexcept { return *workspace_.document().loop; }
    /// Returns: whether there is one, looping or not.
    bool exists() const noexcept { return loop().end > loop().start; }
    /// Returns: what of the loop is at a place of the axis.
    Part partAt(const WaveformAxis& axis, double place) const noexcept;

    /// Effects: takes a part of the loop in hand; `none` begins another loop there.
    void press(Part part, base::Seconds at);
    /// Effects: what is in hand goes there, within `length`.
    void drag(base::Seconds at, base::Seconds length);
    void release() noexcept { pressed_ = false; }
    bool dragging() const noexcept { return pressed_; }

    /// Effects: moves an edge by so much. `none`: the edge that was made last, or another loop at `from` where
    /// there is none.
    void step(Part part, base::Seconds by, base::Seconds from, base::Seconds length);
    /// Effects: the next step is a gesture of its own.
    void letGo() noexcept { stepping_ = false; }
    /// Effects: switches looping, where there is a loop.
    void toggle();
    void remove();

private:
    void set(base::Seconds start, base::Seconds end, bool looping);

    Workspace& workspace_;
    GestureId gesture_;
    bool pressed_ = false;
    bool stepping_ = false;
    Part part_ = Part::none;
    Part edge_ = Part::end;    ///< made last by steps
    base::Seconds at_ = {};    ///< where it was pressed
    LoopSettings before_ = {}; ///< at that moment
};

} // namespace rondo::host
