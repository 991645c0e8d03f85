// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <rondo/base/result.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace rondo::host {

/// What `--insert` names: a plugin, and values for its parameters.
struct InsertArgument {
    std::string plugin;                                      ///< a name or an identifier
    std::vector<std::pair<std::string, std::string>> values; ///< parameters and what is to be set, as written
    std::string preset = {}; ///< the name of a preset or a program, or a preset's file; empty: none
    bool operator==(const InsertArgument&) const = default;
};

/// The plugins that a command was given, in their order.
struct InsertRequest {
    std::vector<InsertArgument> plugins;
    std::filesystem::path cache; ///< the folder of the scan's result; empty: the usual one
};

/// The options for plugins on the page of a command.
class InsertPage {
public:
    /// Effects: adds them. The page must outlive `app`'s parsing. [control]
    void describe(CLI::App& app);
    /// Effects: reads what was given into `request`. Errors: as `readInsert`. [control]
    base::Result<void> read(InsertRequest& request) const;

private:
    std::vector<std::string> texts_;
    std::filesystem::path cache_;
};

/// Returns: what "PLUGIN[:preset=NAME,][parameter=value,…]" says; only the first value can be a preset,
/// whose name may have commas. The plugin ends at the last colon before the first "=", because identifiers have
/// colons of their own. Errors: invalidArgument, in a sentence. [any]
base::Result<InsertArgument> readInsert(std::string_view text);

} // namespace rondo::host
