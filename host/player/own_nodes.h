// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/session/own_node.h>
#include <memory>
#include <rondo/base/result.h>
#include <rondo/graph/node.h>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rondo::host {

/// A node of Rondo's own as an insert.
struct OwnNodeType {
    std::string type;    ///< what a session calls it: a type of session::NodeCatalogue, or "strip"
    std::string name;    ///< for people: "Filter"
    std::string summary; ///< one line for people
    std::vector<graph::ParameterDescription> parameters; ///< without those that nobody sees
};

/// Returns: the nodes that fit into a chain of two channels. [control]
std::span<const OwnNodeType> ownNodeTypes();
/// Returns: the type of a name, or null. [control]
const OwnNodeType* findOwnNode(std::string_view type);
/// Returns: the node, two channels wide. Errors: the type is none, or an option does not fit. [control]
base::Result<std::unique_ptr<graph::Node>> makeOwnNode(const OwnNode& node);
/// Returns: where a parameter of the node stands: what the session says, else what the type begins with.
/// [control]
double valueOf(const OwnNode& node, const graph::ParameterDescription& parameter);

} // namespace rondo::host
