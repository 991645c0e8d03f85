// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "insert_argument.h"
#include <host/hosting/hosted_plugin.h>
#include <memory>
#include <rondo/base/result.h>
#include <rondo/graph/node_id.h>
#include <vector>

namespace rondo::runtime {
class Engine;
}

namespace rondo::host {

/// The plugins that a command line has put between what it plays and the master.
class PluginRack {
public:
    PluginRack();
    /// Requires: the engine is gone, whose graph has the plugins' nodes. [control]
    ~PluginRack();
    PluginRack(const PluginRack&) = delete;
    PluginRack& operator=(const PluginRack&) = delete;

    /// Effects: loads the plugins, sets their parameters and puts them in front of the master. Returns: the
    /// node to play into: the master itself without inserts. Errors: what stands in the way, in a sentence.
    /// [control]
    base::Result<graph::NodeId> build(runtime::Engine& engine, const InsertRequest& inserts, bool offline);
    /// Effects: gives the plugins their messages; for a loop to call some times a second. [control]
    void attend();
    /// Returns: what went wrong in plugins since the last call, in sentences. [control]
    std::vector<std::string> notices();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_; ///< null without inserts, so that nothing of it starts
};

/// Effects: sets parameters by their ids or names. Errors: the plugin has no such parameter, or does not
/// understand a value, in a sentence. [control]
base::Result<void> setValues(hosting::HostedPlugin& plugin, const InsertArgument& insert);

} // namespace rondo::host
