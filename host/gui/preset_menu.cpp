// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/preset_menu.h>

#include <host/gui/file_dialog.h>
#include <host/player/insert_title.h>
#include <host/session/preset_file.h>
#include <memory>

namespace rondo::host {
namespace {

juce::String text(const std::string& utf8) { return juce::String::fromUTF8(utf8.c_str()); }

} // namespace

juce::PopupMenu PresetMenu::make(InsertId insert) {
    juce::PopupMenu menu;
    const auto* const known = workspace_.document().find(insert);
    if (known == nullptr)
        return menu;
    const auto add = [&, alive = juce::Component::SafePointer<DialogLayer>(&layer_)](
                         juce::PopupMenu& to, const juce::String& name, bool enabled,
                         std::function<void()> act) {
        to.addItem(name, enabled, false, [alive, act = std::move(act)] {
            if (alive != nullptr)
                act();
        });
    };
    juce::PopupMenu programs;
    if (const auto* const plugin = workspace_.player().plugin(insert))
        for (std::size_t number = 0; const auto& name : plugin->programs())
            add(programs, text(name), true, [this, insert, program = number++] {
                workspace_.check(workspace_.edits().chooseProgram(insert, program));
            });
    if (programs.getNumItems() > 0) {
        menu.addSubMenu("Programs", programs);
        menu.addSeparator();
    }
    const auto files = workspace_.presets().list(known->content);
    if (workspace_.check(files))
        for (const auto& file : *files)
            add(menu, text(file.stem().string()), true,
                [this, insert, file] { workspace_.check(workspace_.edits().loadPreset(insert, file)); });
    menu.addSeparator();
    const bool kind = !std::holds_alternative<UnknownInsert>(known->content);
    add(menu, "Save preset...", kind, [this, insert] { save(insert); });
    add(menu, "Load preset...", kind, [this, insert] { load(insert); });
    return menu;
}

void PresetMenu::save(InsertId insert) {
    const auto* const known = workspace_.document().find(insert);
    if (known == nullptr)
        return;
    const auto folder = workspace_.presets().of(known->content);
    if (!workspace_.check(makePresetFolder(folder)))
        return;
    FileDialog::Options options{"Save a preset of " + text(InsertTitle::of(*known).name), folder,
                                juce::String("*") + PresetFolder::ending,
                                std::string("Preset") + PresetFolder::ending, PresetFolder::ending};
    show(std::make_unique<FileDialog>(std::move(options), [this, insert](const auto& files) {
        workspace_.check(workspace_.edits().savePreset(insert, files.front()));
    }));
}

void PresetMenu::load(InsertId insert) {
    const auto* const known = workspace_.document().find(insert);
    if (known == nullptr)
        return;
    FileDialog::Options options{"Load a preset of " + text(InsertTitle::of(*known).name),
                                workspace_.presets().of(known->content),
                                juce::String("*") + PresetFolder::ending};
    show(std::make_unique<FileDialog>(std::move(options), [this, insert](const auto& files) {
        workspace_.check(workspace_.edits().loadPreset(insert, files.front()));
    }));
}

void PresetMenu::show(std::unique_ptr<Dialog> dialog) {
    if (onDialog)
        onDialog();
    layer_.show(std::move(dialog));
}

} // namespace rondo::host
