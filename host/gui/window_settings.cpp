// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/window_settings.h>

#include <algorithm>
#include <cmath>
#include <host/hosting/detail/plugin_json.h>

namespace rondo::host {
namespace {

using hosting::detail::Json;
using Values = WindowSettings::Values;

constexpr hosting::detail::OwnFile settingsKind{
    "rondo window", 1, "The file of the window's settings",
    "the usual settings are taken, and it is kept as it is until you change one"};
constexpr double farthest = 100000; ///< of a window's place, in points

double numberAt(const Json& json, const char* name, double lowest, double highest, double usual) {
    const auto found = json.find(name);
    if (found == json.end() || !found->is_number())
        return usual;
    const auto value = found->get<double>();
    return std::isfinite(value) ? std::clamp(value, lowest, highest) : usual;
}

juce::Rectangle<int> boundsFrom(const Json& json) {
    const auto found = json.find("bounds");
    if (found == json.end() || !found->is_object())
        return {};
    const auto number = [&](const char* name, double lowest) {
        return static_cast<int>(numberAt(*found, name, lowest, farthest, 0));
    };
    return {number("x", -farthest), number("y", -farthest), number("width", 0), number("height", 0)};
}

Values valuesFrom(const Json& json) {
    Values values;
    if (hosting::detail::textAt(json, "theme") == "light")
        values.shade = Theme::Shade::light;
    values.scale = numberAt(json, "scale", WindowSettings::smallestScale, WindowSettings::largestScale, 1);
    values.bounds = boundsFrom(json);
    if (const auto found = json.find("browser"); found != json.end() && found->is_boolean())
        values.browser = found->get<bool>();
    values.target = numberAt(json, "target", -70, 0, values.target);
    if (const auto found = json.find("recent"); found != json.end() && found->is_array())
        for (const auto& path : *found)
            if (path.is_string() && values.recent.size() < WindowSettings::mostRecent)
                values.recent.emplace_back(path.get<std::string>());
    values.folder = hosting::detail::textAt(json, "folder").value_or("");
    return values;
}

Json jsonFrom(const Values& values) {
    auto recent = Json::array();
    for (const auto& path : values.recent)
        recent.push_back(path.string());
    const auto& bounds = values.bounds;
    return {{"theme", values.shade == Theme::Shade::light ? "light" : "dark"},
            {"scale", values.scale},
            {"bounds",
             {{"x", bounds.getX()},
              {"y", bounds.getY()},
              {"width", bounds.getWidth()},
              {"height", bounds.getHeight()}}},
            {"browser", values.browser},
            {"target", values.target},
            {"recent", std::move(recent)},
            {"folder", values.folder.string()}};
}

} // namespace

std::filesystem::path WindowSettings::usualFile(const hosting::Environment& environment) {
    return hosting::ownFolder(environment, "XDG_CONFIG_HOME", ".config") / "window.json";
}

WindowSettings::WindowSettings(std::filesystem::path file) : file_(std::move(file)) {
    const auto json = hosting::detail::readOwnFile(file_, settingsKind);
    unreadable_ = !json;
    if (!json)
        notice_ = json.error().text;
    else if (!json->is_null())
        values_ = valuesFrom(*json);
}

bool WindowSettings::apply(const std::function<void(Values&)>& edit) {
    const auto before = values_;
    edit(values_);
    values_.scale = std::clamp(values_.scale, smallestScale, largestScale);
    values_.recent.resize(std::min(values_.recent.size(), mostRecent));
    return values_ != before;
}

base::Result<void> WindowSettings::change(const std::function<void(Values&)>& edit) {
    return apply(edit) ? save() : base::Result<void>();
}

base::Result<void> WindowSettings::learn(const std::function<void(Values&)>& edit) {
    return apply(edit) && !unreadable_ ? save() : base::Result<void>();
}

base::Result<void> WindowSettings::addRecent(const std::filesystem::path& session) {
    return learn([&](Values& values) {
        std::erase(values.recent, session);
        values.recent.insert(values.recent.begin(), session);
    });
}

base::Result<void> WindowSettings::save() {
    if (unreadable_) {
        auto old = file_;
        old += ".old";
        std::error_code error;
        std::filesystem::rename(file_, old, error);
        if (error)
            return base::fail(base::ErrorCode::refused,
                              "The file '" + file_.string() + "' cannot be put aside (" + error.message() +
                                  "), so the window's settings are not saved; mend it or move it away.");
        unreadable_ = false;
    }
    return hosting::detail::writeOwnFile(jsonFrom(values_), file_, settingsKind);
}

} // namespace rondo::host
