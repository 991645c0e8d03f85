// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "programme.h"
#include <filesystem>
#include <memory>
#include <rondo/session/graph/graph_file.h>
#include <vector>

namespace rondo::host {

/// Returns: a graph file's description that something can be heard of. Errors: as session::loadGraph;
/// unsupported for one without outputs. [control]
base::Result<session::GraphDescription> loadSoundingGraph(const std::filesystem::path& file);

/// Returns: as loadSoundingGraph one that ends; it need not by itself when it is `limited`. Errors: likewise;
/// invalidArgument for one without an end. [control]
base::Result<session::GraphDescription> loadEndingGraph(const std::filesystem::path& file, bool limited);

/// Returns: runtime::EngineOptions::eventCapacity with room for every start value. [control]
std::uint32_t eventsFor(const session::GraphDescription& description);

/// Returns: the graph file and every file that it plays. [control]
std::vector<std::filesystem::path> filesOf(const session::GraphDescription& description,
                                           const std::filesystem::path& file);

/// A described graph. It ends, faded out, with the description's length unless `endless`; without one it goes
/// on. The sound files it names are looked for beside `file`. Requires: the engine's device has the
/// description's channels. [control]
std::unique_ptr<Programme> makeGraphProgramme(session::GraphDescription description, std::filesystem::path file,
                                              bool endless);

} // namespace rondo::host
