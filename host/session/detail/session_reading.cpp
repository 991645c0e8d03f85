// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/detail/session_reading.h>

#include <host/session/detail/base64.h>
#include <host/session/detail/sentence.h>
#include <host/session/session_limits.h>
#include <unordered_map>

namespace rondo::host::detail {
namespace {

constexpr std::int64_t allIds = static_cast<std::int64_t>(SessionLimits::id);
// Wide enough for a sentence of `check` about the real range, and narrow enough for the types.
constexpr std::int64_t anyInt = 2000000000;

std::vector<std::pair<std::string, double>> readParameters(const ObjectReading& object) {
    std::vector<std::pair<std::string, double>> parameters;
    for (const auto& field : object.all())
        parameters.emplace_back(field.name, object.toNumber(field.value, object.place(field.name)));
    return parameters;
}

WindowPlace readWindow(const ObjectReading& object) {
    const auto whole = [&](std::string_view name) {
        return static_cast<std::int32_t>(object.whole(name, 0, -anyInt, anyInt));
    };
    return {whole("x"),
            whole("y"),
            whole("width"),
            whole("height"),
            object.toggle("open", false),
            object.rest(fields::window)};
}

StripSettings readStrip(const ObjectReading& object) {
    return {{object.number("gain", 0)},         {object.number("pan", 0)},
            {object.number("width", 100)},      object.toggle("mute", false),
            object.toggle("invertLeft", false), object.toggle("invertRight", false),
            object.rest(fields::strip)};
}

MasterSettings readMaster(const ObjectReading& object) {
    return {{object.number("gain", 0)},
            object.toggle("mute", false),
            object.toggle("mono", false),
            object.rest(fields::master)};
}

DeviceWishes readDevices(const ObjectReading& object) {
    DeviceWishes devices{object.text("hostApi"), object.text("output"), object.text("input"), {}, {}, {}};
    if (object.find("rate") != nullptr)
        devices.rate = object.number("rate", 0);
    if (object.find("blockFrames") != nullptr)
        devices.block = base::Frames{object.whole("blockFrames", 0, -anyInt, anyInt)};
    devices.unknown = object.rest(fields::devices);
    return devices;
}

} // namespace

SessionDocument SessionReading::document(const Json& json, const std::string& pointer) {
    const ObjectReading object(json, source_, pointer);
    SessionDocument document;
    readParts(object, document);
    readInserts(object, nullptr, document);
    document.unknown = Shared(object.rest(fields::session));
    return document;
}

void SessionReading::apply(const Json& json, const std::string& pointer,
                           const std::unordered_set<InsertId>& statesKept, SessionDocument& document) {
    const ObjectReading object(json, source_, pointer);
    readParts(object, document);
    readInserts(object, &statesKept, document);
}

void SessionReading::readParts(const ObjectReading& object, SessionDocument& document) {
    document.name = object.text("name", document.name);
    if (object.find("source") != nullptr)
        document.source = Shared(readSource(object.object("source")));
    if (object.find("transport") != nullptr)
        readTransport(object.object("transport"), document);
    if (object.find("strip") != nullptr)
        document.strip = Shared(readStrip(object.object("strip")));
    if (object.find("master") != nullptr)
        document.master = Shared(readMaster(object.object("master")));
    if (object.find("devices") != nullptr)
        document.devices = Shared(readDevices(object.object("devices")));
}

void SessionReading::readTransport(const ObjectReading& object, SessionDocument& document) {
    document.loop = Shared(LoopSettings{{object.number("loopStart", 0)},
                                        {object.number("loopEnd", 0)},
                                        object.toggle("looping", false),
                                        object.rest(fields::transport)});
    const base::Seconds position{object.number("position", 0)};
    if (position != document.view->position)
        document.view.change([&](SessionView& view) { view.position = position; });
}

void SessionReading::readInserts(const ObjectReading& object, const std::unordered_set<InsertId>* statesKept,
                                 SessionDocument& document) {
    if (object.find("inserts") == nullptr)
        return;
    std::unordered_map<InsertId, Shared<Insert>> before;
    for (const auto& insert : document.inserts)
        before.emplace(insert->id, insert);
    std::vector<Shared<Insert>> inserts;
    auto view = *document.view;
    for (std::size_t index = 0; const auto& item : object.list("inserts")) {
        const auto place = object.place("inserts") + pointerStep(index++);
        if (statesKept != nullptr && std::holds_alternative<JsonLiteral>(item.value)) {
            const auto known =
                before.find({static_cast<std::uint64_t>(object.toWhole(item, place, 1, allIds))});
            if (known == before.end())
                object.refuse(place, "the id of an insert", item);
            inserts.push_back(known->second);
            continue;
        }
        auto insert = readInsert({item, source_, place}, view);
        if (statesKept != nullptr && statesKept->contains(insert.id)) {
            const auto known = before.find(insert.id);
            auto* plugin = std::get_if<HostedPlugin>(&insert.content);
            const auto* was =
                known == before.end() ? nullptr : std::get_if<HostedPlugin>(&known->second->content);
            if (plugin == nullptr || was == nullptr)
                object.refuse(place, "a plugin whose state is known", item);
            plugin->state = was->state;
        }
        inserts.emplace_back(std::move(insert));
    }
    document.inserts = std::move(inserts);
    if (view != *document.view)
        document.view = Shared(std::move(view));
    document = asStored(std::move(document));
}

Insert SessionReading::readInsert(const ObjectReading& object, SessionView& view) {
    Insert insert;
    if (object.find("id") == nullptr)
        object.refuse(object.place("id"), "a number that names the insert", "nothing");
    insert.id = {static_cast<std::uint64_t>(object.whole("id", 0, 1, allIds))};
    insert.content = readContent(object);
    insert.bypass = object.toggle("bypass", false);
    if (object.find("window") != nullptr)
        view.windows.insert_or_assign(insert.id, readWindow(object.object("window")));
    else
        view.windows.erase(insert.id);
    insert.unknown = object.rest(fields::insert);
    return insert;
}

InsertContent SessionReading::readContent(const ObjectReading& object) {
    const bool node = object.find("node") != nullptr;
    const bool plugin = object.find("plugin") != nullptr;
    if (node && plugin)
        object.refuse(object.place("plugin"), "either a node or a plugin", "both");
    if (node)
        return readNode(object.object("node"));
    if (plugin)
        return readPlugin(object.object("plugin"));
    return UnknownInsert{};
}

SessionSource SessionReading::readSource(const ObjectReading& object) {
    SessionSource source;
    const auto kind = object.text("kind", "files");
    if (kind != "files" && kind != "input")
        object.refuse(object.place("kind"), "'files' or 'input'", quotedName(kind));
    source.kind = kind == "files" ? SourceKind::files : SourceKind::input;
    for (std::size_t index = 0; const auto& item : object.list("files"))
        source.files.push_back(readFile({item, source_, object.place("files") + pointerStep(index++)}));
    const auto input = object.object("input");
    source.input = {static_cast<std::uint32_t>(input.whole("first", 1, 0, anyInt)),
                    static_cast<std::uint32_t>(input.whole("channels", 2, 0, anyInt)),
                    input.rest(fields::input)};
    source.unknown = object.rest(fields::source);
    return source;
}

SoundFile SessionReading::readFile(const ObjectReading& object) {
    std::string path = object.text("path");
    if (object.find("path") == nullptr) {
        auto bytes = fromBase64(object.text("pathBytes"));
        if (!bytes || bytes->empty())
            object.refuse(object.place("path"), "the path of a sound file", "nothing");
        path = *std::move(bytes);
    }
    return {(folder_ / path).lexically_normal(), object.rest(fields::file)};
}

OwnNode SessionReading::readNode(const ObjectReading& object) {
    OwnNode node{object.text("type")};
    const auto options = object.object("options");
    for (const auto& [name, json] : options.all()) {
        if (const auto* toggle = std::get_if<bool>(&json.value))
            node.options.emplace_back(name, *toggle);
        else if (const auto* text = std::get_if<std::string>(&json.value))
            node.options.emplace_back(name, *text);
        else
            node.options.emplace_back(name, options.toNumber(json, options.place(name)));
    }
    node.parameters = readParameters(object.object("parameters"));
    node.unknown = object.rest(fields::node);
    return node;
}

HostedPlugin SessionReading::readPlugin(const ObjectReading& object) {
    HostedPlugin plugin{object.text("format"), object.text("identifier"), object.text("name"),
                        object.text("maker"), readParameters(object.object("parameters"))};
    auto state = fromBase64(object.text("state"));
    if (!state)
        object.refuse(object.place("state"), "base64", "something else");
    plugin.state = Shared(*std::move(state));
    plugin.unknown = object.rest(fields::plugin);
    return plugin;
}

} // namespace rondo::host::detail
