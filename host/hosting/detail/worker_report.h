// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/hosting/plugin_description.h>
#include <set>
#include <string>

namespace rondo::hosting::detail {

/// What a worker is asked for.
struct WorkerRequest {
    PluginFormat format = PluginFormat::lv2;
    std::string path;
    std::set<std::string> skip; ///< known already
    std::string only;           ///< this one alone, with its details; empty: all, without
    std::string state = {};     ///< with `only`: the file of a state that it is given first; empty: none

    bool wants(const std::string& identifier) const {
        return only.empty() ? !skip.contains(identifier) : only == identifier;
    }
};

/// The worker's voice: each call is one line to the parent, and a sign of life.
class WorkerReport {
public:
    explicit WorkerReport(int descriptor) : descriptor_(descriptor) {}
    void ready();
    /// Effects: from here on it is this plugin that is to blame.
    void begin(const std::string& identifier);
    void found(const PluginDescription& description);
    void details(const PluginDetails& details);
    /// Effects: tells why a plugin cannot be used; an empty identifier means the file. Completes "it …".
    void refused(const std::string& identifier, const std::string& reason);
    void done();

private:
    int descriptor_;
};

} // namespace rondo::hosting::detail
