// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <random>
#include <rondo/session/graph/node_catalogue.h>
#include <set>
#include <string>

namespace rondo::test {

/// Draws descriptions that fit: every type, option and parameter, edges from earlier to later nodes.
class RandomGraph {
public:
    RandomGraph(std::mt19937& numbers, const session::NodeCatalogue& catalogue, double rate = 48000)
        : numbers_(numbers), catalogue_(catalogue), rate_(rate) {}

    session::GraphDescription draw() {
        description_.rate = rate_;
        description_.inputs = upTo(3);
        description_.outputs = upTo(4);
        if (upTo(2) == 0)
            description_.length = between(0.001, 100);
        for (auto count = upTo(15); count > 0; --count)
            addNode();
        for (auto count = upTo(30); count > 0 && !description_.nodes.empty(); --count)
            addEdge();
        for (auto count = upTo(3); count > 0 && !description_.nodes.empty(); --count)
            addFeedback();
        return std::move(description_);
    }

    /// Options and, where wanted, start values anywhere in their ranges.
    session::DescribedNode node(const session::NodeType& type, std::string name, double share) {
        session::DescribedNode node{std::move(name), type.name};
        for (const auto& option : type.options)
            if (option.kind == session::OptionKind::text || between(0, 1) < share)
                node.options.emplace_back(option.name, value(option));
        const auto parameters = type.make(node)->describe().parameters;
        for (const auto& parameter : parameters)
            if (between(0, 1) < share)
                node.parameters.emplace_back(parameter.name, between(static_cast<double>(parameter.minimum),
                                                                     static_cast<double>(parameter.maximum)));
        std::ranges::shuffle(node.parameters, numbers_);
        node.bypass = graph::canBypass(type.make(node)->describe()) && upTo(4) == 0;
        for (const auto& parameter : parameters)
            if (upTo(8) == 0)
                node.automation.emplace_back(parameter.name, curve(parameter));
        return node;
    }

private:
    std::uint32_t upTo(std::uint32_t bound) { return static_cast<std::uint32_t>(numbers_() % bound); }
    double between(double low, double high) { return std::uniform_real_distribution<>(low, high)(numbers_); }

    std::vector<session::DescribedPoint> curve(const graph::ParameterDescription& parameter) {
        std::vector<session::DescribedPoint> points;
        double at = 0;
        for (auto count = 1 + upTo(5); count > 0; --count, at += between(0.001, 20)) {
            points.push_back(
                {at, between(static_cast<double>(parameter.minimum), static_cast<double>(parameter.maximum))});
            const auto shape = static_cast<graph::CurveShape>(upTo(4));
            if (shape != graph::CurveShape::exponential || parameter.minimum > 0)
                points.back().shape = shape;
            if (shape == graph::CurveShape::curved)
                points.back().curvature = between(-50, 50);
        }
        return points;
    }

    session::OptionValue value(const session::NodeOption& option) {
        switch (option.kind) {
        case session::OptionKind::number:
            return between(option.minimum, option.maximum);
        case session::OptionKind::whole:
            return option.minimum + upTo(static_cast<std::uint32_t>(std::min(3.0, option.maximum)) + 1 -
                                         static_cast<std::uint32_t>(option.minimum));
        case session::OptionKind::toggle:
            return upTo(2) == 0;
        case session::OptionKind::choice:
            return option.choices[upTo(static_cast<std::uint32_t>(option.choices.size()))];
        case session::OptionKind::text:
            break;
        }
        if (option.name == "notes")
            return std::string("C4 - Eb3+60  127");
        return std::string("a \"file\" in \u00fc/\\x.wav");
    }

    void addNode() {
        static constexpr const char* names[] = {
            "tone", "a \"quoted\" one", "\u4f4e\u97f3", "back\\slash", "{", "-", ">"};
        const auto types = catalogue_.types();
        const auto& type = types[upTo(static_cast<std::uint32_t>(types.size()))];
        description_.nodes.push_back(
            node(type, names[upTo(7)] + std::to_string(description_.nodes.size()), 0.5));
        ports_.push_back(type.make(description_.nodes.back())->describe());
    }

    void addEdge() {
        const auto count = static_cast<std::uint32_t>(ports_.size());
        const auto to = upTo(count + 1); // the last one is the graph's output
        const auto from = to == 0 ? count : upTo(std::min(to, count));
        std::vector<graph::PortDescription> outputs{{"input", description_.inputs}};
        std::vector<graph::PortDescription> inputs{{"output", description_.outputs}};
        if (from < count)
            outputs = withEvents(ports_[from].outputs, ports_[from].eventOutputs);
        if (to < count)
            inputs = withEvents(ports_[to].inputs, ports_[to].eventInputs);
        if (outputs.empty() || inputs.empty())
            return;
        const auto out = upTo(static_cast<std::uint32_t>(outputs.size()));
        const auto in = upTo(static_cast<std::uint32_t>(inputs.size()));
        const bool events = from < count && to < count; // else no channels means that there is no port
        if (outputs[out].width != inputs[in].width || (outputs[out].width == 0 && !events) ||
            !edges_.insert({from, out, to, in}).second)
            return;
        description_.edges.push_back(
            {{from < count ? description_.nodes[from].name : "input", port(outputs, out)},
             {to < count ? description_.nodes[to].name : "output", port(inputs, in)}});
    }
    void addFeedback() {
        const auto count = static_cast<std::uint32_t>(ports_.size());
        const auto from = upTo(count);
        const auto to = upTo(count);
        const auto& outputs = ports_[from].outputs;
        const auto& inputs = ports_[to].inputs;
        if (outputs.empty() || inputs.empty() || !ports_[from].eventOutputs.empty() ||
            !ports_[to].eventInputs.empty())
            return;
        const auto out = upTo(static_cast<std::uint32_t>(outputs.size()));
        const auto in = upTo(static_cast<std::uint32_t>(inputs.size()));
        if (outputs[out].width != inputs[in].width || !edges_.insert({from, out, to, in}).second)
            return;
        description_.feedback.push_back({{{description_.nodes[from].name, port(outputs, out)},
                                          {description_.nodes[to].name, port(inputs, in)}},
                                         (1 + upTo(65535)) / description_.rate});
    }
    static std::vector<graph::PortDescription> withEvents(std::vector<graph::PortDescription> ports,
                                                          const std::vector<std::string>& events) {
        for (const auto& name : events)
            ports.push_back({name, 0});
        return ports;
    }
    std::string port(const std::vector<graph::PortDescription>& ports, std::uint32_t number) {
        return ports.size() == 1 && upTo(2) == 0 ? ""
               : upTo(2) == 0                    ? ports[number].name
                                                 : std::to_string(number + 1);
    }

    std::mt19937& numbers_;
    const session::NodeCatalogue& catalogue_;
    double rate_;
    session::GraphDescription description_;
    std::vector<graph::NodeDescription> ports_;
    std::set<std::vector<std::uint32_t>> edges_;
};

/// With groups in groups, `depth` of them, all at `rate`.
inline session::GraphDescription randomGraph(std::mt19937& numbers, const session::NodeCatalogue& catalogue,
                                             double rate, int depth = 2) {
    auto description = RandomGraph(numbers, catalogue, rate).draw();
    for (auto count = depth > 0 ? numbers() % 3 : 0; count > 0; --count) {
        auto inside = randomGraph(numbers, catalogue, rate, depth - 1);
        inside.rate = session::GraphDescription{}.rate;
        inside.length.reset();
        const bool passes = inside.outputs > 0 && inside.inputs == inside.outputs;
        description.groups.push_back(
            {"group " + std::to_string(count), std::move(inside), passes && numbers() % 2 == 0});
    }
    return description;
}
inline session::GraphDescription randomGraph(std::mt19937& numbers, const session::NodeCatalogue& catalogue) {
    return randomGraph(numbers, catalogue, 44100 + static_cast<double>(numbers() % 60000) / 8.0);
}

} // namespace rondo::test
