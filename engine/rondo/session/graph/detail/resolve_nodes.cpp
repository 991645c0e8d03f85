// SPDX-License-Identifier: MIT
#include <rondo/session/graph/detail/resolved_description.h>

#include <algorithm>
#include <cmath>
#include <rondo/session/graph/detail/words.h>
#include <unordered_map>

namespace rondo::session::detail {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

std::string range(double minimum, double maximum, const std::string& unit) {
    return brief(minimum) + " to " + brief(maximum) + (unit.empty() ? "" : " " + unit);
}

/// What is wrong with a name; empty for nothing.
std::string faultOf(const std::string& name) {
    if (name.empty())
        return "a name was expected and this one is empty; give the node one.";
    if (!isPlainText(name))
        return "a name of printable characters in UTF-8 was expected, and " + quotedName(name) +
               " has others; leave them out.";
    if (name.find('.') != std::string::npos || name.find("->") != std::string::npos)
        return "a name must not contain '.' or '->', which edges need, and " + quotedName(name) +
               " does; write it otherwise.";
    if (name == "input" || name == "output")
        return quotedName(name) + " names the graph's own port; give the node another name.";
    if (trimmed(name).size() != name.size())
        return quotedName(name) + " begins or ends with a space; leave that out.";
    return {};
}

/// Looks at one node, with its place for sentences.
class NodeReading {
public:
    NodeReading(const DescribedNode& node, std::size_t index, const NodeCatalogue& catalogue,
                std::string_view source)
        : node_(node), pointer_("/nodes" + pointerStep(index)), catalogue_(catalogue), source_(source) {}

    /// All but the parameters.
    Result<graph::NodeDescription> describe() {
        type_ = catalogue_.find(node_.type);
        if (auto named = checkName(); !named)
            return tl::unexpected(named.error());
        if (type_ == nullptr)
            return unknownType();
        if (auto options = checkOptions(); !options)
            return tl::unexpected(options.error());
        try {
            return type_->make({node_.name, node_.type, node_.options})->describe();
        } catch (const base::Failure& refusal) {
            return refuse(refusal.code(), "", refusal.what());
        }
    }

    Result<graph::NodeDescription> read(const NodeType*& type, double rate) {
        auto description = describe();
        type = type_;
        if (description && node_.bypass && !graph::canBypass(*description))
            return refuse(ErrorCode::invalidArgument, "/bypass",
                          titled() + " has not for each output an input of the same width that it could pass "
                                     "on; leave the field out.");
        if (description)
            if (auto parameters = checkParameters(*description); !parameters)
                return tl::unexpected(parameters.error());
        if (description)
            if (auto automation = readAutomation(*description, rate); !automation)
                return tl::unexpected(automation.error());
        return description;
    }
    std::vector<ResolvedCurve> curves; ///< once it is read

private:
    tl::unexpected<base::Error> refuse(ErrorCode code, const std::string& step,
                                       const std::string& sentence) const {
        return fail(code, placed(source_, pointer_ + step, sentence));
    }
    std::string titled() const { return "the " + node_.type + " " + quotedName(node_.name); }

    Result<void> checkName() const {
        if (const auto fault = faultOf(node_.name); !fault.empty())
            return refuse(ErrorCode::invalidArgument, "/name", fault);
        return {};
    }

    tl::unexpected<base::Error> unknownType() const {
        std::vector<std::string> names;
        for (const auto& type : catalogue_.types())
            names.push_back(type.name);
        return refuse(ErrorCode::notFound, "/type",
                      "there is no type of node " + quotedName(node_.type) + suggestion(node_.type, names) +
                          ".");
    }

    Result<void> checkOptions() const {
        std::vector<std::string> names;
        for (const auto& option : type_->options)
            names.push_back(option.name);
        for (std::size_t index = 0; index < node_.options.size(); ++index) {
            const auto& [name, value] = node_.options[index];
            const auto option = std::ranges::find(type_->options, name, &NodeOption::name);
            if (option == type_->options.end())
                return refuse(ErrorCode::notFound, pointerStep(name),
                              titled() + " has no option " + quotedName(name) + suggestion(name, names) + ".");
            for (std::size_t before = 0; before < index; ++before)
                if (node_.options[before].first == name)
                    return refuse(ErrorCode::invalidArgument, pointerStep(name),
                                  titled() + " is given the option " + quotedName(name) +
                                      " twice; leave one out.");
            if (auto checked = checkOption(*option, value); !checked)
                return checked;
        }
        for (const auto& option : type_->options)
            if (option.kind == OptionKind::text &&
                std::get<std::string>(optionOf(node_, *type_, option.name)).empty())
                return refuse(ErrorCode::invalidArgument, "",
                              titled() + " needs the option " + quotedName(option.name) +
                                  " and has none; add it.");
        return {};
    }

    Result<void> checkOption(const NodeOption& option, const OptionValue& value) const {
        const auto bad = [&](const std::string& expected) -> Result<void> {
            return refuse(ErrorCode::invalidArgument, pointerStep(option.name),
                          quotedName(option.name) + " of " + titled() + " must be " + expected + ", and " +
                              shown(value) + " was given.");
        };
        const auto* number = std::get_if<double>(&value);
        const auto* word = std::get_if<std::string>(&value);
        switch (option.kind) {
        case OptionKind::number:
        case OptionKind::whole: {
            const bool whole = option.kind == OptionKind::whole;
            if (number == nullptr || !(*number >= option.minimum && *number <= option.maximum) ||
                (whole && *number != std::floor(*number)))
                return bad((whole ? "a whole number from " : "a number from ") +
                           range(option.minimum, option.maximum, option.unit));
            break;
        }
        case OptionKind::toggle:
            if (!std::holds_alternative<bool>(value))
                return bad("true or false");
            break;
        case OptionKind::choice:
            if (word == nullptr || std::ranges::find(option.choices, *word) == option.choices.end())
                return bad("one of " + listed(option.choices));
            break;
        case OptionKind::text:
            if (word == nullptr || word->empty() || !isPlainText(*word))
                return bad("a text of printable characters");
            break;
        }
        return {};
    }

    static std::string shown(const OptionValue& value) {
        if (const auto* number = std::get_if<double>(&value))
            return std::isfinite(*number) ? brief(*number) : "no number";
        if (const auto* toggle = std::get_if<bool>(&value))
            return *toggle ? "true" : "false";
        return quotedName(std::get<std::string>(value));
    }

    /// The parameter that an entry of `entries`, the node's `field`, names. `does`: what the node does with it.
    template <class Entries>
    Result<const graph::ParameterDescription*>
    parameterOf(const graph::NodeDescription& description, const Entries& entries, std::size_t index,
                const std::string& field, const std::string& does) const {
        const auto& name = entries[index].first;
        const auto step = "/" + field + pointerStep(name);
        const auto found = std::ranges::find(description.parameters, name, &graph::ParameterDescription::name);
        if (found == description.parameters.end()) {
            std::vector<std::string> names;
            for (const auto& parameter : description.parameters)
                names.push_back(parameter.name);
            return refuse(ErrorCode::notFound, step,
                          titled() + " has no parameter " + quotedName(name) + suggestion(name, names) + ".");
        }
        for (std::size_t before = 0; before < index; ++before)
            if (entries[before].first == name)
                return refuse(ErrorCode::invalidArgument, step,
                              titled() + " " + does + " the parameter " + quotedName(name) +
                                  " twice; leave one out.");
        return &*found;
    }
    Result<void> checkValue(const graph::ParameterDescription& parameter, double value,
                            const std::string& step) const {
        const auto narrow = static_cast<float>(value);
        if (narrow >= parameter.minimum && narrow <= parameter.maximum)
            return {};
        return refuse(ErrorCode::invalidArgument, step,
                      "the parameter " + quotedName(parameter.name) + " of " + titled() + " goes from " +
                          spanOf(parameter) + ", and " + (std::isnan(value) ? "no number" : brief(value)) +
                          " was given.");
    }

    Result<void> checkParameters(const graph::NodeDescription& description) const {
        for (std::size_t index = 0; index < node_.parameters.size(); ++index) {
            const auto parameter = parameterOf(description, node_.parameters, index, "parameters", "is given");
            if (!parameter)
                return tl::unexpected(parameter.error());
            const auto& [name, value] = node_.parameters[index];
            if (auto fits = checkValue(**parameter, value, "/parameters" + pointerStep(name)); !fits)
                return fits;
        }
        return {};
    }

    Result<void> readAutomation(const graph::NodeDescription& description, double rate) {
        for (std::size_t index = 0; index < node_.automation.size(); ++index) {
            const auto parameter = parameterOf(description, node_.automation, index, "automation", "automates");
            if (!parameter)
                return tl::unexpected(parameter.error());
            const auto& [name, points] = node_.automation[index];
            const auto step = "/automation" + pointerStep(name);
            for (std::size_t point = 0; point < points.size(); ++point)
                if (auto fits =
                        checkValue(**parameter, points[point].value, step + pointerStep(point) + "/value");
                    !fits)
                    return fits;
            auto curve = curveOf(points, rate);
            if (!curve)
                return refuse(curve.error().code, step, curve.error().text);
            curves.push_back(
                {static_cast<std::uint32_t>(*parameter - description.parameters.data()), *std::move(curve)});
        }
        return {};
    }

    static std::string spanOf(const graph::ParameterDescription& parameter) {
        return range(static_cast<double>(parameter.minimum), static_cast<double>(parameter.maximum),
                     parameter.unit);
    }

    const DescribedNode& node_;
    std::string pointer_;
    const NodeCatalogue& catalogue_;
    std::string_view source_;
    const NodeType* type_ = nullptr;
};

graph::NodeDescription portsOf(const GraphDescription& group) {
    graph::NodeDescription ports;
    if (group.inputs > 0)
        ports.inputs.push_back({"input", group.inputs});
    if (group.outputs > 0)
        ports.outputs.push_back({"output", group.outputs});
    return ports;
}

} // namespace

std::string sourceInside(std::string_view source, std::size_t group) {
    return std::string(source) + " in /groups" + pointerStep(group);
}

const std::vector<std::string>& shapeNames() {
    static const std::vector<std::string> names{"step", "linear", "exponential", "curved"};
    return names;
}

Result<std::shared_ptr<const graph::AutomationCurve>> curveOf(const std::vector<DescribedPoint>& points,
                                                              double rate) {
    std::vector<graph::Breakpoint> made;
    for (std::size_t index = 0; index < points.size(); ++index) {
        const auto& point = points[index];
        if (!(point.at >= 0 && point.at <= 1e9))
            return fail(ErrorCode::invalidArgument, "Breakpoint " + std::to_string(index) +
                                                        " of a curve must be at 0 to 1000000000 s, and " +
                                                        brief(point.at) + " was given.");
        made.push_back({std::llround(point.at * rate), static_cast<float>(point.value), point.shape,
                        static_cast<float>(point.curvature)});
    }
    return graph::AutomationCurve::make(std::move(made));
}

std::string placed(std::string_view source, std::string_view pointer, std::string_view sentence) {
    std::string text(source);
    if (!pointer.empty())
        text.append(" at ").append(pointer);
    return text.append(": ").append(sentence);
}

Result<graph::NodeDescription> describeNode(const DescribedNode& node, std::size_t index,
                                            const NodeCatalogue& catalogue, std::string_view source) {
    return NodeReading(node, index, catalogue, source).describe();
}

Result<void> resolveNodes(const GraphDescription& description, const NodeCatalogue& catalogue,
                          std::string_view source, double rate, ResolvedDescription& resolved) {
    std::unordered_map<std::string_view, std::string> names;
    const auto claim = [&](const std::string& name, const std::string& pointer) -> Result<void> {
        if (const auto [first, unique] = names.emplace(name, pointer); !unique)
            return fail(ErrorCode::invalidArgument,
                        placed(source, pointer + "/name",
                               "the name " + quotedName(name) + " belongs to " + first->second +
                                   " already; give each node its own."));
        return {};
    };
    for (std::size_t index = 0; index < description.nodes.size(); ++index) {
        const auto& node = description.nodes[index];
        const NodeType* type = nullptr;
        NodeReading reading(node, index, catalogue, source);
        auto read = reading.read(type, rate);
        if (!read)
            return tl::unexpected(read.error());
        if (auto own = claim(node.name, "/nodes" + pointerStep(index)); !own)
            return own;
        resolved.types.push_back(type);
        resolved.descriptions.push_back(std::move(*read));
        resolved.curves.push_back(std::move(reading.curves));
    }
    for (std::size_t index = 0; index < description.groups.size(); ++index) {
        const auto& group = description.groups[index];
        const auto pointer = "/groups" + pointerStep(index);
        if (const auto fault = faultOf(group.name); !fault.empty())
            return fail(ErrorCode::invalidArgument, placed(source, pointer + "/name", fault));
        if (auto own = claim(group.name, pointer); !own)
            return own;
        resolved.descriptions.push_back(portsOf(group.graph));
        if (group.bypass && !graph::canBypass(resolved.descriptions.back()))
            return fail(ErrorCode::invalidArgument,
                        placed(source, pointer + "/bypass",
                               "the group " + quotedName(group.name) +
                                   " has not as many inputs as outputs to pass on; leave the field out."));
    }
    return {};
}

} // namespace rondo::session::detail
