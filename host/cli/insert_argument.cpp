// SPDX-License-Identifier: GPL-3.0-only
#include "insert_argument.h"

#include <CLI/CLI.hpp>

namespace rondo::host {

void InsertPage::describe(CLI::App& app) {
    app.add_option(
           "--insert", texts_,
           "A plugin that 'rondo scan' has found, by name or identifier, and values as people write them: "
           "'PLUGIN:gain=-6 dB,mix=0.5'. As the first value 'preset=' takes a name that 'rondo presets' shows, "
           "or a "
           "preset's file: 'PLUGIN:preset=Warm,mix=0.5'. Several are a chain, in their order")
        ->type_name("PLUGIN[:[preset=NAME,]PARAMETER=VALUE,...]")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_option("--plugin-cache", cache_, "The folder of the scan's result; else the usual one")
        ->type_name("FOLDER");
}

base::Result<void> InsertPage::read(InsertRequest& request) const {
    request.cache = cache_;
    for (const auto& text : texts_) {
        auto insert = readInsert(text);
        if (!insert)
            return tl::unexpected(insert.error());
        request.plugins.push_back(*std::move(insert));
    }
    return {};
}

base::Result<InsertArgument> readInsert(std::string_view text) {
    const auto refuse = [&](const std::string& what) {
        return base::fail(base::ErrorCode::invalidArgument,
                          "--insert takes PLUGIN[:[preset=NAME,]parameter=value,...], and '" +
                              std::string(text) + "' " + what);
    };
    InsertArgument insert;
    const auto equals = text.find('=');
    const auto colon = equals == std::string_view::npos ? equals : text.rfind(':', equals);
    if (equals != std::string_view::npos && colon == std::string_view::npos)
        return refuse("has a value without a colon behind the plugin; put one there.");
    insert.plugin = text.substr(0, colon);
    if (insert.plugin.empty())
        return refuse("names no plugin; see 'rondo list'.");
    auto rest = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        const auto pair = rest.substr(0, comma);
        const auto middle = pair.find('=');
        if (middle == std::string_view::npos && !insert.preset.empty() && insert.values.empty())
            insert.preset.append(1, ',').append(pair); // names may have commas
        else if (middle == std::string_view::npos || middle == 0 || middle + 1 == pair.size())
            return refuse("has '" + std::string(pair) +
                          "' where parameter=value was expected; see 'rondo info " + insert.plugin + "'.");
        else if (pair.substr(0, middle) == "preset" && insert.preset.empty() && insert.values.empty())
            insert.preset = pair.substr(middle + 1);
        else // also a parameter that a plugin calls so
            insert.values.emplace_back(pair.substr(0, middle), pair.substr(middle + 1));
        if (comma == std::string_view::npos)
            break;
        rest.remove_prefix(comma + 1);
        if (rest.empty())
            return refuse("ends with a comma; leave it out.");
    }
    return insert;
}

} // namespace rondo::host
