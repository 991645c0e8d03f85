// SPDX-License-Identifier: MIT
#include <rondo/session/graph/detail/resolved_description.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <rondo/graph/node_group.h>
#include <rondo/session/graph/detail/words.h>
#include <unordered_map>

namespace rondo::session::detail {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

using Ports = std::vector<graph::PortDescription>;

/// A port's number from "in 3", "out 3" or "3"; 0 when it is none of these.
std::uint32_t numberOfPort(std::string_view text, std::string_view side) {
    if (text.starts_with(side))
        text = trimmed(text.substr(side.size()));
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

std::string channels(std::uint32_t width) {
    if (width == 0)
        return "events";
    return std::to_string(width) + (width == 1 ? " channel" : " channels");
}

std::vector<std::string> namesOf(const Ports& ports) {
    std::vector<std::string> names;
    for (const auto& port : ports)
        names.push_back(port.name);
    return names;
}

/// Of a delay. Errors: invalidArgument for others than 1 to 65536.
Result<std::uint32_t> feedbackFrames(double delay, double rate) {
    const auto frames = std::round(delay * rate);
    if (!(frames >= 1 && frames <= 65536))
        return fail(ErrorCode::invalidArgument,
                    "a delay of 1 to 65536 frames was expected, which is " + brief(1 / rate) + " to " +
                        brief(65536 / rate) + " s at " + brief(rate) + " Hz, and " +
                        (std::isnan(delay) ? "no number" : brief(delay) + " s") + " was given.");
    return static_cast<std::uint32_t>(frames);
}

/// Finds nodes and ports by name.
class EdgeReading {
public:
    EdgeReading(const GraphDescription& description, std::string_view source, double rate,
                ResolvedDescription& resolved)
        : description_(description), source_(source), rate_(rate),
          resolved_(resolved), graphInput_{{"input", description.inputs}}, graphOutput_{{"output",
                                                                                         description.outputs}} {
        for (std::uint32_t index = 0; index < description.nodes.size(); ++index)
            places_.emplace(description.nodes[index].name, index);
        for (const auto& node : resolved.descriptions) {
            outputs_.push_back(withEvents(node.outputs, node.eventOutputs));
            inputs_.push_back(withEvents(node.inputs, node.eventInputs));
        }
        for (std::uint32_t index = 0; index < description.groups.size(); ++index)
            places_.emplace(description.groups[index].name,
                            static_cast<std::uint32_t>(description.nodes.size()) + index);
    }

    Result<void> readFeedback(std::size_t number) {
        const auto& feedback = description_.feedback[number];
        pointer_ = "/feedback" + pointerStep(number);
        const auto frames = feedbackFrames(feedback.delay, rate_);
        if (!frames)
            return fail(frames.error().code, placed(source_, pointer_ + "/delay", frames.error().text));
        pointer_ += "/edge";
        if (feedback.edge.size() > 2)
            return refuse(ErrorCode::invalidArgument, "a feedback edge joins two nodes, and " +
                                                          quotedName(writePath(feedback.edge)) +
                                                          " names more; give each edge its own.");
        return read(feedback.edge, *frames);
    }
    Result<void> read(std::size_t number) {
        pointer_ = "/edges" + pointerStep(number);
        return read(description_.edges[number], 0);
    }

private:
    Result<void> read(const DescribedPath& path, std::uint32_t feedback) {
        if (path.size() < 2)
            return refuse(ErrorCode::invalidArgument, "an edge was expected, like \"tone -> output\", and " +
                                                          quotedName(writePath(path)) +
                                                          " has no '->'; name both ends.");
        for (std::size_t stop = 0; stop + 1 < path.size(); ++stop) {
            // In the middle of a path the port is the one that it enters.
            const auto from = find({path[stop].node, stop == 0 ? path[stop].port : ""}, true);
            if (!from)
                return tl::unexpected(from.error());
            const auto to = find(path[stop + 1], false);
            if (!to)
                return tl::unexpected(to.error());
            if (auto added = add({*from, *to}, feedback); !added)
                return added;
        }
        return {};
    }
    static Ports withEvents(Ports ports, const std::vector<std::string>& events) {
        for (const auto& name : events)
            ports.push_back({name, 0});
        return ports;
    }
    tl::unexpected<base::Error> refuse(ErrorCode code, const std::string& sentence) const {
        return fail(code, placed(source_, pointer_, sentence));
    }
    const Ports& portsOf(std::uint32_t node, bool outputs) const {
        if (node == ResolvedEnd::graphEnd)
            return outputs ? graphInput_ : graphOutput_;
        return outputs ? outputs_[node] : inputs_[node];
    }
    std::string titled(const ResolvedEnd& end, bool output) const {
        if (end.node == ResolvedEnd::graphEnd)
            return output ? "the graph's input" : "the graph's output";
        const auto nodes = description_.nodes.size();
        const auto& name =
            end.node < nodes ? description_.nodes[end.node].name : description_.groups[end.node - nodes].name;
        return quotedName(name + "." + portsOf(end.node, output)[end.port].name);
    }

    Result<ResolvedEnd> find(const PathStop& stop, bool output) const {
        ResolvedEnd end;
        if (stop.node == "input" || stop.node == "output") {
            if ((stop.node == "input") != output)
                return refuse(
                    ErrorCode::invalidArgument,
                    output ? "the graph's output leads nowhere inside the graph; 'output' stands only at "
                             "the end of a path."
                           : "nothing inside the graph leads to its input; 'input' stands only at the "
                             "beginning of a path.");
            if (portsOf(end.node, output)[0].width == 0)
                return refuse(ErrorCode::invalidArgument, "the graph has no " + stop.node +
                                                              " channels; set \"" + stop.node +
                                                              "s\" to how many it shall have.");
        } else {
            const auto place = places_.find(stop.node);
            if (place == places_.end())
                return unknownNode(stop.node);
            end.node = place->second;
        }
        return findPort(stop, output, end);
    }

    tl::unexpected<base::Error> unknownNode(const std::string& name) const {
        std::vector<std::string> names{"input", "output"};
        for (const auto& node : description_.nodes)
            names.push_back(node.name);
        for (const auto& group : description_.groups)
            names.push_back(group.name);
        return refuse(ErrorCode::notFound,
                      name.empty() ? "the name of a node was expected beside '->', and there is none; add it."
                                   : "there is no node " + quotedName(name) + suggestion(name, names) + ".");
    }

    Result<ResolvedEnd> findPort(const PathStop& stop, bool output, ResolvedEnd end) const {
        const auto& ports = portsOf(end.node, output);
        const auto names = namesOf(ports);
        const std::string side = output ? "output" : "input";
        if (ports.empty())
            return refuse(ErrorCode::notFound,
                          quotedName(stop.node) + " has no " + side + "; " +
                              (output ? "nothing can come from it." : "nothing can go into it."));
        if (stop.port.empty()) {
            if (ports.size() > 1)
                return refuse(ErrorCode::invalidArgument,
                              quotedName(stop.node) + " has " + std::to_string(ports.size()) + " " + side +
                                  "s (" + listed(names) + "); say which, like \"" + stop.node + "." + names[0] +
                                  (output ? "\", at the beginning of a path." : "\"."));
            return end;
        }
        const auto named = std::ranges::find(names, stop.port);
        const auto number = numberOfPort(stop.port, output ? "out " : "in ");
        if (named != names.end())
            end.port = static_cast<std::uint32_t>(named - names.begin());
        else if (number >= 1 && number <= ports.size())
            end.port = number - 1;
        else
            return refuse(ErrorCode::notFound, quotedName(stop.node) + " has no " + side + " " +
                                                   quotedName(stop.port) + suggestion(stop.port, names) + ".");
        return end;
    }

    Result<void> add(const ResolvedEdge& edge, std::uint32_t feedback) {
        const auto from = portsOf(edge.source.node, true)[edge.source.port].width;
        const auto to = portsOf(edge.destination.node, false)[edge.destination.port].width;
        if (from != to)
            return refuse(ErrorCode::invalidArgument,
                          titled(edge.source, true) + " has " + channels(from) + " and " +
                              titled(edge.destination, false) + " has " + channels(to) +
                              "; put a node between them that makes the one of the other, or set a \"width\".");
        if (from == 0 && feedback > 0)
            return refuse(ErrorCode::invalidArgument, "events cannot feed back; write it under \"edges\".");
        if (const auto [first, unique] = known_.emplace(edge, pointer_); !unique)
            return refuse(ErrorCode::invalidArgument, "the edge from " + titled(edge.source, true) + " to " +
                                                          titled(edge.destination, false) +
                                                          " is there already, at " + first->second +
                                                          "; leave one out.");
        resolved_.edges.push_back(edge);
        resolved_.feedback.push_back(feedback);
        return {};
    }

    const GraphDescription& description_;
    std::string_view source_;
    double rate_;
    ResolvedDescription& resolved_;
    const Ports graphInput_;
    const Ports graphOutput_;
    std::unordered_map<std::string_view, std::uint32_t> places_;
    std::vector<Ports> outputs_; ///< of each node
    std::vector<Ports> inputs_;
    std::map<ResolvedEdge, std::string> known_; ///< with its place
    std::string pointer_;
};

Result<void> checkHead(const GraphDescription& description, std::string_view source) {
    const auto bad = [&](const char* field, const std::string& expected, double found) {
        return fail(ErrorCode::invalidArgument,
                    placed(source, pointerStep(std::string_view(field)),
                           expected + " was expected, and " + brief(found) + " was given."));
    };
    if (!(description.rate >= 1 && description.rate <= 1e7))
        return bad("rate", "a rate of 1 to 10000000 Hz", description.rate);
    if (description.inputs > 64)
        return bad("inputs", "a number of 0 to 64 channels", description.inputs);
    if (description.outputs > 64)
        return bad("outputs", "a number of 0 to 64 channels", description.outputs);
    if (description.length && !(*description.length > 0 && *description.length <= 1e9))
        return bad("length", "a length of more than 0 and at most 1000000000 s", *description.length);
    return {};
}

} // namespace

DescribedPath readPath(std::string_view text) {
    DescribedPath path;
    for (bool more = true; more;) {
        const auto arrow = text.find("->");
        more = arrow != std::string_view::npos;
        const auto stop = trimmed(text.substr(0, arrow));
        const auto dot = stop.find('.');
        path.push_back({std::string(trimmed(stop.substr(0, dot))),
                        dot == std::string_view::npos ? "" : std::string(trimmed(stop.substr(dot + 1)))});
        text.remove_prefix(more ? arrow + 2 : text.size());
    }
    return path;
}

std::string writePath(const DescribedPath& path) {
    std::string text;
    for (const auto& stop : path)
        text += (text.empty() ? "" : " -> ") + stop.node + (stop.port.empty() ? "" : "." + stop.port);
    return text;
}

Result<void> resolveEdges(const GraphDescription& description, std::string_view source, double rate,
                          ResolvedDescription& resolved) {
    EdgeReading reading(description, source, rate, resolved);
    for (std::size_t number = 0; number < description.edges.size(); ++number)
        if (auto read = reading.read(number); !read)
            return read;
    for (std::size_t number = 0; number < description.feedback.size(); ++number)
        if (auto read = reading.readFeedback(number); !read)
            return read;
    return {};
}

Result<ResolvedDescription> resolve(const GraphDescription& description, const NodeCatalogue& catalogue,
                                    std::string_view source, double rate, std::uint32_t depth) {
    if (depth > graph::NodeGroup::deepest)
        return fail(ErrorCode::invalidArgument,
                    placed(source, "",
                           "at most " + std::to_string(graph::NodeGroup::deepest) +
                               " groups can lie in each other; take some of them out."));
    ResolvedDescription resolved;
    auto done = checkHead(description, source);
    if (done)
        done = resolveNodes(description, catalogue, source, rate, resolved);
    if (done)
        done = resolveEdges(description, source, rate, resolved);
    if (!done)
        return tl::unexpected(std::move(done.error()));
    for (std::size_t index = 0; index < description.groups.size(); ++index) {
        auto group =
            resolve(description.groups[index].graph, catalogue, sourceInside(source, index), rate, depth + 1);
        if (!group)
            return group;
        resolved.groups.push_back(*std::move(group));
    }
    return resolved;
}

} // namespace rondo::session::detail

namespace rondo::session {

base::Result<void> check(const GraphDescription& description, std::string_view source) {
    const NodeCatalogue catalogue;
    auto resolved = detail::resolve(description, catalogue, source, description.rate);
    if (!resolved)
        return tl::unexpected(std::move(resolved.error()));
    return {};
}

} // namespace rondo::session
