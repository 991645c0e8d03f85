// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/graph/automation_curve.h>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace rondo::session {

/// The value of an option: a number in the option's unit, a switch, or a word.
using OptionValue = std::variant<double, bool, std::string>;

/// A breakpoint of a parameter's automation.
struct DescribedPoint {
    double at = 0;                                       ///< s
    double value = 0;                                    ///< in the parameter's unit
    graph::CurveShape shape = graph::CurveShape::linear; ///< to the next one
    double curvature = 0;                                ///< of `curved`
    friend bool operator==(const DescribedPoint&, const DescribedPoint&) = default;
};

/// A node as people write it.
struct DescribedNode {
    std::string name; ///< unique, without '.' and "->", not "input" and "output"
    std::string type; ///< as NodeCatalogue names it
    std::vector<std::pair<std::string, OptionValue>> options = {}; ///< fixed for the node's life
    std::vector<std::pair<std::string, double>> parameters = {};   ///< start values, in the parameters' units
    bool bypass = false; ///< whether it passes on its inputs instead; see GraphEdit::bypass
    std::vector<std::pair<std::string, std::vector<DescribedPoint>>> automation = {}; ///< by parameter
    friend bool operator==(const DescribedNode&, const DescribedNode&) = default;
};

/// A station of a path: a node, or "input" or "output" for the graph's own ports.
struct PathStop {
    std::string node;
    std::string port = {}; ///< a name, or a number from 1 on; empty: the only one
    friend bool operator==(const PathStop&, const PathStop&) = default;
};

/// "tone -> pan -> output": an edge between each stop and the next. The port of a stop is the one that the path
/// enters, of the first stop the one that it leaves.
using DescribedPath = std::vector<PathStop>;

struct DescribedGroup;
/// An edge that may close a circle, because what goes along it arrives later.
struct DescribedFeedback {
    DescribedPath edge; ///< two stops
    double delay = 0;   ///< s; 1 to 65536 frames
    friend bool operator==(const DescribedFeedback&, const DescribedFeedback&) = default;
};

/// A graph as a readable value: names instead of numbers, units instead of normalised values. It is what a
/// graph file holds (GraphFile), and what `addGraph` makes nodes and edges from.
struct GraphDescription {
    double rate = 48000;          ///< frames a second, 1 to 10 million
    std::uint32_t inputs = 0;     ///< channels, 0 to 64
    std::uint32_t outputs = 2;    ///< channels, 0 to 64
    std::optional<double> length; ///< s that it sounds for; nothing: without end
    std::vector<DescribedNode> nodes;
    std::vector<DescribedPath> edges; ///< of samples and of events, as the ports say
    std::vector<DescribedFeedback> feedback = {};
    std::vector<DescribedGroup> groups = {};
    friend bool operator==(const GraphDescription& a, const GraphDescription& b);
};

/// A graph that is one node of another, with an input and an output where it has channels for them. Its rate
/// and length are the other's. At most 32 lie in each other.
struct DescribedGroup {
    std::string name; ///< as of a node, and unique among nodes and groups
    GraphDescription graph;
    bool bypass = false; ///< whether it passes on its input instead
    friend bool operator==(const DescribedGroup&, const DescribedGroup&) = default;
};

inline bool operator==(const GraphDescription& a, const GraphDescription& b) {
    return a.rate == b.rate && a.inputs == b.inputs && a.outputs == b.outputs && a.length == b.length &&
           a.nodes == b.nodes && a.edges == b.edges && a.feedback == b.feedback && a.groups == b.groups;
}

/// Returns: nothing, when `description` can be built; cycles alone are left to GraphEdit::commit. Errors:
/// invalidArgument or notFound with one sentence that begins with `source` and the place as a JSON pointer, and
/// for a misspelt name says the nearest known one. Progress: blocking, linear. [control]
base::Result<void> check(const GraphDescription& description, std::string_view source = "the graph");

} // namespace rondo::session
