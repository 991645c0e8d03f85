// SPDX-License-Identifier: MIT
#pragma once

#include <host/session/session_document.h>
#include <random>
#include <string>

namespace rondo::test {

/// Draws sessions and edits that fit: every part, every kind of insert, odd names, fields that nobody knows.
/// What it draws follows from the numbers alone.
class RandomSession {
public:
    explicit RandomSession(std::uint64_t seed) : numbers_(seed) {}

    host::SessionDocument draw() {
        host::SessionDocument session;
        for (auto count = upTo(40); count > 0; --count)
            edit(session, host::InsertId{largestId(session).value + 1});
        return session;
    }

    /// Changes one thing of a session. `fresh`: an id for an insert that is added.
    void edit(host::SessionDocument& session, host::InsertId fresh) {
        const auto count = session.inserts.size();
        switch (upTo(12)) {
        case 0:
            session.name = text();
            break;
        case 1:
            session.source.change([&](host::SessionSource& source) { change(source); });
            break;
        case 2:
            session.loop.change([&](host::LoopSettings& loop) {
                loop.start = {between(0, 10)};
                loop.end = {loop.start.value + between(0, 10)};
                loop.looping = chance();
                loop.unknown = unknown();
            });
            break;
        case 3:
            session.strip.change([&](host::StripSettings& strip) {
                strip = {{between(-144, 24)},
                         {between(-100, 100)},
                         {between(0, 200)},
                         chance(),
                         chance(),
                         chance(),
                         unknown()};
            });
            break;
        case 4:
            session.master.change([&](host::MasterSettings& master) {
                master = {{between(-144, 24)}, chance(), chance(), unknown()};
            });
            break;
        case 5:
            session.devices.change([&](host::DeviceWishes& devices) { change(devices); });
            break;
        case 6:
            if (count > 0)
                session.inserts.erase(session.inserts.begin() + at(count));
            break;
        case 7:
            if (count > 0)
                std::swap(session.inserts[upTo(count)], session.inserts[upTo(count)]);
            break;
        case 8:
            if (count > 0)
                session.inserts[upTo(count)].change([&](host::Insert& insert) { change(insert); });
            break;
        default:
            if (count < 12)
                session.inserts.emplace(session.inserts.begin() + at(count + 1), insert(fresh));
        }
    }

    /// Changes how a session is looked at.
    void look(host::SessionDocument& session) {
        session.view.change([&](host::SessionView& view) {
            view.position = {between(0, 100)};
            if (!session.inserts.empty())
                view.windows.insert_or_assign(session.inserts[upTo(session.inserts.size())]->id,
                                              host::WindowPlace{whole(-9000, 9000), whole(-9000, 9000),
                                                                whole(0, 900), whole(0, 900), chance(),
                                                                unknown()});
        });
    }

    std::size_t upTo(std::size_t bound) { return numbers_() % bound; }
    bool chance() { return upTo(2) == 0; }

private:
    std::ptrdiff_t at(std::size_t bound) { return static_cast<std::ptrdiff_t>(upTo(bound)); }
    std::int32_t whole(std::int32_t low, std::int32_t high) {
        return low + static_cast<std::int32_t>(upTo(static_cast<std::size_t>(high - low + 1)));
    }
    double between(double low, double high) {
        return upTo(4) == 0 ? low : low + (high - low) * static_cast<double>(numbers_() >> 11U) * 0x1p-53;
    }
    std::string text() {
        static constexpr const char* texts[] = {"tone", "a \"quoted\" one", "\u4f4e\u97f3",    "back\\slash/~",
                                                "",     "\U0001F3B5 {",     "http://x.org/y#z"};
        return texts[upTo(7)];
    }
    std::string named() { return text() + std::to_string(upTo(100)); }
    host::UnknownFields unknown() {
        static constexpr const char* values[] = {"null",         "[1,2.50,{\"a/b\":-0.125e-7}]",
                                                 "{}",           "123456789012345678901234567890",
                                                 "\"\\u0000x\"", "true"};
        host::UnknownFields fields;
        for (auto count = upTo(6) == 0 ? upTo(3) : 0; count > 0; --count)
            fields.emplace_back("later " + std::to_string(count), values[upTo(6)]);
        return fields;
    }
    std::vector<std::pair<std::string, double>> parameters() {
        std::vector<std::pair<std::string, double>> values;
        for (auto count = upTo(5); count > 0; --count)
            values.emplace_back(text() + std::to_string(count),
                                upTo(2) == 0 ? between(-1e9, 1e9) : between(0, 1e-9));
        return values;
    }
    std::string bytes() {
        std::string state(upTo(50), '\0');
        for (auto& byte : state)
            byte = static_cast<char>(numbers_());
        return state;
    }
    void change(host::SessionSource& source) {
        source.kind = chance() ? host::SourceKind::files : host::SourceKind::input;
        source.files.clear();
        for (auto count = upTo(4); count > 0; --count)
            source.files.push_back({std::filesystem::path("/songs") / (chance() ? "one" : "two\xff") /
                                        ("take" + std::to_string(upTo(9)) + ".wav"),
                                    unknown()});
        source.input = {static_cast<std::uint32_t>(1 + upTo(64)), static_cast<std::uint32_t>(1 + upTo(64)),
                        unknown()};
        source.unknown = unknown();
    }
    void change(host::DeviceWishes& devices) {
        devices = {text(), text(), text(), {}, {}, unknown()};
        if (chance())
            devices.rate = between(1, 192000);
        if (chance())
            devices.block = base::Frames{1 + static_cast<std::int64_t>(upTo(65536))};
    }
    void change(host::HostedPlugin& plugin) {
        if (chance())
            plugin.parameters = parameters();
        else
            plugin.state = host::Shared(bytes());
    }
    void change(host::Insert& insert) {
        if (upTo(3) == 0)
            insert.bypass = !insert.bypass;
        else if (auto* node = std::get_if<host::OwnNode>(&insert.content))
            node->parameters = parameters();
        else if (auto* plugin = std::get_if<host::HostedPlugin>(&insert.content))
            change(*plugin);
        else
            insert.unknown = unknown();
    }
    host::Insert insert(host::InsertId id) {
        host::Insert insert{id, {}, chance(), unknown()};
        if (chance())
            insert.content = host::HostedPlugin{"LV2",        "urn:" + named(),      text(),   text(),
                                                parameters(), host::Shared(bytes()), unknown()};
        else if (upTo(4) != 0)
            insert.content = host::OwnNode{"filter",
                                           {{"kind", named()}, {"steep", chance()}, {"order", between(1, 8)}},
                                           parameters(),
                                           unknown()};
        return insert;
    }

    std::mt19937_64 numbers_;
};

} // namespace rondo::test
