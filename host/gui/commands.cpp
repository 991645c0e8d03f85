// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/commands.h>

namespace rondo::host {
namespace {

bool isTyping(const juce::Component* focused) {
    const auto* text = dynamic_cast<const juce::TextInputTarget*>(focused);
    return text != nullptr && text->isTextInputActive();
}

/// Whether a text field leaves that key alone.
bool writesNothing(const juce::KeyPress& key) {
    if (key.getKeyCode() >= juce::KeyPress::F1Key && key.getKeyCode() <= juce::KeyPress::F12Key)
        return true;
    const auto letter = juce::CharacterFunctions::toLowerCase(static_cast<juce::juce_wchar>(key.getKeyCode()));
    const bool edits = juce::String("zyxcva").containsChar(letter) || key.isKeyCode(juce::KeyPress::leftKey) ||
                       key.isKeyCode(juce::KeyPress::rightKey);
    return key.getModifiers().isCtrlDown() && !edits;
}

bool isPlainArrow(const juce::KeyPress& key) {
    return !key.getModifiers().isAnyModifierKeyDown() &&
           (key.isKeyCode(juce::KeyPress::leftKey) || key.isKeyCode(juce::KeyPress::rightKey));
}

} // namespace

Commands::Commands() {
    dispatcher_.setFirstCommandTarget(this);
    dispatcher_.registerAllCommandsForTarget(this);
}

Commands::~Commands() { dispatcher_.setFirstCommandTarget(nullptr); }

void Commands::bind(CommandId id, Action action) { actions_[id] = std::move(action); }

bool Commands::isPossible(CommandId id) const {
    const auto found = actions_.find(id);
    return found != actions_.end() && found->second.perform &&
           (!found->second.possible || found->second.possible());
}

bool Commands::isOn(CommandId id) const {
    const auto found = actions_.find(id);
    return found != actions_.end() && found->second.on && found->second.on();
}

bool Commands::run(CommandId id) {
    return isPossible(id) && dispatcher_.invokeDirectly(static_cast<juce::CommandID>(id), false);
}

void Commands::addTo(juce::PopupMenu& menu, CommandId id, const juce::String& text) {
    const auto& entry = CommandEntry::of(id);
    juce::PopupMenu::Item item(text.isEmpty() ? entry.name : text);
    item.itemID = static_cast<int>(id);
    item.shortcutKeyDescription = entry.keyText();
    item.isEnabled = isPossible(id);
    item.isTicked = isOn(id);
    item.action = [this, id] { run(id); };
    menu.addItem(std::move(item));
}

bool Commands::belongsToOthers(const juce::KeyPress& key) const {
    const auto* focused = juce::Component::getCurrentlyFocusedComponent();
    if (suspended && suspended())
        return true;
    if (isTyping(focused) && !writesNothing(key))
        return true;
    return isPlainArrow(key) && !(arrowsAreFree && arrowsAreFree(focused));
}

bool Commands::keyPressed(const juce::KeyPress& key, juce::Component*) {
    const auto id = static_cast<CommandId>(dispatcher_.getKeyMappings()->findCommandForKeyPress(key));
    // What is not possible is not passed on: JUCE would print a bell.
    return id != CommandId::none && !belongsToOthers(key) && run(id);
}

void Commands::getAllCommands(juce::Array<juce::CommandID>& ids) {
    for (const auto& entry : CommandEntry::all())
        ids.add(static_cast<juce::CommandID>(entry.id));
}

void Commands::getCommandInfo(juce::CommandID id, juce::ApplicationCommandInfo& shown) {
    const auto& entry = CommandEntry::of(static_cast<CommandId>(id));
    shown.setInfo(entry.name, entry.name, entry.group, 0);
    for (const auto& key : entry.keys)
        shown.defaultKeypresses.add(key);
    shown.setActive(isPossible(entry.id));
    shown.setTicked(isOn(entry.id));
}

bool Commands::perform(const InvocationInfo& invocation) {
    // A copy: an action may bind others.
    const auto action = actions_.at(static_cast<CommandId>(invocation.commandID));
    action.perform();
    return true;
}

} // namespace rondo::host
