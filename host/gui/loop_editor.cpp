// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/loop_editor.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace rondo::host {
namespace {

constexpr double reach = 6; ///< points beside an edge that still mean it

base::Seconds within(double value, base::Seconds length) { return {std::clamp(value, 0.0, length.value)}; }

} // namespace

LoopEditor::Part LoopEditor::partAt(const WaveformAxis& axis, double place) const noexcept {
    if (!exists())
        return Part::none;
    const double start = axis.place(loop().start);
    const double end = axis.place(loop().end);
    if (std::abs(place - start) <= reach || std::abs(place - end) <= reach)
        return std::abs(place - start) < std::abs(place - end) ? Part::start : Part::end;
    return place > start && place < end ? Part::body : Part::none;
}

void LoopEditor::press(Part part, base::Seconds at) {
    letGo();
    gesture_ = workspace_.edits().newGesture();
    pressed_ = true;
    part_ = part;
    at_ = at;
    before_ = loop();
}

void LoopEditor::drag(base::Seconds at, base::Seconds length) {
    if (!pressed_)
        return;
    const double moved = at.value - at_.value;
    const double start = before_.start.value;
    const double end = before_.end.value;
    switch (part_) {
    case Part::none:
        return set(within(at_.value, length), within(at.value, length), true);
    case Part::start:
        return set(within(start + moved, length), before_.end, before_.looping);
    case Part::end:
        return set(before_.start, within(end + moved, length), before_.looping);
    case Part::body: {
        const double fitting = std::clamp(moved, -start, std::max(length.value - end, -start));
        return set({start + fitting}, {end + fitting}, before_.looping);
    }
    }
}

void LoopEditor::step(Part part, base::Seconds by, base::Seconds from, base::Seconds length) {
    if (!std::exchange(stepping_, true))
        gesture_ = workspace_.edits().newGesture();
    const auto now = loop();
    if (!exists()) {
        edge_ = by.value < 0 ? Part::start : Part::end;
        return set(within(from.value, length), within(from.value + by.value, length), true);
    }
    if ((part == Part::none ? edge_ : part) == Part::start)
        set(std::min(within(now.start.value + by.value, length), now.end), now.end, now.looping);
    else
        set(now.start, std::max(within(now.end.value + by.value, length), now.start), now.looping);
}

void LoopEditor::toggle() {
    if (exists())
        workspace_.check(workspace_.edits().setLoop(loop().start, loop().end, !loop().looping));
}

void LoopEditor::remove() {
    if (exists())
        workspace_.check(workspace_.edits().setLoop({}, {}, false));
}

void LoopEditor::set(base::Seconds start, base::Seconds end, bool looping) {
    if (!workspace_.check(workspace_.edits().setLoop(start, end, looping, gesture_)))
        pressed_ = false; // it would be told again with every movement
}

} // namespace rondo::host
