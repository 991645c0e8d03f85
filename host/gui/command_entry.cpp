// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/command_entry.h>

#include <algorithm>

namespace rondo::host {
namespace {

using juce::KeyPress;
using juce::ModifierKeys;

KeyPress key(int code) { return KeyPress(code); }
KeyPress shift(int code) { return {code, ModifierKeys::shiftModifier, 0}; }
KeyPress ctrl(int code) { return {code, ModifierKeys::ctrlModifier, 0}; }
KeyPress ctrlShift(int code) { return {code, ModifierKeys::ctrlModifier | ModifierKeys::shiftModifier, 0}; }

juce::String nameOf(int code) {
    if (code == KeyPress::spaceKey)
        return "Space";
    if (code == KeyPress::homeKey)
        return "Home";
    if (code == KeyPress::leftKey)
        return "Left";
    if (code == KeyPress::rightKey)
        return "Right";
    for (int number = 1; number <= 12; ++number)
        if (code == KeyPress::F1Key + number - 1)
            return "F" + juce::String(number);
    return juce::String::charToString(static_cast<juce::juce_wchar>(code)).toUpperCase();
}

juce::String textOf(const KeyPress& press) {
    juce::String text;
    if (press.getModifiers().isCtrlDown())
        text << "Ctrl+";
    if (press.getModifiers().isShiftDown())
        text << "Shift+";
    return text + nameOf(press.getKeyCode());
}

/// Keys that mean the same as one beside them, for other keyboards.
bool isShown(const KeyPress& press) {
    const auto code = press.getKeyCode();
    const bool keypad =
        code == KeyPress::numberPadAdd || code == KeyPress::numberPadSubtract || code == KeyPress::numberPad0;
    return !keypad && code != '=' && !(code == '+' && press.getModifiers().isShiftDown());
}

std::vector<CommandEntry> makeList() {
    using Id = CommandId;
    const juce::String transport = "Transport", session = "Session", window = "Window";
    return {
        {Id::playOrStop, transport, "Play or stop", {key(KeyPress::spaceKey)}},
        {Id::toBeginning, transport, "To the beginning", {key(KeyPress::homeKey)}},
        {Id::back, transport, "Back 5 seconds", {key(KeyPress::leftKey), ctrl(KeyPress::leftKey)}},
        {Id::forward, transport, "Forward 5 seconds", {key(KeyPress::rightKey), ctrl(KeyPress::rightKey)}},
        {Id::loop, transport, "Loop", {key('l')}},
        {Id::loopStart, transport, "Loop starts here", {key('[')}},
        {Id::loopEnd, transport, "Loop ends here", {key(']')}},
        {Id::capture, transport, "Capture what is heard", {key('r')}},
        {Id::openFiles, transport, "Open sound files", {key('o')}},
        {Id::addFiles, transport, "Add sound files", {shift('o')}},
        {Id::liveInput, transport, "Live input", {key('i')}},
        {Id::newSession, session, "New session", {ctrl('n')}},
        {Id::openSession, session, "Open a session", {ctrl('o')}},
        {Id::saveSession, session, "Save", {ctrl('s')}},
        {Id::saveSessionAs, session, "Save as", {ctrlShift('s')}},
        {Id::undo, session, "Undo", {ctrl('z')}},
        {Id::redo, session, "Redo", {ctrlShift('z'), ctrl('y')}},
        {Id::playPage, window, "Play page", {key(KeyPress::F2Key)}},
        {Id::metersPage, window, "Meters page", {key(KeyPress::F3Key)}},
        {Id::devicePage, window, "Device page", {key(KeyPress::F4Key)}},
        {Id::keysPage, window, "Keys page", {key(KeyPress::F1Key)}},
        {Id::browser, window, "Browser of plugins", {key('b')}},
        {Id::searchPlugins, window, "Search plugins", {ctrl('f')}},
        {Id::closePluginWindows, window, "Close plugin windows", {ctrl('w')}},
        {Id::shade, window, "Light colours", {ctrl('d')}},
        {Id::larger,
         window,
         "Larger",
         {ctrl('+'), ctrl('='), ctrlShift('+'), ctrlShift('='), ctrl(KeyPress::numberPadAdd)}},
        {Id::smaller, window, "Smaller", {ctrl('-'), ctrl(KeyPress::numberPadSubtract)}},
        {Id::normalSize, window, "Normal size", {ctrl('0'), ctrl(KeyPress::numberPad0)}},
        {Id::fullScreen, window, "Full screen", {key(KeyPress::F11Key)}},
        {Id::quit, window, "Quit", {ctrl('q')}},
    };
}

} // namespace

juce::String CommandEntry::keysText() const {
    juce::StringArray texts;
    for (const auto& press : keys)
        if (isShown(press))
            texts.add(textOf(press));
    return texts.joinIntoString(" or ");
}

juce::String CommandEntry::keyText() const { return keys.empty() ? juce::String() : textOf(keys.front()); }

juce::String CommandEntry::tip() const { return keys.empty() ? name : name + " (" + keyText() + ")"; }

const std::vector<CommandEntry>& CommandEntry::all() {
    static const auto list = makeList();
    return list;
}

const CommandEntry& CommandEntry::of(CommandId id) {
    static const CommandEntry nothing;
    const auto found = std::ranges::find(all(), id, &CommandEntry::id);
    return found == all().end() ? nothing : *found;
}

} // namespace rondo::host
