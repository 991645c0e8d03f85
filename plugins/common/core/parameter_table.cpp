// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/common/core/parameter_table.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <rondo/base/error.h>

namespace rondo::plugins {

namespace {

bool isLowerSnake(std::string_view id) {
    return !id.empty() && id.front() >= 'a' && id.front() <= 'z' && std::ranges::all_of(id, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_';
    });
}

void require(bool holds, const Parameter& parameter, const char* expectation) {
    if (!holds)
        throw base::Failure({base::ErrorCode::invalidArgument, "The parameter '" + std::string(parameter.id) +
                                                                   "' must have " + expectation +
                                                                   "; correct the plugin's parameter table."});
}

void check(const Parameter& parameter) {
    require(isLowerSnake(parameter.id), parameter, "an id of lower-case letters, digits and underscores");
    require(!parameter.name.empty() && parameter.name.size() <= 31, parameter, "a name of 1 to 31 characters");
    require(std::isfinite(parameter.minimum) && std::isfinite(parameter.maximum) &&
                parameter.minimum < parameter.maximum,
            parameter, "a minimum below its maximum");
    require(parameter.clamp(parameter.defaultValue) == parameter.defaultValue, parameter,
            "a default inside its range");
    require(!parameter.isToggle() || (parameter.minimum == 0 && parameter.maximum == 1), parameter,
            "the range 0 to 1, because it is a toggle");
    require(parameter.stepsPerUnit > 0, parameter, "a grid of more than 0 steps per unit");
    require(parameter.addedIn >= 1, parameter, "the number of the release that added it, from 1");
}

std::string number(double value) {
    char text[32];
    return {text, std::to_chars(std::begin(text), std::end(text), value).ptr};
}

const char* kindName(ParameterKind kind) {
    switch (kind) {
    case ParameterKind::decibels:
        return "decibels";
    case ParameterKind::percent:
        return "percent";
    case ParameterKind::pan:
        return "pan";
    case ParameterKind::toggle:
        return "toggle";
    }
    return "unknown";
}

} // namespace

ParameterTable::ParameterTable(std::span<const Parameter> parameters) : parameters_(parameters) {
    if (parameters.size() > maximumSize)
        throw base::Failure(
            {base::ErrorCode::invalidArgument, "A plugin may have " + std::to_string(maximumSize) +
                                                   " parameters, and its table has " +
                                                   std::to_string(parameters.size()) + "; split the plugin."});
    for (std::size_t index = 0; index < size(); ++index) {
        check(parameters[index]);
        for (std::size_t other = 0; other < index; ++other)
            require(hostHash(parameters[index].id) != hostHash(parameters[other].id), parameters[index],
                    "an id whose hash no other parameter has");
    }
}

std::optional<std::size_t> ParameterTable::find(std::string_view id) const noexcept {
    const auto found = std::ranges::find(parameters_, id, &Parameter::id);
    if (found == parameters_.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - parameters_.begin());
}

std::uint32_t ParameterTable::hostHash(std::string_view id) noexcept {
    std::uint32_t hash = 0;
    for (const char letter : id)
        hash = hash * 31 + static_cast<unsigned char>(letter);
    return hash & 0x7fffffffU;
}

std::string ParameterTable::describe() const {
    std::string text = "index id hash kind minimum maximum default steps_per_unit added_in\n";
    for (std::size_t index = 0; index < size(); ++index) {
        const auto& parameter = parameters_[index];
        text += std::to_string(index) + ' ' + std::string(parameter.id) + ' ' +
                std::to_string(hostHash(parameter.id)) + ' ' + kindName(parameter.kind) + ' ' +
                (parameter.minimumIsSilence ? "silence=" : "") + number(parameter.minimum) + ' ' +
                number(parameter.maximum) + ' ' + number(parameter.defaultValue) + ' ' +
                number(parameter.stepsPerUnit) + ' ' + std::to_string(parameter.addedIn) + '\n';
    }
    return text;
}

} // namespace rondo::plugins
