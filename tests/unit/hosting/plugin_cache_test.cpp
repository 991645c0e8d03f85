// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <fstream>
#include <host/hosting/plugin_cache.h>
#include <iterator>
#include <support/temporary_folder.h>

using namespace rondo::hosting;
using rondo::test::TemporaryFolder;

namespace {

PluginCache oneOfEach() {
    PluginCache cache;
    FileRecord record{PluginFormat::lv2, {123456789, 42}, {}, {}};
    record.plugins.push_back(
        {PluginFormat::lv2, "urn:one", "One \u00e4", "Somebody", "1.2", "Reverb", 2, 4, true});
    record.quarantine.push_back({"urn:two", "was ended by SIGSEGV (Segmentation fault)"});
    cache.files["/plugins/a.lv2"] = record;
    cache.files["/plugins/b.so"] = {PluginFormat::ladspa, {-1, 0}, {}, {{"", "gave no sign for 20 s"}}};
    return cache;
}

void write(const std::filesystem::path& path, const std::string& text) { std::ofstream(path) << text; }

std::string read(const std::filesystem::path& path) {
    std::ifstream stream(path);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void replace(std::string& text, const std::string& from, const std::string& to) {
    const auto place = text.find(from);
    REQUIRE(place != std::string::npos);
    text.replace(place, from.size(), to);
}

} // namespace

TEST_CASE("A cache that was saved is loaded as it was, and its folder is made") {
    const TemporaryFolder folder;
    const auto file = folder / "deep/er/plugins.json";
    REQUIRE(saveCache(oneOfEach(), file));
    const auto loaded = loadCache(file);
    CHECK(loaded.notice.empty());
    CHECK(loaded.cache.files == oneOfEach().files);
}

TEST_CASE("Where there is no cache, an empty one is loaded without a word") {
    const TemporaryFolder folder;
    const auto loaded = loadCache(folder / "plugins.json");
    CHECK(loaded.notice.empty());
    CHECK(loaded.cache.files.empty());
}

TEST_CASE("A cache cut off anywhere is empty and has one sentence") {
    const TemporaryFolder folder;
    const auto file = folder / "plugins.json";
    REQUIRE(saveCache(oneOfEach(), file));
    const auto whole = read(file);
    // The last two characters are the closing brace and the end of the line.
    for (std::size_t length = 0; length + 2 <= whole.size(); ++length) {
        write(file, whole.substr(0, length));
        const auto loaded = loadCache(file);
        CAPTURE(length);
        REQUIRE(loaded.cache.files.empty());
        REQUIRE(loaded.notice.find("is damaged") != std::string::npos);
        REQUIRE(loaded.notice.ends_with("a fresh scan replaces it."));
    }
}

TEST_CASE("A cache with a field of another kind, or a hostile one, is empty and has one sentence") {
    const TemporaryFolder folder;
    const auto file = folder / "plugins.json";
    REQUIRE(saveCache(oneOfEach(), file));
    const auto whole = read(file);
    for (const auto& [from, to] :
         {std::pair{"\"/plugins/a.lv2\"", "\"relative\""}, std::pair{"\"size\": 42", "\"size\": -42"},
          std::pair{"\"format\": \"LADSPA\"", "\"format\": \"LADDER\""}, std::pair{"\"urn:one\"", "{}"},
          std::pair{"\"reason\": \"gave", "\"raisin\": \"gave"},
          std::pair{"\"modified\": 123456789", "\"modified\": \"now\""},
          std::pair{"\"version\": 1", "\"version\": 0"}, std::pair{"rondo plugin cache", "something else"}}) {
        auto text = whole;
        replace(text, from, to);
        write(file, text);
        const auto loaded = loadCache(file);
        CAPTURE(to);
        CHECK(loaded.cache.files.empty());
        CHECK(loaded.notice.find("is damaged") != std::string::npos);
    }
    write(file, std::string(1'000'000, '['));
    CHECK(loadCache(file).notice.find("is damaged") != std::string::npos);
    std::filesystem::remove(file);
    std::filesystem::create_directory(file);
    CHECK(loadCache(file).notice.find("is no file") != std::string::npos);
}

TEST_CASE("A cache of a newer version says so and is scanned afresh") {
    const TemporaryFolder folder;
    const auto file = folder / "plugins.json";
    REQUIRE(saveCache(oneOfEach(), file));
    auto text = read(file);
    replace(text, "\"version\": 1", "\"version\": 2");
    write(file, text);
    const auto loaded = loadCache(file);
    CHECK(loaded.cache.files.empty());
    CHECK(loaded.notice.find("version 2") != std::string::npos);
    REQUIRE(saveCache(oneOfEach(), file));
    CHECK(loadCache(file).cache.files == oneOfEach().files);
}

TEST_CASE("What a plugin puts into its texts stays one line, and a text that is no UTF-8 is saved") {
    const TemporaryFolder folder;
    auto cache = oneOfEach();
    cache.files["/plugins/a.lv2"].plugins[0].name = "red\x1b[31m\nline";
    cache.files["/plugins/a.lv2"].plugins[0].vendor = "\xff\xfe";
    REQUIRE(saveCache(cache, folder / "plugins.json"));
    const auto loaded = loadCache(folder / "plugins.json");
    REQUIRE(loaded.cache.files.size() == 2);
    CHECK(loaded.cache.files.at("/plugins/a.lv2").plugins[0].name == "red [31m line");
}

TEST_CASE("The cache is where the environment says, unless a folder is given") {
    const auto environment = [](const char* name) {
        return std::string(name) == "XDG_CACHE_HOME" ? std::string("/caches") : std::string("/me");
    };
    CHECK(cacheFile(environment) == "/caches/rondo/plugins.json");
    CHECK(cacheFile(environment, "/there") == "/there/plugins.json");
    CHECK(cacheFile([](const char* name) { return std::string(name) == "HOME" ? "/me" : ""; }) ==
          "/me/.cache/rondo/plugins.json");
}
