// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/browser_filter.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <set>
#include <sstream>

namespace rondo::host {
namespace {

std::string lowered(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return text;
}

std::vector<std::string> wordsOf(const std::string& text) {
    std::istringstream stream(text);
    return {std::istream_iterator<std::string>(stream), {}};
}

bool fits(const std::string& text, const std::vector<std::string>& words) {
    return std::ranges::all_of(words, [where = lowered(text)](const auto& word) {
        return where.find(lowered(word)) != std::string::npos;
    });
}

void addPlugins(std::vector<BrowserEntry>& entries, const PluginShelf& shelf, hosting::PluginQuery query) {
    std::set<std::string> seen;
    for (auto& located : shelf.find(query))
        if (seen.insert(located.plugin.identifier).second) {
            const bool favourite = shelf.isFavourite(located.plugin.identifier);
            entries.push_back({std::move(located), favourite});
        }
}

void addOwnNodes(std::vector<BrowserEntry>& entries, const PluginShelf& shelf,
                 const std::vector<std::string>& words, bool onlyFavourites) {
    for (const auto& type : ownNodeTypes()) {
        BrowserEntry entry{&type, shelf.isFavourite("own:" + type.type)};
        if (!fits(type.name + "\nRondo\n" + type.type + "\n" + type.summary, words) ||
            (onlyFavourites && !entry.favourite))
            continue;
        const auto place = std::ranges::upper_bound(entries, lowered(type.name), {},
                                                    [](const auto& other) { return lowered(other.name()); });
        entries.insert(place, std::move(entry));
    }
}

} // namespace

std::vector<BrowserEntry> BrowserFilter::apply(const PluginShelf& shelf) const {
    std::vector<BrowserEntry> entries;
    if (section == Section::quarantine)
        return entries;
    const bool liked = section == Section::favourites;
    hosting::PluginQuery query{wordsOf(text), format, std::nullopt};
    if (liked)
        query.among = shelf.favourites();
    const auto words = query.words;
    if (section != Section::own)
        addPlugins(entries, shelf, std::move(query));
    if (!format || section == Section::own)
        addOwnNodes(entries, shelf, words, liked);
    // What is called as was typed comes before what only has to do with it: Return takes the first.
    std::ranges::stable_partition(entries, [&](const auto& entry) { return fits(entry.name(), words); });
    return entries;
}

std::vector<hosting::QuarantinedPlugin> BrowserFilter::applyToQuarantine(const PluginShelf& shelf) const {
    auto plugins = shelf.quarantine();
    std::erase_if(plugins, [words = wordsOf(text)](const hosting::QuarantinedPlugin& entry) {
        return !fits(entry.plugin.identifier + "\n" + entry.path.string() + "\n" + hosting::name(entry.format) +
                         "\n" + entry.plugin.reason,
                     words);
    });
    return plugins;
}

} // namespace rondo::host
