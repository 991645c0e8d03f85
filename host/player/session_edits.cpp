// SPDX-License-Identifier: GPL-3.0-only
#include <host/player/session_edits.h>

#include <algorithm>
#include <host/player/insert_title.h>
#include <host/player/own_nodes.h>
#include <host/player/preset_loading.h>
#include <host/player/session_player.h>
#include <host/session/detail/sentence.h>
#include <host/session/preset_file.h>
#include <rondo/base/error.h>

namespace rondo::host {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

std::vector<SoundFile> soundFiles(const std::vector<std::filesystem::path>& files) {
    std::vector<SoundFile> sounds;
    for (const auto& file : files)
        sounds.push_back({std::filesystem::absolute(file).lexically_normal()});
    return sounds;
}

std::string countedFiles(std::size_t count) { return count == 1 ? "file" : std::to_string(count) + " files"; }

base::Error unknownInsert(InsertId insert) {
    return {ErrorCode::notFound, "The session has no insert " + std::to_string(insert.value) +
                                     "; it was removed, or is another session's."};
}

/// Values by name: what is set takes the place of what was there.
void setValue(std::vector<std::pair<std::string, double>>& values, const std::string& name, double value) {
    const auto at = std::ranges::find(values, name, &std::pair<std::string, double>::first);
    if (at == values.end())
        values.emplace_back(name, value);
    else
        at->second = value;
}

/// A step with a name that others have given; the journal takes only what can be read.
std::string stepOf(const std::string& verb, const std::string& name, const std::string& otherwise) {
    return verb + (detail::isUtf8(name) && !detail::hasControlCharacter(name) ? name : otherwise);
}

std::string nameOf(const Insert& insert) { return InsertTitle::of(insert).name; }

/// All that a plugin without a state can be known by.
std::vector<std::pair<std::string, double>>
valuesOf(const hosting::HostedPlugin& plugin, const std::vector<std::pair<std::string, double>>& covering) {
    std::vector<std::pair<std::string, double>> values;
    for (const auto& parameter : plugin.parameters())
        values.emplace_back(parameter.id, double{plugin.value(values.size())});
    for (const auto& [name, value] : covering)
        setValue(values, name, value);
    return values;
}

Result<std::string> textOf(const Result<std::vector<std::byte>>& state) {
    return state.map([](const auto& bytes) {
        return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    });
}

const HostedPlugin& pluginOf(const History& history, InsertId insert) {
    return std::get<HostedPlugin>(history.document().find(insert)->content);
}

auto iteratorAt(std::vector<Shared<Insert>>& inserts, std::size_t place) {
    return inserts.begin() + static_cast<std::ptrdiff_t>(std::min(place, inserts.size()));
}

} // namespace

Result<void> SessionEdits::openFiles(const std::vector<std::filesystem::path>& files) {
    return history_.edit("Open " + countedFiles(files.size()), [&](SessionDocument& session) {
        session.source.change([&](SessionSource& source) {
            source.kind = SourceKind::files;
            source.files = soundFiles(files);
        });
        session.loop.change([](LoopSettings& loop) { loop.start = loop.end = {}, loop.looping = false; });
    });
}

Result<void> SessionEdits::addFiles(const std::vector<std::filesystem::path>& files) {
    return history_.edit("Add " + countedFiles(files.size()), [&](SessionDocument& session) {
        session.source.change([&](SessionSource& source) {
            source.kind = SourceKind::files;
            std::ranges::move(soundFiles(files), std::back_inserter(source.files));
        });
    });
}

Result<void> SessionEdits::useInput(LiveInput input) {
    return history_.edit("Play the live input", [&](SessionDocument& session) {
        session.source.change([&](SessionSource& source) {
            source.kind = SourceKind::input;
            source.input.first = input.first;
            source.input.channels = input.channels;
        });
    });
}

Result<void> SessionEdits::setLoop(base::Seconds start, base::Seconds end, bool looping, GestureId gesture) {
    return history_.edit(
        "Change the loop",
        [&](SessionDocument& session) {
            session.loop.change([&](LoopSettings& loop) {
                loop.start = std::min(start, end);
                loop.end = std::max(start, end);
                loop.looping = looping;
            });
        },
        gesture);
}

Result<InsertId> SessionEdits::addPlugin(const hosting::LocatedPlugin& plugin, std::size_t place) {
    const auto id = history_.newInsertId();
    const auto content = contentOf(plugin);
    return history_
        .edit("Add " + content.name,
              [&](SessionDocument& session) {
                  session.inserts.emplace(iteratorAt(session.inserts, place), Insert{id, content});
              })
        .map([&] { return id; });
}

Result<InsertId> SessionEdits::addOwnNode(const std::string& type, std::size_t place) {
    const auto* known = findOwnNode(type);
    if (known == nullptr)
        return fail(ErrorCode::notFound, "Rondo has no node '" + type + "' for a chain of inserts.");
    const auto id = history_.newInsertId();
    return history_
        .edit("Add " + known->name,
              [&](SessionDocument& session) {
                  session.inserts.emplace(iteratorAt(session.inserts, place), Insert{id, OwnNode{type}});
              })
        .map([&] { return id; });
}

Result<void> SessionEdits::remove(InsertId insert) {
    const auto* known = history_.document().find(insert);
    if (known == nullptr)
        return tl::unexpected(unknownInsert(insert));
    static_cast<void>(player_.keepState(insert)); // a plugin that refuses is removed all the same
    known = history_.document().find(insert);
    return history_.edit("Remove " + nameOf(*known), [&](SessionDocument& session) {
        std::erase_if(session.inserts, [&](const auto& each) { return each->id == insert; });
    });
}

Result<void> SessionEdits::move(InsertId insert, std::size_t place) {
    const auto* known = history_.document().find(insert);
    if (known == nullptr)
        return tl::unexpected(unknownInsert(insert));
    return history_.edit("Move " + nameOf(*known), [&](SessionDocument& session) {
        const auto at =
            std::ranges::find_if(session.inserts, [&](const auto& each) { return each->id == insert; });
        const auto moved = *at;
        session.inserts.erase(at);
        session.inserts.insert(iteratorAt(session.inserts, place), moved);
    });
}

Result<void> SessionEdits::bypass(InsertId insert, bool bypassed) {
    const auto* known = history_.document().find(insert);
    if (known == nullptr)
        return tl::unexpected(unknownInsert(insert));
    return history_.edit((bypassed ? "Bypass " : "Play through ") + nameOf(*known),
                         [&](SessionDocument& session) {
                             session.change(insert, [&](Insert& each) { each.bypass = bypassed; });
                         });
}

Result<void> SessionEdits::setParameter(InsertId insert, const std::string& parameter, double value,
                                        GestureId gesture) {
    const auto* known = history_.document().find(insert);
    if (known == nullptr)
        return tl::unexpected(unknownInsert(insert));
    return history_.edit(
        "Change " + nameOf(*known),
        [&](SessionDocument& session) {
            session.change(insert, [&](Insert& each) {
                if (auto* plugin = std::get_if<HostedPlugin>(&each.content))
                    setValue(plugin->parameters, parameter, value);
                else if (auto* node = std::get_if<OwnNode>(&each.content))
                    setValue(node->parameters, parameter, value);
            });
        },
        gesture);
}

Result<void> SessionEdits::chooseProgram(InsertId insert, std::size_t program) {
    const auto* known = history_.document().find(insert);
    if (known == nullptr)
        return tl::unexpected(unknownInsert(insert));
    auto* const plugin = player_.plugin(insert);
    const auto programs = plugin != nullptr ? plugin->programs() : std::vector<std::string>();
    if (program >= programs.size())
        return fail(ErrorCode::notFound,
                    "'" + nameOf(*known) + "' has " + std::to_string(programs.size()) +
                        " programs, and number " + std::to_string(program + 1) + " was chosen; " +
                        (plugin != nullptr ? "choose another one." : "its plugin is not loaded now."));
    return takeOver(insert, stepOf("Choose ", programs[program], "a program"), *plugin, {},
                    [&] { return plugin->setProgram(program); });
}

Result<void> SessionEdits::takeOver(InsertId insert, const std::string& step, hosting::HostedPlugin& plugin,
                                    const Values& values, const std::function<Result<void>()>& act) {
    if (auto kept = player_.keepState(insert); !kept) // what an undo goes back to
        return kept;
    const auto before = pluginOf(history_, insert).state;
    auto done = act();
    if (done) {
        auto state = textOf(plugin.state());
        done = !state ? tl::unexpected(state.error()) : history_.edit(step, [&](SessionDocument& session) {
            session.change(insert, [&](Insert& each) {
                auto& content = std::get<HostedPlugin>(each.content);
                content.parameters = state->empty() ? valuesOf(plugin, values) : values;
                content.state = Shared(*std::move(state));
            });
        });
    }
    if (!done)
        static_cast<void>(plugin.setState(std::as_bytes(std::span(*before))));
    return done;
}

Result<void> SessionEdits::loadPreset(InsertId insert, const std::filesystem::path& file) {
    const auto* known = history_.document().find(insert);
    if (known == nullptr)
        return tl::unexpected(unknownInsert(insert));
    const auto preset = loadPresetOf(known->content, file);
    if (!preset)
        return tl::unexpected(preset.error());
    const auto step = stepOf("Load ", file.stem().string(), "a preset");
    if (const auto* plugin = std::get_if<HostedPlugin>(&*preset))
        return loadPreset(insert, step, *plugin, file);
    const auto& node = std::get<OwnNode>(*preset);
    if (const auto made = makeOwnNode(node); !made)
        return fail(made.error().code, detail::quoted(file) + ": " + made.error().text);
    return history_.edit(step, [&](SessionDocument& session) {
        session.change(insert, [&](Insert& each) {
            auto& content = std::get<OwnNode>(each.content);
            content.options = node.options;
            content.parameters = node.parameters;
        });
    });
}

Result<void> SessionEdits::loadPreset(InsertId insert, const std::string& step, const HostedPlugin& preset,
                                      const std::filesystem::path& file) {
    auto* const plugin = player_.plugin(insert);
    if (plugin == nullptr) // nobody could try the state
        return fail(ErrorCode::refused, detail::quoted(file) + ": the plugin '" + preset.name +
                                            "' has to be loaded to take a preset, and it is not now; open a "
                                            "device, or see in the chain what is missing.");
    if (!preset.state->empty())
        if (const auto tried = player_.tryState(preset); !tried)
            return fail(tried.error().code, detail::quoted(file) + ": " + tried.error().text);
    return takeOver(insert, step, *plugin, preset.parameters, [&] { return takeState(*plugin, preset, file); });
}

Result<void> SessionEdits::savePreset(InsertId insert, const std::filesystem::path& file) {
    if (auto kept = player_.keepState(insert); !kept)
        return kept;
    const auto* known = history_.document().find(insert);
    if (known == nullptr)
        return tl::unexpected(unknownInsert(insert));
    if (std::holds_alternative<UnknownInsert>(known->content))
        return fail(ErrorCode::unsupported,
                    "This insert is of a kind that this release does not know, so it has no presets.");
    return host::savePreset(known->content, file);
}

Result<void> SessionEdits::setStrip(const StripSettings& strip, GestureId gesture) {
    return history_.edit(
        "Change the strip",
        [&](SessionDocument& session) { session.strip.change([&](auto& now) { now = strip; }); }, gesture);
}

Result<void> SessionEdits::setMaster(const MasterSettings& master, GestureId gesture) {
    return history_.edit(
        "Change the master",
        [&](SessionDocument& session) { session.master.change([&](auto& now) { now = master; }); }, gesture);
}

Result<void> SessionEdits::setDevices(const DeviceWishes& devices) {
    return history_.edit("Change the device", [&](SessionDocument& session) {
        session.devices.change([&](auto& now) { now = devices; });
    });
}

Result<void> SessionEdits::rename(const std::string& name) {
    return history_.edit("Rename the session", [&](SessionDocument& session) { session.name = name; });
}

void SessionEdits::place(InsertId insert, const WindowPlace& window) {
    static_cast<void>(history_.show([&](SessionView& view) { view.windows[insert] = window; }));
}

} // namespace rondo::host
