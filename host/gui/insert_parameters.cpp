// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/insert_parameters.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <host/player/own_nodes.h>
#include <rondo/base/error.h>
#include <utility>

namespace rondo::host {
namespace {

std::string printed(const char* format, double value, const char* unit = "") {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), format, value, unit);
    return text.data();
}

/// Ears hear frequencies, and times above none, by their ratios.
bool byRatio(const graph::ParameterDescription& parameter) {
    return (parameter.unit == "Hz" || parameter.unit == "s") && parameter.minimum > 0;
}

/// A fader from silence on: half its way is for what is loud.
bool isFader(const graph::ParameterDescription& parameter) {
    return parameter.unit == "dB" && parameter.minimum <= -100;
}
constexpr double faderBend = 0.536; ///< 0 dB of -144 to 24 at three quarters

double valueAt(const graph::ParameterDescription& parameter, double position) {
    const double low = parameter.minimum;
    const double high = parameter.maximum;
    if (byRatio(parameter))
        return low * std::pow(high / low, position);
    return low + (high - low) * (isFader(parameter) ? std::pow(position, faderBend) : position);
}

double positionAt(const graph::ParameterDescription& parameter, double value) {
    const double low = parameter.minimum;
    const double high = parameter.maximum;
    if (!(high > low))
        return 0;
    double position = (value - low) / (high - low);
    if (byRatio(parameter))
        position = std::log(value / low) / std::log(high / low);
    else if (isFader(parameter))
        position = std::pow(std::max(position, 0.0), 1 / faderBend);
    return std::isfinite(position) ? std::clamp(position, 0.0, 1.0) : 0;
}

/// Nodes of Rondo's describe no steps; these are switches.
bool isSwitch(const graph::ParameterDescription& parameter) {
    return parameter.name == "mute" || parameter.name.starts_with("invert");
}

std::string ownText(const graph::ParameterDescription& parameter, double value) {
    if (isSwitch(parameter))
        return value < 0.5 ? "Off" : "On";
    if (isFader(parameter) && value < parameter.minimum + 0.05)
        return "-inf dB";
    if (parameter.unit == "dB")
        return printed("%.1f dB", value);
    if (parameter.unit == "Hz")
        return value < 1000 ? printed(value < 100 ? "%.1f Hz" : "%.0f Hz", value)
                            : printed("%.2f kHz", value / 1000);
    if (parameter.unit == "s")
        return value < 1 ? printed("%.1f ms", value * 1000) : printed("%.2f s", value);
    if (parameter.unit == "%")
        return printed("%.0f %%", value);
    return parameter.unit.empty() ? printed("%.2f", value) : printed("%.2f %s", value, parameter.unit.c_str());
}

/// A number with the unit, a thousand or a thousandth of it, or none.
std::optional<double> ownValue(const graph::ParameterDescription& parameter, const std::string& text) {
    auto from = text.find_first_not_of(" +");
    double number = 0;
    if (from == std::string::npos)
        return std::nullopt;
    if (isFader(parameter) && text.substr(from).starts_with("-inf"))
        return parameter.minimum;
    const auto [end, failure] = std::from_chars(text.data() + from, text.data() + text.size(), number);
    if (failure != std::errc() || !std::isfinite(number))
        return std::nullopt;
    std::string unit(end, text.data() + text.size());
    std::erase(unit, ' ');
    if (unit == "k" + parameter.unit || (unit == "k" && parameter.unit == "Hz"))
        return number * 1000;
    if (unit == "m" + parameter.unit && !parameter.unit.empty())
        return number / 1000;
    return unit.empty() || unit == parameter.unit ? std::optional(number) : std::nullopt;
}

std::string capitalised(std::string name) {
    if (!name.empty() && name[0] >= 'a' && name[0] <= 'z')
        name[0] = static_cast<char>(name[0] - 'a' + 'A');
    return name;
}

bool sameList(const std::vector<InsertParameters::Parameter>& one,
              const std::vector<InsertParameters::Parameter>& other) {
    return std::ranges::equal(one, other, [](const auto& left, const auto& right) {
        return left.id == right.id && left.name == right.name && left.steps == right.steps;
    });
}

} // namespace

InsertParameters::InsertParameters(Workspace& workspace, InsertId insert, FindPlugin find)
    : workspace_(workspace), insert_(insert), find_(std::move(find)) {
    refresh();
}

bool InsertParameters::refresh() {
    const auto before = std::exchange(parameters_, {});
    const auto reasonBefore = std::exchange(reason_, {});
    own_.clear();
    kept_.clear();
    plugin_ = nullptr;
    const auto* const insert = workspace_.document().find(insert_);
    if (insert == nullptr) {
        reason_ = "This insert was removed.";
    } else if (const auto* hosted = std::get_if<HostedPlugin>(&insert->content)) {
        kept_.insert(hosted->parameters.begin(), hosted->parameters.end());
        plugin_ = find_(insert_);
        plugin_ != nullptr ? listPlugin() : listKept(hosted->parameters);
    } else if (const auto* node = std::get_if<OwnNode>(&insert->content)) {
        kept_.insert(node->parameters.begin(), node->parameters.end());
        listOwn(*node);
    } else {
        reason_ = "This insert is of a kind that this release does not know; it is kept as it is.";
    }
    return !sameList(before, parameters_) || reasonBefore != reason_;
}

void InsertParameters::letPluginGo() {
    plugin_ = nullptr;
    std::vector<std::pair<std::string, double>> values(kept_.begin(), kept_.end());
    std::ranges::sort(values);
    parameters_.clear();
    listKept(values);
}

void InsertParameters::listPlugin() {
    for (const auto& each : plugin_->parameters())
        parameters_.push_back({each.id, each.name, each.steps, double{each.initial}});
}

void InsertParameters::listOwn(const OwnNode& node) {
    const auto* const type = findOwnNode(node.type);
    if (type == nullptr) {
        listKept(node.parameters);
        reason_ = "Rondo has no node '" + node.type + "'; it was saved by another release, and is kept.";
        return;
    }
    own_ = type->parameters;
    for (const auto& each : own_)
        parameters_.push_back(
            {each.name, capitalised(each.name), isSwitch(each) ? 2U : 0U, positionAt(each, each.initial)});
}

void InsertParameters::listKept(const std::vector<std::pair<std::string, double>>& values) {
    for (const auto& [id, value] : values)
        parameters_.push_back({id, id, 0, 0});
    reason_ = workspace_.player().status(insert_).trouble;
    if (reason_.empty())
        reason_ = "Its plugin is not loaded; these values are kept for it.";
}

double InsertParameters::position(std::size_t parameter) const {
    const auto at = kept_.find(parameters_[parameter].id);
    if (!own_.empty())
        return positionAt(own_[parameter], at != kept_.end() ? at->second : double{own_[parameter].initial});
    if (at != kept_.end())
        return std::clamp(at->second, 0.0, 1.0);
    const double value = plugin_ != nullptr ? double{plugin_->value(parameter)} : 0;
    return std::isfinite(value) ? std::clamp(value, 0.0, 1.0) : 0;
}

std::string InsertParameters::text(std::size_t parameter, double position) const {
    if (plugin_ != nullptr) {
        auto text = plugin_->textOf(parameter, static_cast<float>(position));
        const auto& unit = plugin_->parameters()[parameter].unit;
        const bool unitMissing = !unit.empty() && !text.empty() && text.find(unit) == std::string::npos;
        return unitMissing ? text + ' ' + unit : text;
    }
    if (!own_.empty())
        return ownText(own_[parameter], valueAt(own_[parameter], position));
    const auto at = kept_.find(parameters_[parameter].id);
    return printed("%.4g", at != kept_.end() ? at->second : position);
}

std::optional<double> InsertParameters::positionOf(std::size_t parameter, const std::string& text) const {
    if (plugin_ != nullptr) {
        if (const auto value = plugin_->valueOf(parameter, text))
            return double{*value};
        return std::nullopt;
    }
    if (own_.empty())
        return std::nullopt;
    const auto& known = own_[parameter];
    const auto value = ownValue(known, text);
    // What is shown is rounded, so that the ends of the range may look as if they lay outside.
    const double slack = 1e-3 * (double{known.maximum} - double{known.minimum});
    if (!value || *value < known.minimum - slack || *value > known.maximum + slack)
        return std::nullopt;
    return positionAt(known, *value);
}

base::Result<void> InsertParameters::set(std::size_t parameter, double position, GestureId gesture) {
    if (!reason_.empty())
        return base::fail(base::ErrorCode::refused, reason_);
    position = std::clamp(position, 0.0, 1.0);
    const auto& known = parameters_[parameter];
    if (known.steps > 1)
        position = std::round(position * (known.steps - 1)) / (known.steps - 1);
    const double value = own_.empty() ? position : valueAt(own_[parameter], position);
    return workspace_.edits().setParameter(insert_, known.id, value, gesture);
}

} // namespace rondo::host
