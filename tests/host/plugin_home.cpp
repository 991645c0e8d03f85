// SPDX-License-Identifier: MIT
#include "plugin_home.h"

#include "expect.h"
#include "program.h"
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace rondo::test {
namespace {

void set(const char* variable, const std::filesystem::path& value) { ::setenv(variable, value.c_str(), 1); }

nlohmann::json told(std::vector<std::string> words, const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
    const auto end = runRondo(words);
    checkSuccess(end);
    return nlohmann::json::parse(end.output);
}

} // namespace

PluginHome::PluginHome(const std::vector<std::string>& libraries) {
    std::filesystem::create_directory(folder_ / "ladspa");
    std::filesystem::create_directory(folder_ / "temporary");
    for (const auto& library : libraries)
        add(library);
    set("HOME", folder_.path());
    set("XDG_CACHE_HOME", folder_ / "cache");
    set("XDG_CONFIG_HOME", folder_ / "config");
    set("XDG_DATA_HOME", folder_ / "data");
    set("LADSPA_PATH", folder_ / "ladspa");
    set("LV2_PATH", folder_ / "none");
    set("VST3_PATH", folder_ / "none");
    set("TMPDIR", folder_ / "temporary");
    ::unsetenv("DISPLAY");
}

PluginHome::~PluginHome() { ::unsetenv("TMPDIR"); }

void PluginHome::add(const std::string& name) const {
    std::filesystem::copy_file(std::filesystem::path(RONDO_LADSPA_FOLDER) / (name + ".so"), library(name));
}

nlohmann::json scan(const std::vector<std::string>& more) { return told({"scan", "--json"}, more); }

nlohmann::json list(const std::vector<std::string>& more) { return told({"list", "--json"}, more); }

} // namespace rondo::test
