// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/detail/session_writing.h>

#include <host/session/detail/base64.h>
#include <host/session/detail/sentence.h>
#include <host/session/session_change.h>
#include <unordered_set>

namespace rondo::host::detail {
namespace {

Json::Object with(Json::Object fields, const UnknownFields& unknown) {
    for (const auto& [name, value] : unknown)
        fields.push_back({name, {JsonLiteral{value}}});
    return fields;
}

/// The path as the file has it: relative where both can move together, that is up to two folders above the
/// session's.
std::filesystem::path written(const std::filesystem::path& path, const std::filesystem::path& folder) {
    if (folder.empty())
        return path;
    const auto relative = path.lexically_relative(folder);
    if (relative.empty() || relative == ".")
        return path;
    auto shared = folder;
    int up = 0;
    for (auto step = relative.begin(); step != relative.end() && *step == ".."; ++step, ++up)
        shared = shared.parent_path();
    const bool together = up == 0 || (up <= 2 && shared != shared.root_path());
    return together ? relative : path;
}

Json writeFile(const SoundFile& file, const std::filesystem::path& folder) {
    const auto path = written(file.path, folder).native();
    const Json::Object fields =
        isUtf8(path) ? Json::Object{{"path", {path}}} : Json::Object{{"pathBytes", {toBase64(path)}}};
    return {with(fields, file.unknown)};
}

Json writeSource(const SessionSource& source, const std::filesystem::path& folder) {
    Json::List files;
    for (const auto& file : source.files)
        files.push_back(writeFile(file, folder));
    const Json::Object input{{"first", number(std::int64_t{source.input.first})},
                             {"channels", number(std::int64_t{source.input.channels})}};
    return {with({{"kind", {std::string(source.kind == SourceKind::files ? "files" : "input")}},
                  {"files", {std::move(files)}},
                  {"input", {with(input, source.input.unknown)}}},
                 source.unknown)};
}

Json writeTransport(const SessionDocument& document) {
    return {with({{"position", number(document.view->position.value)},
                  {"loopStart", number(document.loop->start.value)},
                  {"loopEnd", number(document.loop->end.value)},
                  {"looping", {document.loop->looping}}},
                 document.loop->unknown)};
}

Json writeParameters(const std::vector<std::pair<std::string, double>>& parameters) {
    Json::Object fields;
    for (const auto& [name, value] : parameters)
        fields.push_back({name, number(value)});
    return {std::move(fields)};
}

Json write(const OwnNode& node) {
    Json::Object options;
    for (const auto& [name, option] : node.options) {
        if (const auto* toggle = std::get_if<bool>(&option))
            options.push_back({name, {*toggle}});
        else if (const auto* word = std::get_if<std::string>(&option))
            options.push_back({name, {*word}});
        else
            options.push_back({name, number(std::get<double>(option))});
    }
    Json::Object fields{{"type", {node.type}}};
    if (!options.empty())
        fields.push_back({"options", {std::move(options)}});
    if (!node.parameters.empty())
        fields.push_back({"parameters", writeParameters(node.parameters)});
    return {with(std::move(fields), node.unknown)};
}

Json write(const HostedPlugin& plugin, bool state) {
    Json::Object fields{{"format", {plugin.format}},
                        {"identifier", {plugin.identifier}},
                        {"name", {plugin.name}},
                        {"maker", {plugin.maker}}};
    if (!plugin.parameters.empty())
        fields.push_back({"parameters", writeParameters(plugin.parameters)});
    if (state && !plugin.state->empty())
        fields.push_back({"state", {toBase64(*plugin.state)}});
    return {with(std::move(fields), plugin.unknown)};
}

Json write(const WindowPlace& window) {
    return {with({{"x", number(std::int64_t{window.x})},
                  {"y", number(std::int64_t{window.y})},
                  {"width", number(std::int64_t{window.width})},
                  {"height", number(std::int64_t{window.height})},
                  {"open", {window.open}}},
                 window.unknown)};
}

Json writeId(InsertId id) { return number(static_cast<std::int64_t>(id.value)); }

Json write(const Insert& insert, const SessionView& view, bool state = true) {
    Json::Object fields{{"id", writeId(insert.id)}};
    for (auto& field : writeContent(insert.content, state))
        fields.push_back(std::move(field));
    fields.push_back({"bypass", {insert.bypass}});
    if (const auto window = view.windows.find(insert.id); window != view.windows.end())
        fields.push_back({"window", write(window->second)});
    return {with(std::move(fields), insert.unknown)};
}

Json write(const StripSettings& strip) {
    return {with({{"gain", number(strip.gain.value)},
                  {"pan", number(strip.pan.value)},
                  {"width", number(strip.width.value)},
                  {"mute", {strip.mute}},
                  {"invertLeft", {strip.invertLeft}},
                  {"invertRight", {strip.invertRight}}},
                 strip.unknown)};
}

Json write(const MasterSettings& master) {
    return {with({{"gain", number(master.gain.value)}, {"mute", {master.mute}}, {"mono", {master.mono}}},
                 master.unknown)};
}

Json write(const DeviceWishes& devices) {
    Json::Object fields{
        {"hostApi", {devices.hostApi}}, {"output", {devices.output}}, {"input", {devices.input}}};
    if (devices.rate)
        fields.push_back({"rate", number(*devices.rate)});
    if (devices.block)
        fields.push_back({"blockFrames", number(devices.block->value)});
    return {with(std::move(fields), devices.unknown)};
}

/// The list of inserts where those that did not change are their ids.
void writeInserts(const SessionDocument& before, const SessionDocument& after, const SessionChange& change,
                  Changes& changes) {
    std::unordered_set<InsertId> whole(change.added.begin(), change.added.end());
    std::unordered_set<InsertId> kept;
    Json::List ids;
    for (const auto& insert : change.changed) {
        whole.insert(insert.id);
        const auto* plugin = std::get_if<HostedPlugin>(&after.find(insert.id)->content);
        if (plugin == nullptr || insert.state ||
            !std::holds_alternative<HostedPlugin>(before.find(insert.id)->content))
            continue;
        kept.insert(insert.id);
        ids.push_back(writeId(insert.id));
    }
    Json::List inserts;
    for (const auto& insert : after.inserts)
        inserts.push_back(whole.contains(insert->id) ? write(*insert, *after.view, !kept.contains(insert->id))
                                                     : writeId(insert->id));
    std::get<Json::Object>(changes.fields.value).push_back({"inserts", {std::move(inserts)}});
    changes.statesKept = {std::move(ids)};
}

} // namespace

Json::Object writeContent(const InsertContent& content, bool state) {
    if (const auto* node = std::get_if<OwnNode>(&content))
        return {{"node", write(*node)}};
    if (const auto* plugin = std::get_if<HostedPlugin>(&content))
        return {{"plugin", write(*plugin, state)}};
    return {};
}

Json::Object writeDocument(const SessionDocument& document, const std::filesystem::path& folder) {
    Json::List inserts;
    for (const auto& insert : document.inserts)
        inserts.push_back(write(*insert, *document.view));
    return with({{"name", {document.name}},
                 {"source", writeSource(*document.source, folder)},
                 {"transport", writeTransport(document)},
                 {"inserts", {std::move(inserts)}},
                 {"strip", write(*document.strip)},
                 {"master", write(*document.master)},
                 {"devices", write(*document.devices)}},
                *document.unknown);
}

Changes writeChanges(const SessionDocument& before, const SessionDocument& after) {
    const auto change = compare(before, after);
    Changes changes{{Json::Object{}}, {Json::List{}}};
    auto& fields = std::get<Json::Object>(changes.fields.value);
    if (change.name)
        fields.push_back({"name", {after.name}});
    if (change.source)
        fields.push_back({"source", writeSource(*after.source, {})});
    if (change.loop || change.position)
        fields.push_back({"transport", writeTransport(after)});
    if (change.strip)
        fields.push_back({"strip", write(*after.strip)});
    if (change.master)
        fields.push_back({"master", write(*after.master)});
    if (change.devices)
        fields.push_back({"devices", write(*after.devices)});
    if (change.order || !change.added.empty() || !change.removed.empty() || !change.changed.empty())
        writeInserts(before, after, change, changes);
    return changes;
}

} // namespace rondo::host::detail
