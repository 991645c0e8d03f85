// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/session_menu.h>

#include <cmath>

namespace rondo::host {
namespace {

juce::String stepText(const char* verb, const std::optional<std::string_view>& step) {
    return step && !step->empty()
               ? juce::String(verb) + " '" +
                     juce::String::fromUTF8(step->data(), static_cast<int>(step->size())) + "'"
               : juce::String(verb);
}

} // namespace

juce::PopupMenu SessionMenu::make() const {
    using Id = CommandId;
    juce::PopupMenu recent;
    for (const auto& path : settings.values().recent)
        recent.addItem(juce::String::fromUTF8(path.filename().string().c_str()) + "   " +
                           juce::String::fromUTF8(path.parent_path().string().c_str()),
                       [open = openRecent, path] { open(path); });
    juce::PopupMenu size;
    for (const auto id : {Id::larger, Id::smaller, Id::normalSize})
        commands.addTo(size, id);
    size.addSeparator();
    for (const int percent : {50, 75, 100, 125, 150, 200, 250, 300})
        size.addItem(juce::String(percent) + " %", true, std::lround(settings.values().scale * 100) == percent,
                     [set = setScale, percent] { set(percent / 100.0); });

    juce::PopupMenu menu;
    commands.addTo(menu, Id::newSession);
    commands.addTo(menu, Id::openSession);
    menu.addSubMenu("Recent sessions", recent, recent.getNumItems() > 0);
    commands.addTo(menu, Id::saveSession);
    commands.addTo(menu, Id::saveSessionAs);
    menu.addSeparator();
    commands.addTo(menu, Id::undo, stepText("Undo", workspace.history().undoName()));
    commands.addTo(menu, Id::redo, stepText("Redo", workspace.history().redoName()));
    menu.addSeparator();
    for (const auto id : {Id::openFiles, Id::addFiles, Id::liveInput})
        commands.addTo(menu, id);
    menu.addSeparator();
    for (const auto id : {Id::browser, Id::shade})
        commands.addTo(menu, id);
    menu.addSubMenu("Size", size);
    commands.addTo(menu, Id::fullScreen);
    commands.addTo(menu, Id::keysPage);
    menu.addSeparator();
    commands.addTo(menu, Id::quit);
    return menu;
}

} // namespace rondo::host
