// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <rondo/base/units.h>
#include <rondo/session/graph/node_catalogue.h>
#include <string>
#include <utility>
#include <vector>

namespace rondo::session::detail {

inline void assign(double& to, double value) { to = value; }
inline void assign(float& to, double value) { to = static_cast<float>(value); }
inline void assign(bool& to, double value) { to = value >= 0.5; }
inline void assign(std::uint32_t& to, double value) { to = static_cast<std::uint32_t>(value); }
inline void assign(std::uint64_t& to, double value) { to = static_cast<std::uint64_t>(value); }
inline void assign(base::Decibels& to, double value) { to = {value}; }
inline void assign(base::Seconds& to, double value) { to = {value}; }
inline double numberOf(double value) { return value; }
inline double numberOf(float value) { return static_cast<double>(value); }
inline double numberOf(std::uint32_t value) { return value; }
inline double numberOf(std::uint64_t value) { return static_cast<double>(value); }
inline double numberOf(base::Seconds value) { return value.value; }

/// Writes one line of the catalogue: binds names to the fields of a node's options. The initial values are
/// those of the options themselves.
template <class Options>
class NodeEntry {
public:
    using Maker = std::function<std::unique_ptr<graph::Node>(const Options&)>;

    NodeEntry(std::string name, std::string summary, Maker maker) : maker_(std::move(maker)) {
        type_.name = std::move(name);
        type_.summary = std::move(summary);
    }
    /// A node whose constructor takes the options.
    template <class Node>
    static NodeEntry of(std::string name, std::string summary) {
        return {std::move(name), std::move(summary),
                [](const Options& options) { return std::make_unique<Node>(options); }};
    }

    template <class Field>
    NodeEntry& number(std::string name, Field Options::*field, double minimum, double maximum,
                      std::string unit = "") {
        return ranged({std::move(name), OptionKind::number, minimum, maximum, std::move(unit)}, field);
    }
    template <class Field>
    NodeEntry& whole(std::string name, Field Options::*field, double minimum, double maximum,
                     std::string unit = "") {
        return ranged({std::move(name), OptionKind::whole, minimum, maximum, std::move(unit)}, field);
    }
    /// The choices are the values of the field in their order.
    template <class Field>
    NodeEntry& choice(std::string name, Field Options::*field, std::vector<std::string> choices) {
        const auto initial = choices[static_cast<std::size_t>(Options{}.*field)];
        type_.options.push_back({name, OptionKind::choice, 0, 0, "", choices, initial});
        optionReaders_.push_back([name, field, choices](Options& options, const DescribedNode& node,
                                                        const NodeType& type) {
            const auto place = std::ranges::find(choices, std::get<std::string>(optionOf(node, type, name)));
            options.*field = static_cast<Field>(place - choices.begin());
        });
        return *this;
    }
    /// For whoever makes the real node.
    NodeEntry& text(std::string name) {
        type_.options.push_back({std::move(name), OptionKind::text, 0, 0, "", {}, std::string()});
        return *this;
    }
    /// A text that the node takes. Like every text it must be given: without it the node can only be described.
    NodeEntry& text(std::string name, std::string Options::*field) {
        optionReaders_.push_back(
            [name, field](Options& options, const DescribedNode& node, const NodeType& type) {
                if (const auto& given = std::get<std::string>(optionOf(node, type, name)); !given.empty())
                    options.*field = given;
            });
        return text(std::move(name));
    }
    NodeEntry& toggle(std::string name, bool Options::*field) {
        optionReaders_.push_back(
            [name, field](Options& options, const DescribedNode& node, const NodeType& type) {
                options.*field = std::get<bool>(optionOf(node, type, name));
            });
        return toggle(std::move(name), Options{}.*field);
    }
    NodeEntry& toggle(std::string name, bool initial) {
        type_.options.push_back({std::move(name), OptionKind::toggle, 0, 0, "", {}, initial});
        return *this;
    }
    /// A parameter whose start value is a field of the options.
    template <class Field>
    NodeEntry& start(std::string parameter, Field Options::*field) {
        type_.starts.push_back(parameter);
        startReaders_.push_back([parameter, field](Options& options, const DescribedNode& node) {
            for (const auto& [given, value] : node.parameters)
                if (given == parameter)
                    assign(options.*field, value);
        });
        return *this;
    }
    /// Parameters "NAME 1" to "NAME 64" that are off or on and whose start values are the bits of a field.
    NodeEntry& startBits(const std::string& name, std::uint64_t Options::*field) {
        for (std::uint32_t bit = 0; bit < 64; ++bit) {
            const auto parameter = name + " " + std::to_string(bit + 1);
            type_.starts.push_back(parameter);
            startReaders_.push_back([parameter, bit, field](Options& options, const DescribedNode& node) {
                for (const auto& [given, value] : node.parameters)
                    if (given == parameter && value >= 0.5)
                        options.*field |= std::uint64_t{1} << bit;
            });
        }
        return *this;
    }
    NodeEntry& needsOutside() {
        type_.outside = true;
        return *this;
    }

    operator NodeType() const { // NOLINT(google-explicit-constructor): an entry is written as one
        NodeType made = type_;
        made.make = [type = type_, maker = maker_, optionReaders = optionReaders_,
                     startReaders = startReaders_](const DescribedNode& node) {
            Options options;
            for (const auto& read : optionReaders)
                read(options, node, type);
            for (const auto& read : startReaders)
                read(options, node);
            return maker(options);
        };
        return made;
    }

private:
    template <class Field>
    NodeEntry& ranged(NodeOption option, Field Options::*field) {
        option.initial = numberOf(Options{}.*field);
        optionReaders_.push_back(
            [name = option.name, field](Options& options, const DescribedNode& node, const NodeType& type) {
                assign(options.*field, std::get<double>(optionOf(node, type, name)));
            });
        type_.options.push_back(std::move(option));
        return *this;
    }

    NodeType type_;
    Maker maker_;
    std::vector<std::function<void(Options&, const DescribedNode&, const NodeType&)>> optionReaders_;
    std::vector<std::function<void(Options&, const DescribedNode&)>> startReaders_;
};

} // namespace rondo::session::detail
