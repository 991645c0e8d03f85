// SPDX-License-Identifier: MIT
#include <algorithm>
#include <doctest/doctest.h>
#include <fstream>
#include <host/hosting/plugin_file.h>
#include <map>
#include <support/bound_by_permissions.h>
#include <support/temporary_folder.h>

using namespace rondo::hosting;
using rondo::test::TemporaryFolder;

namespace {

Environment environmentOf(std::map<std::string, std::string> variables) {
    return [variables](const char* name) {
        const auto found = variables.find(name);
        return found == variables.end() ? std::string() : found->second;
    };
}

std::vector<std::string> pathsOf(const std::vector<SearchFolder>& folders, PluginFormat format) {
    std::vector<std::string> paths;
    for (const auto& folder : folders)
        if (folder.format == format)
            paths.push_back(folder.path.string());
    return paths;
}

void write(const std::filesystem::path& path, const std::string& text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
}

} // namespace

TEST_CASE("A variable of the environment replaces the usual folders of its format alone") {
    const auto folders =
        usualFolders(environmentOf({{"HOME", "/me"}, {"LV2_PATH", "/one:~/two::relative:/three"}}));
    CHECK(pathsOf(folders, PluginFormat::lv2) == std::vector<std::string>{"/one", "/me/two", "/three"});
    const auto ladspa = pathsOf(folders, PluginFormat::ladspa);
    CHECK(std::ranges::count(ladspa, "/me/.ladspa") == 1);
    CHECK(std::ranges::count(ladspa, "/usr/lib/ladspa") == 1);
    CHECK(std::ranges::count(pathsOf(folders, PluginFormat::vst3), "/usr/lib/vst3") == 1);
}

TEST_CASE("What may hold plugins is found once, at any depth and behind links") {
    const TemporaryFolder folder;
    write(folder / "lv2/deep/a.lv2/manifest.ttl", "a");
    write(folder / "lv2/empty.lv2/readme", "no manifest");
    write(folder / "ladspa/b.so", "b");
    write(folder / "ladspa/b.txt", "no library");
    write(folder / "vst3/c.vst3/Contents/inner.vst3", "inside of another one");
    std::filesystem::create_directory_symlink(folder.path(), folder / "lv2/loop");
    const auto found = findPluginFiles({{PluginFormat::lv2, folder / "lv2"},
                                        {PluginFormat::lv2, folder / "lv2/deep"},
                                        {PluginFormat::ladspa, folder / "ladspa"},
                                        {PluginFormat::vst3, folder / "vst3"},
                                        {PluginFormat::vst3, folder / "missing"}});
    CHECK(found.notice.empty());
    std::vector<std::string> names;
    for (const auto& file : found.files)
        names.push_back(std::string(name(file.format)) + " " + file.path.filename().string());
    CHECK(names == std::vector<std::string>{"LADSPA b.so", "LV2 a.lv2", "VST3 c.vst3"});
}

TEST_CASE("A bundle or a library can be given in place of a folder, and then it alone is found") {
    const TemporaryFolder folder;
    write(folder / "lv2/a.lv2/manifest.ttl", "a");
    write(folder / "lv2/b.lv2/manifest.ttl", "b");
    write(folder / "ladspa/c.so", "c");
    write(folder / "ladspa/d.so", "d");
    const auto files = findPluginFiles({{PluginFormat::lv2, folder / "lv2/b.lv2"},
                                        {PluginFormat::ladspa, folder / "ladspa/c.so"},
                                        {PluginFormat::vst3, folder / "gone.vst3"}})
                           .files;
    REQUIRE(files.size() == 2);
    CHECK(files[0].path.filename() == "c.so");
    CHECK(files[1].path.filename() == "b.lv2");
}

TEST_CASE("Folders that cannot be looked into are told with the reason, and the rest is found") {
    const TemporaryFolder folder;
    write(folder / "lv2/a.lv2/manifest.ttl", "a");
    write(folder / "lv2/closed.lv2/manifest.ttl", "b");
    write(folder / "ladspa/c.so", "c");
    write(folder / "file", "where a folder is expected");
    std::filesystem::create_directory_symlink(folder / "loop", folder / "loop");
    const auto allow = [&](std::filesystem::perms permissions) {
        for (const char* closed : {"lv2/closed.lv2", "ladspa"})
            std::filesystem::permissions(folder / closed, permissions);
    };
    allow(std::filesystem::perms::none);
    const rondo::test::BoundByPermissions bound;
    const auto search = [&](PluginFormat format, const char* path) {
        return findPluginFiles({{format, folder / path}});
    };
    const auto told = [&](const FoundFiles& found, const char* path, const std::string& reason) {
        return found.notice == "Plugins were not looked for in '" + (folder / path).string() + "' (" + reason +
                                   "), which cannot be read; allow it, and scan again.";
    };
    const auto lv2 = search(PluginFormat::lv2, "lv2");
    REQUIRE(lv2.files.size() == 1);
    CHECK(lv2.files[0].path.filename() == "a.lv2");
    CHECK(told(lv2, "lv2/closed.lv2", "Permission denied"));
    CHECK(told(search(PluginFormat::ladspa, "ladspa"), "ladspa", "Permission denied"));
    CHECK(told(search(PluginFormat::vst3, "file"), "file", "Not a directory"));
    CHECK(told(search(PluginFormat::vst3, "loop"), "loop", "Too many levels of symbolic links"));
    // A list without an end would be read by nobody.
    std::vector<SearchFolder> many;
    for (const char* path : {"file", "ladspa", "loop", "lv2", "lv2/closed.lv2"})
        many.push_back({PluginFormat::vst3, folder / path});
    CHECK(findPluginFiles(many).notice.find("symbolic links) and 1 more, which") != std::string::npos);
    allow(std::filesystem::perms::owner_all);
    CHECK(search(PluginFormat::ladspa, "ladspa").notice.empty());
}

TEST_CASE("The stamp of a bundle changes with any file in it") {
    const TemporaryFolder folder;
    write(folder / "a.lv2/manifest.ttl", "one");
    write(folder / "a.lv2/inside/more.ttl", "two");
    const auto before = stampOf(folder / "a.lv2");
    CHECK(before == stampOf(folder / "a.lv2"));
    CHECK(before.size == 6);
    write(folder / "a.lv2/inside/more.ttl", "longer");
    CHECK_FALSE(before == stampOf(folder / "a.lv2"));
    const auto longer = stampOf(folder / "a.lv2");
    std::filesystem::last_write_time(folder / "a.lv2/manifest.ttl",
                                     std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
    CHECK_FALSE(longer == stampOf(folder / "a.lv2"));
    CHECK(stampOf(folder / "missing") == FileStamp{});
}
