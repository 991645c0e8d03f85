// SPDX-License-Identifier: MIT
#include <host/session/preset_file.h>

#include <doctest/doctest.h>
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
#include <unistd.h>

using namespace rondo;
using namespace rondo::host;
using rondo::test::checkOneSentence;
using rondo::test::TemporaryFolder;

namespace {

std::string preset(const std::string& fields) {
    return R"({"format": "rondo-preset", "version": 1, )" + fields + "}";
}
std::string plugin(const std::string& fields) {
    return preset(R"("plugin": {"format": "LV2", "identifier": "urn:x", )" + fields + "}");
}

base::Error errorOf(const std::string& text) {
    const auto read = readPreset(text, "'x.json'");
    REQUIRE_MESSAGE(!read, text.substr(0, 200));
    checkOneSentence(read.error().text);
    CHECK(read.error().text.find("'x.json'") == 0);
    return read.error();
}

/// Every insert that can be a preset, of many sessions.
std::vector<InsertContent> drawn(std::uint64_t seed, std::size_t count) {
    std::vector<InsertContent> contents;
    for (test::RandomSession random(seed); contents.size() < count;)
        for (const auto& insert : random.draw().inserts)
            if (!std::holds_alternative<UnknownInsert>(insert->content))
                contents.push_back(insert->content);
    return contents;
}

} // namespace

TEST_CASE("A preset that is saved is loaded again, of a plugin and of a node") {
    const auto seed = test::toldSeed();
    CAPTURE(seed);
    const TemporaryFolder folder;
    const auto path = folder / "made" / "on the way" / "a.json";
    bool disk = true; // which is slow
    for (const auto& content : drawn(seed, static_cast<std::size_t>(test::rounds(400)))) {
        if (disk)
            REQUIRE(savePreset(content, path));
        const auto loaded = disk ? loadPreset(path) : readPreset(writePreset(content), "the text");
        REQUIRE_MESSAGE(loaded, (loaded ? "" : loaded.error().text));
        CHECK(*loaded == content);
        disk = false;
    }
}

TEST_CASE("A preset is for people too: plugin, release and values can be read") {
    HostedPlugin content{"LV2", "urn:x", "Levels", "Somebody", {{"gain", 0.5}}};
    content.state = Shared(std::string("bytes"));
    const auto text = writePreset(content);
    for (const char* part :
         {R"("format": "rondo-preset")", R"("version": 1)", R"("rondo": ")", R"("plugin": {)",
          R"("identifier": "urn:x")", R"("name": "Levels")", R"("gain": 0.5)", R"("state": "Ynl0ZXM=")"})
        CHECK_MESSAGE(text.find(part) != std::string::npos, std::string(part), " in ", text);
}

TEST_CASE("What is no preset is refused with its place, what was expected and what was found") {
    const auto says = [](const std::string& text, const char* part) {
        const auto sentence = errorOf(text).text;
        CHECK_MESSAGE(sentence.find(part) != std::string::npos, sentence);
    };
    says("", "line 1");
    says("[]", "an object was expected and a list was found");
    says(R"({"format": "rondo-session", "version": 1})",
         "'rondo-preset' was expected and 'rondo-session' was found");
    says(R"({"format": "rondo-preset"})", "at /version: a version was expected and nothing was found");
    says(preset(R"("name": "x")"), "a 'plugin' or a 'node' was expected and neither was found");
    says(preset(R"("plugin": {"format": "LV2"})"), "at /plugin/identifier: a text was expected");
    says(preset(R"("plugin": 7)"), "at /plugin: an object was expected and the number 7 was found");
    says(plugin(R"("state": "***")"), "at /plugin/state: base64 was expected");
    says(plugin(R"("state": ["YQ=="])"), "at /plugin/state: a text was expected and a list was found");
    says(plugin(R"("parameters": {"gain": "loud"})"), "at /plugin/parameters/gain: a number was expected");
    says(plugin(R"("parameters": {"gain": 1e999})"), "number");
    says(plugin(R"("name": "two\nlines")"), "UTF-8 without control characters");
    says(preset(R"("node": {"type": "gain"}, "plugin": {})"), "either a node or a plugin");
    const auto whole = plugin(R"("state": "Ynl0ZXM=")");
    for (std::size_t length = 0; length < whole.size(); ++length) // cut off anywhere
        errorOf(whole.substr(0, length));
}

TEST_CASE("Hostile presets end in a sentence, soon") {
    errorOf(std::string(100 << 20, '['));
    std::string open = preset("");
    open.resize(open.size() - 1);
    for (int depth = 0; depth < 100000; ++depth)
        open += R"("plugin":{)";
    errorOf(open);
    CHECK(errorOf(plugin("\"name\": \"" + std::string(5000, 'x') + "\"")).text.find("4096 bytes") !=
          std::string::npos);
    errorOf(plugin("\"parameters\": {\"gain\": " + std::string(1 << 20, '9') + "}"));
    // A state is megabytes at times, and more than any plugin's is refused.
    HostedPlugin content{"LV2", "urn:x", "Levels"};
    content.state = Shared(std::string(8 << 20, 's'));
    CHECK(readPreset(writePreset(content), "") == InsertContent(content));
    content.state = Shared(std::string(SessionLimits::state + 1, 's'));
    CHECK(errorOf(writePreset(content)).text.find("at /plugin/state: a list of at most") != std::string::npos);
}

TEST_CASE("A damaged preset never crashes and never passes for another one") {
    const auto seed = test::toldSeed();
    std::mt19937_64 numbers(seed);
    const auto good = drawn(seed, 20);
    for (int round = 0; round < test::rounds(4000); ++round) {
        CAPTURE(seed);
        CAPTURE(round);
        const auto text = test::damaged(writePreset(good[numbers() % good.size()]), numbers);
        const auto read = readPreset(text, "'x'");
        if (!read) {
            checkOneSentence(read.error().text);
            continue;
        }
        const auto again = readPreset(writePreset(*read), "'x'");
        REQUIRE_MESSAGE(again, (again ? "" : again.error().text));
        CHECK(*again == *read);
    }
}

TEST_CASE("A preset of a newer release is neither loaded nor overwritten") {
    const TemporaryFolder folder;
    const auto path = folder / "new.json";
    const std::string text = R"({"format": "rondo-preset", "version": 2, "plugin": "of another kind"})";
    test::writeBytes(path, text);
    const auto loaded = loadPreset(path);
    REQUIRE(!loaded);
    CHECK(loaded.error().code == base::ErrorCode::unsupported);
    CHECK(loaded.error().text.find(
              "new.json' at /version: version 1 was expected and 2 was found; it was saved by a "
              "newer Rondo") != std::string::npos);
    const auto saved = savePreset(OwnNode{"gain"}, path);
    REQUIRE(!saved);
    checkOneSentence(saved.error().text);
    CHECK(test::readBytes(path) == text);
}

TEST_CASE(
    "A preset that may not be read or written, and a folder that cannot be made, are told in a sentence") {
    const TemporaryFolder folder;
    const auto refusal = [](const auto& result) {
        REQUIRE(!result);
        checkOneSentence(result.error().text);
        return result.error().text;
    };
    CHECK(refusal(loadPreset(folder / "none.json")).find("there is no such file") != std::string::npos);
    refusal(loadPreset(folder.path()));
    const auto path = folder / "a.json";
    REQUIRE(savePreset(OwnNode{"gain"}, path));
    CHECK(refusal(savePreset(OwnNode{"pan"}, path / "b.json")).find("cannot be made") != std::string::npos);
    {
        const test::FileSizeLimit full(10);
        CHECK(refusal(savePreset(OwnNode{"pan"}, path)).find("is as it was") != std::string::npos);
    }
    CHECK(loadPreset(path) == InsertContent(OwnNode{"gain"}));
    if (::geteuid() == 0)
        return; // nothing is forbidden to root
    REQUIRE(::chmod(path.c_str(), 0) == 0);
    CHECK(refusal(loadPreset(path)).find("check its permissions") != std::string::npos);
    REQUIRE(::chmod(folder.path().c_str(), 0500) == 0);
    CHECK(refusal(savePreset(OwnNode{"pan"}, folder / "new" / "b.json")).find("cannot be made") !=
          std::string::npos);
    REQUIRE(::chmod(folder.path().c_str(), 0700) == 0);
}
