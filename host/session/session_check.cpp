// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/session_document.h>

#include <cmath>
#include <host/session/detail/field_names.h>
#include <host/session/detail/json.h>
#include <host/session/detail/sentence.h>
#include <host/session/session_limits.h>
#include <limits>
#include <unordered_map>
#include <unordered_set>

namespace rondo::host {
namespace {

using detail::brief;
namespace fields = detail::fields;
using detail::pointerStep;

/// Throws the sentence as a Failure, which `check` catches.
class Checking {
public:
    explicit Checking(std::string_view source) : source_(source) {}

    [[noreturn]] void refuse(const std::string& place, const std::string& expected,
                             const std::string& found) const {
        throw base::Failure(
            {base::ErrorCode::invalidArgument,
             detail::placed(source_, place,
                            expected + " was expected and " + found + " was found; correct it.")});
    }
    void range(const std::string& place, double value, double low, double high, const char* unit) const {
        if (!(value >= low && value <= high))
            refuse(place, "a number from " + brief(low) + " to " + brief(high) + unit,
                   std::isfinite(value) ? brief(value) : "no number");
    }
    void count(const std::string& place, std::size_t size, std::size_t limit, const char* things) const {
        if (size > limit)
            refuse(place, "a list of at most " + std::to_string(limit) + things,
                   "one of " + std::to_string(size));
    }
    void text(const std::string& place, const std::string& text, bool needed = false) const {
        if (needed && text.empty())
            refuse(place, "a text", "an empty one");
        if (text.size() > SessionLimits::text)
            refuse(place, "a text of at most " + std::to_string(SessionLimits::text) + " bytes",
                   "one of " + std::to_string(text.size()));
        if (!detail::isUtf8(text) || detail::hasControlCharacter(text))
            refuse(place, "UTF-8 without control characters", detail::quotedName(text));
    }
    void unknown(const std::string& place, const UnknownFields& unknown, detail::FieldNames known) const {
        for (const auto& [name, value] : unknown) {
            if (detail::has(known, name))
                refuse(place + pointerStep(name), "a field that is not known", "a known one");
            if (!detail::isUtf8(name) || !detail::readJson(value, ""))
                refuse(place + pointerStep(name), "JSON", "something else");
        }
    }

    void source(const SessionSource& source) const {
        count("/source/files", source.files.size(), SessionLimits::files, " sound files");
        for (std::size_t index = 0; index < source.files.size(); ++index) {
            const auto place = "/source/files" + pointerStep(index);
            const auto& path = source.files[index].path;
            if (!path.is_absolute() || path != path.lexically_normal() ||
                path.native().find('\0') != std::string::npos)
                refuse(place + "/path", "an absolute path without '.' and '..'", detail::quoted(path));
            if (path.native().size() > SessionLimits::text)
                refuse(place + "/path", "a path of at most " + std::to_string(SessionLimits::text) + " bytes",
                       "one of " + std::to_string(path.native().size()));
            unknown(place, source.files[index].unknown, fields::file);
        }
        range("/source/input/first", source.input.first, 1, SessionLimits::channels, "");
        range("/source/input/channels", source.input.channels, 1, SessionLimits::channels, "");
        unknown("/source/input", source.input.unknown, fields::input);
        unknown("/source", source.unknown, fields::source);
    }
    void loop(const LoopSettings& loop) const {
        range("/transport/loopStart", loop.start.value, 0, SessionLimits::seconds, " s");
        range("/transport/loopEnd", loop.end.value, loop.start.value, SessionLimits::seconds, " s");
        unknown("/transport", loop.unknown, fields::transport);
    }
    void strip(const StripSettings& strip) const {
        range("/strip/gain", strip.gain.value, SessionLimits::lowestGain, SessionLimits::highestGain, " dB");
        range("/strip/pan", strip.pan.value, -100, 100, " %");
        range("/strip/width", strip.width.value, 0, 200, " %");
        unknown("/strip", strip.unknown, fields::strip);
    }
    void master(const MasterSettings& master) const {
        range("/master/gain", master.gain.value, SessionLimits::lowestGain, SessionLimits::highestGain, " dB");
        unknown("/master", master.unknown, fields::master);
    }
    void devices(const DeviceWishes& devices) const {
        text("/devices/hostApi", devices.hostApi);
        text("/devices/output", devices.output);
        text("/devices/input", devices.input);
        if (devices.rate)
            range("/devices/rate", *devices.rate, 1, SessionLimits::rate, " Hz");
        if (devices.block)
            range("/devices/blockFrames", static_cast<double>(devices.block->value), 1, SessionLimits::block,
                  " frames");
        unknown("/devices", devices.unknown, fields::devices);
    }
    void window(const std::string& place, const WindowPlace& window) const {
        range(place + "/x", window.x, -SessionLimits::screen, SessionLimits::screen, "");
        range(place + "/y", window.y, -SessionLimits::screen, SessionLimits::screen, "");
        range(place + "/width", window.width, 0, SessionLimits::screen, "");
        range(place + "/height", window.height, 0, SessionLimits::screen, "");
        unknown(place, window.unknown, fields::window);
    }
    void content(const std::string& place, const InsertContent& content) const {
        if (const auto* node = std::get_if<OwnNode>(&content)) {
            text(place + "/node/type", node->type, true);
            named(place + "/node/options", node->options);
            for (const auto& [name, option] : node->options)
                if (const auto* word = std::get_if<std::string>(&option))
                    text(place + "/node/options" + pointerStep(name), *word);
                else if (const auto* number = std::get_if<double>(&option))
                    finite(place + "/node/options" + pointerStep(name), *number);
            parameters(place + "/node/parameters", node->parameters);
            unknown(place + "/node", node->unknown, fields::node);
        } else if (const auto* plugin = std::get_if<HostedPlugin>(&content)) {
            text(place + "/plugin/format", plugin->format, true);
            text(place + "/plugin/identifier", plugin->identifier, true);
            text(place + "/plugin/name", plugin->name);
            text(place + "/plugin/maker", plugin->maker);
            parameters(place + "/plugin/parameters", plugin->parameters);
            count(place + "/plugin/state", plugin->state->size(), SessionLimits::state, " bytes");
            unknown(place + "/plugin", plugin->unknown, fields::plugin);
        }
    }
    void insert(const std::string& place, const Insert& insert) const {
        range(place + "/id", static_cast<double>(insert.id.value), 1, static_cast<double>(SessionLimits::id),
              "");
        content(place, insert.content);
        unknown(place, insert.unknown, fields::insert);
    }

private:
    void finite(const std::string& place, double value) const {
        range(place, value, std::numeric_limits<double>::lowest(), std::numeric_limits<double>::max(), "");
    }
    template <class Pairs>
    void named(const std::string& place, const Pairs& pairs) const {
        count(place, pairs.size(), SessionLimits::parameters, " values");
        std::unordered_set<std::string_view> names;
        for (const auto& [name, value] : pairs) {
            text(place + pointerStep(name), name);
            if (!names.insert(name).second)
                refuse(place, "each name once", detail::quotedName(name) + " twice");
        }
    }
    void parameters(const std::string& place, const std::vector<std::pair<std::string, double>>& values) const {
        named(place, values);
        for (const auto& [name, value] : values)
            finite(place + pointerStep(name), value);
    }

    std::string_view source_;
};

void checkInserts(const Checking& checking, const SessionDocument& document, const SessionDocument* known) {
    checking.count("/inserts", document.inserts.size(), SessionLimits::inserts, " inserts");
    std::unordered_set<const Insert*> seen;
    if (known != nullptr)
        for (const auto& insert : known->inserts)
            seen.insert(&*insert);
    std::unordered_map<InsertId, std::size_t> places;
    for (std::size_t index = 0; index < document.inserts.size(); ++index) {
        const auto& insert = *document.inserts[index];
        const auto place = "/inserts" + pointerStep(index);
        if (!seen.contains(&insert))
            checking.insert(place, insert);
        if (!places.emplace(insert.id, index).second)
            checking.refuse(place + "/id", "an id that no other insert has", std::to_string(insert.id.value));
    }
    if (known != nullptr && known->view.same(document.view))
        return;
    // Also those of removed inserts, which may come back.
    for (const auto& [id, window] : document.view->windows) {
        const auto place = places.find(id);
        checking.window("/inserts/" + (place == places.end() ? "-" : std::to_string(place->second)) + "/window",
                        window);
    }
}

} // namespace

base::Result<void> check(const SessionDocument& document, std::string_view source,
                         const SessionDocument* known) {
    const Checking checking(source);
    const auto isNew = [known](const auto& part, auto member) {
        return known == nullptr || !((*known).*member).same(part);
    };
    try {
        checking.text("/name", document.name);
        if (isNew(document.source, &SessionDocument::source))
            checking.source(*document.source);
        if (isNew(document.loop, &SessionDocument::loop))
            checking.loop(*document.loop);
        checking.range("/transport/position", document.view->position.value, 0, SessionLimits::seconds, " s");
        checkInserts(checking, document, known);
        if (isNew(document.strip, &SessionDocument::strip))
            checking.strip(*document.strip);
        if (isNew(document.master, &SessionDocument::master))
            checking.master(*document.master);
        if (isNew(document.devices, &SessionDocument::devices))
            checking.devices(*document.devices);
        if (isNew(document.unknown, &SessionDocument::unknown))
            checking.unknown("", *document.unknown, fields::session);
    } catch (const base::Failure& failure) {
        return base::fail(failure.code(), failure.what());
    }
    return {};
}

base::Result<void> check(const InsertContent& content, std::string_view source) {
    try {
        Checking(source).content("", content);
    } catch (const base::Failure& failure) {
        return base::fail(failure.code(), failure.what());
    }
    return {};
}

} // namespace rondo::host
