// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <host/hosting/insert_chain.h>
#include <host/hosting/plugin_loader.h>
#include <host/hosting/plugin_search.h>
#include <host/player/insert_status.h>
#include <host/session/history.h>
#include <map>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/graph/flight_report.h>
#include <rondo/graph/graph_statistics.h>
#include <rondo/runtime/engine.h>
#include <string>
#include <vector>

namespace rondo::host::detail {

/// Keeps the chain of a playing graph what the document says: loads plugins, puts stand-ins where one is
/// missing, sends parameters, and knows what is wrong with each insert. All functions: [control].
class ChainFollower {
public:
    struct Means {
        hosting::PluginLoader* loader = nullptr; ///< null: every plugin is missing
        std::function<base::Result<hosting::LocatedPlugin>(const HostedPlugin&)> locate;
        /// Says whether a plugin may be given the state that it has here; empty: always.
        std::function<base::Result<void>(const HostedPlugin&)> tryState;
        std::function<void(InsertId)> leaving; ///< called before a plugin goes
        bool offline = false;
    };
    ChainFollower(runtime::Engine& engine, hosting::InsertChain& chain, const Means& means) noexcept
        : engine_(engine), chain_(chain), means_(means) {}

    /// Effects: brings the chain to the inserts of the document, in their order. What could not be loaded
    /// stands in as a node that lets the signal pass. Errors: those of the graph; the rest is done all the
    /// same.
    base::Result<void> follow(const SessionDocument& document);
    /// Effects: sends what an edit has changed in an insert.
    base::Result<void> apply(const InsertChange& change, const SessionDocument& document);
    /// Effects: tries the missing plugins again.
    base::Result<void> retryMissing(const SessionDocument& document);
    /// Returns: all plugins; the chain is empty then. For the end, when the graph goes.
    std::vector<std::unique_ptr<hosting::HostedPlugin>> release();

    hosting::HostedPlugin* plugin(InsertId insert) const;
    InsertStatus status(InsertId insert) const;
    /// Effects: brings what a plugin is now into the document. Errors: as HostedPlugin::state.
    base::Result<void> keep(InsertId insert, History& history) const;
    /// A parameter that a plugin's own editor has moved.
    struct Moved {
        InsertId insert;
        std::string parameter;
        double value = 0;
        std::uint64_t gesture = 0; ///< as HostedPlugin::gestureOf
    };
    std::vector<Moved> takeMoved();
    /// Effects: blames nodes for missed deadlines and for numbers that are none.
    void blame(const graph::FlightReport& report);
    void blame(const graph::GraphStatistics& statistics);
    /// Returns: what was found out since the last call, a sentence each.
    std::vector<std::string> takeNotices();

private:
    struct Made {
        Shared<Insert> insert;                                 ///< as it was made
        std::vector<graph::ParameterDescription> parameters{}; ///< of a node of Rondo's own
        std::string missing{};                                 ///< why a stand-in stands here
        std::string slow{};                                    ///< which block it made late
        std::uint64_t silenced = 0;                            ///< blocks that held what is no number
        std::uint64_t thrownTold = 0;
    };
    base::Result<void> make(const Shared<Insert>& insert, std::size_t place);
    base::Result<void> makePlugin(const Insert& insert, const HostedPlugin& content, std::size_t place,
                                  Made& made);
    base::Result<void> makeOwn(const Insert& insert, const OwnNode& content, std::size_t place, Made& made);
    base::Result<void> makeStandIn(const Insert& insert, std::size_t place, const std::string& name);
    base::Result<std::unique_ptr<hosting::HostedPlugin>> load(const HostedPlugin& content) const;
    base::Result<void> remove(InsertId insert);
    base::Result<void> setParameters(const Insert& insert, std::span<const std::string> names, bool state);
    bool stillMade(const Insert& insert) const;
    const hosting::Insert* stationOf(std::uint64_t node) const;

    runtime::Engine& engine_;
    hosting::InsertChain& chain_;
    const Means& means_;
    std::map<InsertId, Made> made_;
    std::uint64_t silencedSeen_ = 0;
    std::vector<std::string> notices_;
};

} // namespace rondo::host::detail
