// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/loop_handle.h>

#include <host/gui/theme.h>
#include <host/gui/time_value.h>

namespace rondo::host {

LoopHandle::LoopHandle(LoopEditor& editor, const WaveformAxis& axis, LoopEditor::Part part)
    : editor_(editor), axis_(axis), part_(part) {
    setTitle(part == LoopEditor::Part::start ? "Start of the loop" : "End of the loop");
    setTooltip(getTitle() + ": drag, or move it with the arrows (Shift: farther); Delete removes the loop");
    setWantsKeyboardFocus(true);
    setMouseCursor(juce::MouseCursor::LeftRightResizeCursor);
}

base::Seconds LoopHandle::time() const {
    return part_ == LoopEditor::Part::start ? editor_.loop().start : editor_.loop().end;
}

void LoopHandle::place(int y, int height) {
    const double x = axis_.place(time());
    setVisible(editor_.exists() && axis_.shows(time()));
    setBounds(juce::roundToInt(x) - width / 2, y, width, height);
}

base::Seconds LoopHandle::at(const juce::MouseEvent& event) const {
    return axis_.time(static_cast<double>(event.getEventRelativeTo(getParentComponent()).position.x));
}

void LoopHandle::mouseDown(const juce::MouseEvent& event) {
    if (event.mods.isLeftButtonDown())
        editor_.press(part_, at(event));
}
void LoopHandle::mouseDrag(const juce::MouseEvent& event) { editor_.drag(at(event), axis_.length()); }
void LoopHandle::mouseUp(const juce::MouseEvent&) { editor_.release(); }
void LoopHandle::mouseDoubleClick(const juce::MouseEvent&) { editor_.toggle(); }

bool LoopHandle::keyPressed(const juce::KeyPress& key) {
    const auto mods = key.getModifiers();
    if (mods.isCtrlDown() || mods.isAltDown())
        return false;
    const double step = axis_.span().value / (mods.isShiftDown() ? 20 : 200);
    if (key.isKeyCode(juce::KeyPress::leftKey) || key.isKeyCode(juce::KeyPress::rightKey))
        editor_.step(part_, {key.isKeyCode(juce::KeyPress::leftKey) ? -step : step}, time(), axis_.length());
    else if (key.isKeyCode(juce::KeyPress::deleteKey) || key.isKeyCode(juce::KeyPress::backspaceKey))
        editor_.remove();
    else
        return false;
    return true;
}

bool LoopHandle::keyStateChanged(bool isKeyDown) {
    if (!isKeyDown)
        editor_.letGo();
    return false;
}

void LoopHandle::focusLost(FocusChangeType) {
    editor_.letGo();
    repaint();
}

void LoopHandle::paint(juce::Graphics& graphics) {
    const auto area = getLocalBounds().toFloat();
    const float middle = area.getCentreX();
    const float outer = part_ == LoopEditor::Part::start ? area.getRight() : area.getX();
    juce::Path flag;
    flag.startNewSubPath(middle, area.getY() + 2);
    flag.lineTo(outer, area.getY() + 2);
    flag.lineTo(middle, area.getBottom() - 2);
    flag.closeSubPath();
    auto colour = findColour(editor_.loop().looping ? Theme::accent : Theme::dim);
    if (isMouseOverOrDragging())
        colour = colour.brighter(0.3F);
    graphics.setColour(colour);
    graphics.fillPath(flag);
    graphics.fillRect(middle - 1, area.getY(), 2.0F, area.getHeight());
    if (hasKeyboardFocus(false))
        Theme::drawFocus(graphics, *this);
}

std::unique_ptr<juce::AccessibilityHandler> LoopHandle::createAccessibilityHandler() {
    return TimeValue::handler(*this, {[this] { return time(); }, [this] { return axis_.length(); },
                                      [this](base::Seconds to) {
                                          editor_.letGo();
                                          editor_.step(part_, {to.value - time().value}, to, axis_.length());
                                          editor_.letGo();
                                      }});
}

} // namespace rondo::host
