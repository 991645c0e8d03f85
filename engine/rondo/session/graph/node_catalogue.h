// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <rondo/base/result.h>
#include <rondo/graph/node.h>
#include <rondo/session/graph/graph_description.h>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rondo::session {

/// What an option of a type of node takes.
enum class OptionKind {
    number, ///< any number in the range
    whole,  ///< a whole number in the range
    toggle, ///< true or false
    choice, ///< one of `choices`
    text,   ///< any text that is not empty; must be given
};

/// An option of a type of node: what is fixed for the node's life, unlike a parameter.
struct NodeOption {
    std::string name;
    OptionKind kind = OptionKind::number;
    double minimum = 0;
    double maximum = 0;
    std::string unit = {}; ///< "s", "channels", "" for a plain number
    std::vector<std::string> choices = {};
    OptionValue initial = 0.0; ///< of `text`: nothing, ""
};

/// A type of node as a graph description names it.
struct NodeType {
    std::string name;
    std::string summary; ///< one line for people
    std::vector<NodeOption> options;
    /// The node needs something that no file can hold, for instance a stream of samples: see GraphBuildOptions.
    bool outside = false;
    /// Makes a node from options and start values that fit; of `outside` types a stand-in. Throws what the
    /// node's constructor throws.
    std::function<std::unique_ptr<graph::Node>(const DescribedNode&)> make;
    /// Parameters whose start values `make` takes from the description; the others are set by an event.
    std::vector<std::string> starts;
};

/// Every type of node that a description can name. A new type is one entry in node_catalogue.cpp.
class NodeCatalogue {
public:
    /// Effects: fills the table. [control]
    NodeCatalogue();
    /// Returns: the types in the order of the table. Progress: wait-free. [control]
    std::span<const NodeType> types() const noexcept { return types_; }
    /// Returns: the type of a name, or null. Progress: wait-free. [control]
    const NodeType* find(std::string_view name) const noexcept;

private:
    std::vector<NodeType> types_;
};

/// Returns: the value of an option that the node gives or, where it does not, the type's initial one.
/// Requires: the type has the option. Progress: wait-free. [control]
const OptionValue& optionOf(const DescribedNode& node, const NodeType& type, std::string_view name);

} // namespace rondo::session
