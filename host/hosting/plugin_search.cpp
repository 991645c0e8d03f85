// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/plugin_search.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace rondo::hosting {
namespace {

using base::ErrorCode;
using base::fail;

std::string lowered(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return text;
}

bool fits(const PluginDescription& plugin, const PluginQuery& query) {
    if (query.format && *query.format != plugin.format)
        return false;
    if (query.among && !query.among->contains(plugin.identifier))
        return false;
    const auto text =
        lowered(plugin.name + "\n" + plugin.vendor + "\n" + name(plugin.format) + "\n" + plugin.category);
    return std::ranges::all_of(
        query.words, [&](const std::string& word) { return text.find(lowered(word)) != std::string::npos; });
}

/// The same plugin in two places is one for a person who names it.
std::size_t differentOnes(const std::vector<LocatedPlugin>& plugins) {
    std::set<std::string> identifiers;
    for (const auto& located : plugins)
        identifiers.insert(located.plugin.identifier);
    return identifiers.size();
}

std::string namesOf(const std::vector<LocatedPlugin>& plugins) {
    constexpr std::size_t most = 3;
    std::string text;
    for (std::size_t index = 0; index < std::min(plugins.size(), most); ++index)
        text += (index == 0 ? "'" : ", '") + plugins[index].plugin.identifier + "'";
    return text + (plugins.size() > most ? " and others" : "");
}

} // namespace

std::vector<LocatedPlugin> find(const PluginCache& cache, const PluginQuery& query) {
    std::vector<LocatedPlugin> found;
    for (const auto& [path, record] : cache.files)
        for (const auto& plugin : record.plugins)
            if (fits(plugin, query))
                found.push_back({plugin, path});
    std::ranges::stable_sort(found, {}, [](const LocatedPlugin& located) {
        return std::make_pair(lowered(located.plugin.name), located.plugin.identifier);
    });
    return found;
}

base::Result<LocatedPlugin> findOne(const PluginCache& cache, const std::string& wanted) {
    const auto all = find(cache, {});
    const auto choose = [&](auto&& fitting) {
        std::vector<LocatedPlugin> chosen;
        std::ranges::copy_if(all, std::back_inserter(chosen), fitting);
        return chosen;
    };
    auto chosen = choose([&](const auto& located) { return located.plugin.identifier == wanted; });
    const auto name = lowered(wanted);
    if (chosen.empty())
        chosen = choose([&](const auto& located) { return lowered(located.plugin.name) == name; });
    if (chosen.empty() && !name.empty())
        chosen = choose(
            [&](const auto& located) { return lowered(located.plugin.name).find(name) != std::string::npos; });
    if (differentOnes(chosen) == 1)
        return chosen.front();
    if (!chosen.empty())
        return fail(ErrorCode::invalidArgument, "One plugin was expected, and '" + wanted + "' names " +
                                                    std::to_string(differentOnes(chosen)) +
                                                    "; say which by its identifier: " + namesOf(chosen) + ".");
    for (const auto& [path, record] : cache.files)
        for (const auto& quarantined : record.quarantine)
            if (quarantined.identifier == wanted)
                return fail(ErrorCode::refused, "The plugin '" + wanted + "' is in quarantine because it " +
                                                    quarantined.reason +
                                                    "; 'rondo scan --retry' tries it again.");
    return fail(ErrorCode::notFound, "A plugin was expected, and no scan has found '" + wanted +
                                         "'; run 'rondo scan', or see 'rondo list'.");
}

} // namespace rondo::hosting
