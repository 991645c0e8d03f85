// SPDX-License-Identifier: MIT
#include <host/session/session_file.h>

#include <cmath>
#include <cstdio>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <host/session/session_limits.h>
#include <random>
#include <support/damaged_text.h>
#include <support/file_bytes.h>
#include <support/file_size_limit.h>
#include <support/one_sentence.h>
#include <support/random_session.h>
#include <support/rounds.h>
#include <support/seed.h>
#include <support/temporary_folder.h>
#include <sys/stat.h>
#include <tuple>
#include <unistd.h>

using namespace rondo;
using namespace rondo::host;
using rondo::test::checkOneSentence;
using rondo::test::TemporaryFolder;

namespace {

mode_t modeOf(const std::filesystem::path& path) {
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 07777;
}

std::string session(const std::string& fields) {
    return R"({"format": "rondo-session", "version": 1, )" + fields + "}";
}

base::Error errorOf(const std::string& text) {
    const auto read = readSession(text, "'x.rondo'", "/songs");
    REQUIRE_MESSAGE(!read, text.substr(0, 200));
    checkOneSentence(read.error().text);
    return read.error();
}

std::size_t entries(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()));
}

SessionFile named(const std::string& name) {
    SessionFile file;
    file.document.name = name;
    return file;
}

} // namespace

TEST_CASE("What is saved is loaded again, with every field and also those that nobody knows") {
    const auto seed = test::toldSeed();
    const TemporaryFolder folder;
    for (std::uint64_t round = 0; round < static_cast<std::uint64_t>(test::rounds(200)); ++round) {
        CAPTURE(seed);
        CAPTURE(round);
        test::RandomSession random(seed + round);
        auto document = random.draw();
        random.look(document);
        const SessionFile file{document, round};
        const auto path = folder / "a.rondo";
        const bool disk = round % 10 == 0; // which is slow
        if (disk)
            REQUIRE(saveSession(file, path));
        const auto loaded = disk ? loadSession(path)
                                 : readSession(writeSession(file, folder.path()), "the text", folder.path());
        REQUIRE_MESSAGE(loaded, (loaded ? "" : loaded.error().text));
        CHECK(loaded->document == document);
        CHECK(loaded->revision == round);
        CHECK(writeSession(*loaded, folder.path()) == writeSession(file, folder.path()));
    }
    CHECK(entries(folder.path()) == 1);
}

TEST_CASE("Unknown fields of every object come back as they were, also after an edit") {
    const std::string text = session(
        R"("later": {"deep": [1.50, 1e-400]}, "name": "a", "source": {"s": 1, "files": [{"path": "x.wav", "f": 2}],
        "input": {"i": 3}}, "transport": {"t": 4}, "strip": {"st": 5}, "master": {"m": 6}, "devices": {"d": 7},
        "inserts": [{"id": 3, "in": 8, "window": {"w": 9}, "node": {"type": "gain", "n": 10}},
        {"id": 4, "plugin": {"format": "CLAP", "identifier": "x", "p": 12345678901234567890123}},
        {"id": 5, "send": {"to": "bus"}}])");
    auto read = readSession(text, "the text", "/songs");
    REQUIRE_MESSAGE(read, (read ? "" : read.error().text));
    read->document.name = "b";
    read->document.strip.change([](StripSettings& strip) { strip.gain = {-3}; });
    REQUIRE(read->document.change(InsertId{4}, [](Insert& insert) { insert.bypass = true; }));
    const auto written = writeSession(*read, "/songs");
    for (const char* field : {R"("later": {"deep":[1.50,1e-400]})", R"("s": 1)", R"("f": 2)", R"("i": 3)",
                              R"("t": 4)", R"("st": 5)", R"("m": 6)", R"("d": 7)", R"("in": 8)", R"("w": 9)",
                              R"("n": 10)", R"("p": 12345678901234567890123)", R"("send": {"to":"bus"})"})
        CHECK_MESSAGE(written.find(field) != std::string::npos, std::string(field), " in ", written);
}

TEST_CASE("The example of the documentation loads, and holds every field of the format") {
    const auto loaded = loadSession(RONDO_SESSION_EXAMPLE);
    REQUIRE_MESSAGE(loaded, (loaded ? "" : loaded.error().text));
    const auto& session = loaded->document;
    CHECK(session.source->files.size() == 2);
    REQUIRE(session.inserts.size() == 2);
    CHECK(std::get<OwnNode>(session.inserts[0]->content).type == "filter");
    const auto& plugin = std::get<HostedPlugin>(session.inserts[1]->content);
    CHECK(*plugin.state == "only the plugin knows");
    CHECK(session.view->windows.at(InsertId{2}).width == 640);
    CHECK(session.devices->block == base::Frames{128});
    const auto folder = std::filesystem::path(RONDO_SESSION_EXAMPLE).parent_path();
    CHECK(writeSession(*loaded, folder) == test::readBytes(RONDO_SESSION_EXAMPLE));
}

TEST_CASE("Files near the session are written relative to it, others absolute") {
    const auto written = [](const char* path) {
        SessionFile file;
        file.document.source.change([&](SessionSource& source) { source.files = {{path}}; });
        const auto text = writeSession(file, "/music/songs/one");
        const auto begin = text.find("\"path\": \"") + 9;
        const auto read = readSession(text, "", "/music/songs/one");
        REQUIRE(read);
        CHECK(read->document == file.document);
        const auto moved = readSession(text, "", "/else/songs/one");
        REQUIRE(moved);
        CHECK((moved->document == file.document) == (text[begin] == '/'));
        return text.substr(begin, text.find('"', begin) - begin);
    };
    CHECK(written("/music/songs/one/a.wav") == "a.wav");
    CHECK(written("/music/songs/one/takes/a.wav") == "takes/a.wav");
    CHECK(written("/music/songs/two/a.wav") == "../two/a.wav");
    CHECK(written("/music/samples/a.wav") == "../../samples/a.wav");
    CHECK(written("/a.wav") == "/a.wav");
    CHECK(written("/media/a.wav") == "/media/a.wav");
}

TEST_CASE("What does not fit is refused with its place, what was expected and what was found") {
    using Case = std::tuple<const char*, const char*, const char*>;
    const Case cases[] = {
        {R"("name": 3)", "at /name: a text was expected and the number 3 was found", ""},
        {R"("name": "a\nb")", "at /name: UTF-8 without control characters", "'a?b'"},
        {R"("source": [])", "at /source: an object was expected and a list was found", ""},
        {R"("source": {"kind": "tape"})", "at /source/kind: 'files' or 'input' was expected and 'tape'", ""},
        {R"("source": {"files": [{"path": "a"}, {}]})", "at /source/files/1/path: the path", "nothing"},
        {R"("source": {"files": [{"pathBytes": "!"}]})", "at /source/files/0/path: the path", ""},
        {R"("source": {"files": [{"path": "a\u0000b"}]})", "at /source/files/0/path: an absolute path", ""},
        {R"("source": {"input": {"channels": 65}})", "at /source/input/channels",
         "1 to 64 was expected and 65"},
        {R"("source": {"input": {"first": 0}})", "at /source/input/first", "0 was found"},
        {R"("transport": {"loopStart": 2, "loopEnd": 1})", "at /transport/loopEnd", "from 2 to 1000000000 s"},
        {R"("transport": {"position": -1})", "at /transport/position", "-1 was found"},
        {R"("transport": {"looping": 1})", "at /transport/looping: true or false", "the number 1"},
        {R"("inserts": {})", "at /inserts: a list was expected and an object was found", ""},
        {R"("inserts": [7])", "at /inserts/0: an object", "the number 7"},
        {R"("inserts": [{}])", "at /inserts/0/id: a number that names the insert", "nothing"},
        {R"("inserts": [{"id": 1.5}])", "at /inserts/0/id: a whole number", "1.5"},
        {R"("inserts": [{"id": 9007199254740992}])", "at /inserts/0/id: a whole number", ""},
        {R"("inserts": [{"id": 1}, {"id": 1}])", "at /inserts/1/id: an id that no other insert has",
         "1 was found"},
        {R"("inserts": [{"id": 1, "node": {"type": "a"}, "plugin": {}}])", "at /inserts/0/plugin", "both"},
        {R"("inserts": [{"id": 1, "node": {}}])", "at /inserts/0/node/type: a text", "an empty one"},
        {R"("inserts": [{"id": 1, "node": {"type": "a", "options": {"x/y": []}}}])",
         "at /inserts/0/node/options/x~1y: a number", "a list"},
        {R"("inserts": [{"id": 1, "node": {"type": "a", "parameters": {"x": "y"}}}])",
         "at /inserts/0/node/parameters/x: a number", "the text 'y'"},
        {R"("inserts": [{"id": 1, "plugin": {"format": "LV2"}}])", "at /inserts/0/plugin/identifier: a text",
         ""},
        {R"("inserts": [{"id": 1, "plugin": {"format": "LV2", "identifier": "x", "state": "a"}}])",
         "at /inserts/0/plugin/state: base64", ""},
        {R"("inserts": [{"id": 1, "plugin": {"format": "LV2", "identifier": "x", "state": "ab=="}}])",
         "at /inserts/0/plugin/state: base64", ""},
        {R"("inserts": [{"id": 1, "bypass": null}])", "at /inserts/0/bypass: true or false", "null"},
        {R"("inserts": [{"id": 1, "window": {"x": 100001}}])", "at /inserts/0/window/x", "-100000 to 100000"},
        {R"("inserts": [{"id": 1, "window": {"width": -1}}])", "at /inserts/0/window/width", "0 to 100000"},
        {R"("strip": {"gain": 24.5})", "at /strip/gain: a number from -144 to 24 dB", "24.5"},
        {R"("strip": {"pan": -101})", "at /strip/pan: a number from -100 to 100 %", "-101"},
        {R"("strip": {"width": 201})", "at /strip/width", ""},
        {R"("master": {"gain": -145})", "at /master/gain", ""},
        {R"("devices": {"rate": 0})", "at /devices/rate", "1 to 10000000 Hz"},
        {R"("devices": {"blockFrames": 65537})", "at /devices/blockFrames", "1 to 65536 frames"},
        {R"("devices": {"hostApi": {}})", "at /devices/hostApi: a text", "an object"},
        {R"("revision": -1)", "at /revision: a whole number", "-1"},
    };
    for (const auto& [fields, place, part] : cases) {
        const auto error = errorOf(session(fields));
        CAPTURE(error.text);
        CHECK(error.text.starts_with("'x.rondo' at /"));
        CHECK(error.text.find(place) != std::string::npos);
        CHECK(error.text.find(part) != std::string::npos);
    }
}

TEST_CASE("What is no session is refused and says why") {
    CHECK(errorOf("").text.find("at line 1, column 1: JSON was expected") != std::string::npos);
    CHECK(errorOf("{\n  \"format\": ]").text.find("at line 2, column 13") != std::string::npos);
    CHECK(errorOf("[]").text.find("an object was expected and a list") != std::string::npos);
    CHECK(errorOf("{}").text.find("at /format: 'rondo-session' was expected and nothing") != std::string::npos);
    CHECK(errorOf(R"({"format": "x", "version": 1})").text.find("'x' was found") != std::string::npos);
    CHECK(errorOf(R"({"format": "rondo-session"})").text.find("at /version: a version") != std::string::npos);
    CHECK(errorOf(R"({"format": "rondo-session", "version": 0})").code == base::ErrorCode::damaged);
    CHECK(errorOf(session(R"("name": "a", "name": "b")")).text.find("'name' was found twice") !=
          std::string::npos);
    CHECK(errorOf(session(R"("x": {"a": 1, "b": 2, "a": 3})")).text.find("'a' was found twice") !=
          std::string::npos);
    CHECK(errorOf(session(R"("strip": {"gain": NaN})")).text.find("JSON was expected") != std::string::npos);
    CHECK(errorOf(session(R"("strip": {"gain": 1e999})")).text.find("a number that fits") != std::string::npos);
    CHECK(errorOf(session("\"name\": \"\xff\"")).text.find("JSON was expected") != std::string::npos);
    CHECK(errorOf(session("\"name\": \"\xed\xa0\x80\"")).text.find("JSON was expected") != std::string::npos);
    CHECK(errorOf(session("/* no */ \"name\": \"a\"")).text.find("JSON was expected") != std::string::npos);
    CHECK(errorOf(session("\"name\": \"a\"") + std::string(1, '\0')).code == base::ErrorCode::damaged);
}

TEST_CASE("A session of a newer release is neither opened nor overwritten") {
    const TemporaryFolder folder;
    for (const char* version : {"2", "3.0", "9007199254740991"}) {
        const auto text = R"({"later": [{"version": 1}], "version": )" + std::string(version) +
                          R"(, "format": "rondo-session"})";
        const auto path = folder / "new.rondo";
        test::writeBytes(path, text);
        const auto loaded = loadSession(path);
        REQUIRE(!loaded);
        CHECK(loaded.error().code == base::ErrorCode::unsupported);
        CHECK(loaded.error().text.find("at /version: version 1 was expected and ") != std::string::npos);
        CHECK(loaded.error().text.find("newer Rondo") != std::string::npos);
        const auto saved = saveSession({}, path);
        REQUIRE(!saved);
        CHECK(saved.error().code == base::ErrorCode::unsupported);
        checkOneSentence(saved.error().text);
        CHECK(test::readBytes(path) == text);
    }
    test::writeBytes(folder / "other.json",
                     R"({"version": 7})"); // nobody's session, so whoever saves there means it
    CHECK(saveSession({}, folder / "other.json"));
}

TEST_CASE("Hostile texts end in a sentence, soon") {
    errorOf(std::string(100 << 20, '['));
    errorOf(session("\"x\": " + std::string(1 << 20, '[')));
    std::string open = session("");
    open.resize(open.size() - 1);
    for (int depth = 0; depth < 100000; ++depth)
        open += R"("a":{)";
    CHECK(errorOf(open).text.find("64 deep") != std::string::npos);
    std::string many = "\"x\": [0";
    for (std::size_t count = 0; count < SessionLimits::fileValues; ++count)
        many += ",0";
    CHECK(errorOf(session(many + "]")).text.find("2000000 values") != std::string::npos);
    std::string fields;
    for (int count = 0; count < 300000; ++count)
        fields += "\"" + std::to_string(count) + "\":0,";
    CHECK(readSession(session(fields + "\"name\": \"kept\""), "", "/")); // no loop of loops over names
    CHECK(errorOf(session("\"name\": \"" + std::string(5000, 'x') + "\"")).text.find("4096 bytes") !=
          std::string::npos);
    CHECK(errorOf(session("\"strip\": {\"gain\": " + std::string(1 << 20, '9') + "}")).code ==
          base::ErrorCode::damaged);
    errorOf(session("\"" + std::string(1 << 20, 'y') + "\": tru"));
}

TEST_CASE("A damaged session never crashes and never passes for another one") {
    const auto seed = test::toldSeed();
    std::mt19937_64 numbers(seed);
    test::RandomSession random(seed);
    const auto good = writeSession({random.draw(), 1}, "/songs");
    for (int round = 0; round < test::rounds(3000); ++round) {
        CAPTURE(seed);
        CAPTURE(round);
        const auto text = test::damaged(good, numbers);
        const auto read = readSession(text, "'x'", "/songs");
        if (!read) {
            checkOneSentence(read.error().text);
            continue;
        }
        const auto again = readSession(writeSession(*read, "/songs"), "'x'", "/songs");
        REQUIRE_MESSAGE(again, (again ? "" : again.error().text));
        CHECK(again->document == read->document);
    }
}

TEST_CASE("A file that is none, is missing or too large is refused") {
    const TemporaryFolder folder;
    const auto code = [](const std::filesystem::path& path) {
        const auto loaded = loadSession(path);
        REQUIRE(!loaded);
        checkOneSentence(loaded.error().text);
        CHECK(loaded.error().text.find(path.filename().string()) != std::string::npos);
        return loaded.error().code;
    };
    CHECK(code(folder / "none.rondo") == base::ErrorCode::notFound);
    CHECK(code(folder.path()) == base::ErrorCode::unsupported);
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    CHECK(code(folder / "pipe") == base::ErrorCode::unsupported);
    test::writeBytes(folder / "huge", "");
    std::filesystem::resize_file(folder / "huge", SessionLimits::fileBytes + 1); // takes no room
    CHECK(code(folder / "huge") == base::ErrorCode::unsupported);
    test::writeBytes(folder / "zeros", "");
    std::filesystem::resize_file(folder / "zeros", 100 << 20);
    CHECK(code(folder / "zeros") == base::ErrorCode::damaged);
}

TEST_CASE("A disk without room leaves the old session as it was") {
    const TemporaryFolder folder;
    const auto path = folder / "a.rondo";
    REQUIRE(saveSession(named("old"), path));
    const auto before = test::readBytes(path);
    {
        const test::FileSizeLimit full(100);
        const auto saved = saveSession(named("new"), path);
        REQUIRE(!saved);
        CHECK(saved.error().code == base::ErrorCode::full);
        CHECK(saved.error().text.find("the file that was there is as it was") != std::string::npos);
        checkOneSentence(saved.error().text);
    }
    CHECK(test::readBytes(path) == before);
    CHECK(entries(folder.path()) == 1);
}

TEST_CASE("A session that may not be written, and a folder that is none, are refused in a sentence") {
    const TemporaryFolder folder;
    const auto refused = [](const std::filesystem::path& path) {
        const auto saved = saveSession(named("new"), path);
        REQUIRE(!saved);
        checkOneSentence(saved.error().text);
        CHECK(saved.error().text.find(path.filename().string()) != std::string::npos);
    };
    refused(folder / "none" / "a.rondo");
    refused(folder.path());
    REQUIRE(saveSession(named("old"), folder / "file"));
    refused(folder / "file" / "a.rondo");
    if (::geteuid() == 0)
        return; // nothing is forbidden to root
    REQUIRE(::chmod((folder / "file").c_str(), 0400) == 0);
    refused(folder / "file");
    REQUIRE(::chmod((folder / "file").c_str(), 0600) == 0);
    REQUIRE(::chmod(folder.path().c_str(), 0500) == 0);
    refused(folder / "file");
    refused(folder / "other");
    REQUIRE(::chmod(folder.path().c_str(), 0700) == 0);
    CHECK(loadSession(folder / "file")->document.name == "old");
}

TEST_CASE("A saved session keeps its permissions, and a symbolic link stays one") {
    const TemporaryFolder folder;
    const auto real = folder / "real" / "a.rondo";
    std::filesystem::create_directory(folder / "real");
    REQUIRE(saveSession(named("old"), real));
    std::filesystem::create_symlink("real/a.rondo", folder / "link.rondo");
    for (const mode_t mode : {0600U, 0644U, 0664U}) {
        REQUIRE(::chmod(real.c_str(), mode) == 0);
        auto file = named("mode " + std::to_string(mode));
        file.document.source.change(
            [&](SessionSource& source) { source.files = {{folder / "real" / "x.wav"}}; });
        REQUIRE(saveSession(file, folder / "link.rondo"));
        CHECK(modeOf(real) == mode);
        CHECK(std::filesystem::is_symlink(folder / "link.rondo"));
        CHECK(test::readBytes(real).find("\"path\": \"x.wav\"") !=
              std::string::npos); // relative to where the file is
        CHECK(loadSession(folder / "link.rondo")->document == file.document);
        CHECK(loadSession(real)->document == file.document);
    }
}

namespace {

/// A session with a plugin, and what `edit` makes of it, must not be saved.
void checkRefused(const std::function<void(SessionDocument&)>& edit, const std::string& place) {
    const TemporaryFolder folder;
    SessionFile file = named("a");
    file.document.inserts.emplace_back(Insert{{1}, HostedPlugin{"LV2", "x", "x"}});
    edit(file.document);
    const auto saved = saveSession(file, folder / "a.rondo");
    REQUIRE(!saved);
    CHECK_MESSAGE(saved.error().text.find(place) != std::string::npos, saved.error().text);
    CHECK(entries(folder.path()) == 0);
}

void checkPathRefused(const char* path) {
    checkRefused(
        [path](SessionDocument& session) {
            session.source.change([&](SessionSource& one) { one.files = {{path}}; });
        },
        "/source/files/0/path: an absolute path");
}

void checkPluginRefused(const std::function<void(HostedPlugin&)>& edit, const std::string& place) {
    checkRefused(
        [&](SessionDocument& session) {
            session.change({1}, [&](Insert& insert) { edit(std::get<HostedPlugin>(insert.content)); });
        },
        place);
}

} // namespace

TEST_CASE("Only a document that fits is saved") {
    checkPathRefused("a.wav");
    checkPathRefused("/a/../b.wav");
    checkRefused([](SessionDocument& session) { session.name = "\xc3"; }, "/name: UTF-8");
    checkRefused([](SessionDocument& session) { session.inserts.push_back(session.inserts[0]); },
                 "/inserts/1/id");
    checkRefused([](SessionDocument& session) { session.inserts.resize(1001); },
                 "a list of at most 1000 inserts");
    checkRefused(
        [](SessionDocument& session) {
            session.unknown = Shared(UnknownFields{{"x", "tru"}});
        },
        "/x: JSON");
    checkRefused(
        [](SessionDocument& session) {
            session.unknown = Shared(UnknownFields{{"name", "1"}});
        },
        "/name: a field");
    checkRefused(
        [](SessionDocument& session) {
            session.view.change([](SessionView& view) { view.windows[{9}].x = -200000; });
        },
        "/inserts/-/window/x");
    checkPluginRefused(
        [](HostedPlugin& plugin) {
            plugin.parameters = {{"p", NAN}};
        },
        "/inserts/0/plugin/parameters/p");
    checkPluginRefused(
        [](HostedPlugin& plugin) {
            plugin.parameters = {{"p", INFINITY}};
        },
        "no number was found");
    checkPluginRefused(
        [](HostedPlugin& plugin) {
            plugin.parameters = {{"p", 1}, {"p", 2}};
        },
        "each name once");
    checkPluginRefused(
        [](HostedPlugin& plugin) { plugin.state = Shared(std::string(SessionLimits::state + 1, 'x')); },
        "/inserts/0/plugin/state");
}
