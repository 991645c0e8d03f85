// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/detail/plugin_json.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <rondo/session/file/text_file.h>

namespace rondo::hosting::detail {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;

// Ten thousand plugins take five megabytes.
constexpr std::uintmax_t largestFile = 64U << 20U;

bool flagAt(const Json& json, const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_boolean() && found->get<bool>();
}

std::uint32_t countAt(const Json& json, const char* name) {
    return static_cast<std::uint32_t>(
        std::min<std::uint64_t>(numberAt(json, name).value_or(0), std::numeric_limits<std::uint32_t>::max()));
}

Json listAt(const Json& json, const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_array() ? *found : Json::array();
}

/// A text that is shown: one line, whatever its plugin put into it.
std::string lineAt(const Json& json, const char* name) {
    auto text = textAt(json, name).value_or("");
    std::ranges::replace_if(
        text, [](unsigned char letter) { return letter < 0x20 || letter == 0x7f; }, ' ');
    return text;
}

std::vector<std::string> textsAt(const Json& json, const char* name) {
    std::vector<std::string> texts;
    for (const auto& text : listAt(json, name))
        texts.push_back(text.is_string() ? text.get<std::string>() : "");
    return texts;
}

PluginParameter parameterFrom(const Json& json) {
    const auto text = [&](const char* name) { return lineAt(json, name); };
    return {text("identifier"),     text("name"),           text("unit"),
            text("minimum"),        text("maximum"),        text("default"),
            countAt(json, "steps"), flagAt(json, "output"), textsAt(json, "choices")};
}

} // namespace

std::string written(const Json& json) {
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<std::string> textAt(const Json& json, const char* name) {
    if (!json.is_object())
        return std::nullopt;
    const auto found = json.find(name);
    if (found == json.end() || !found->is_string())
        return std::nullopt;
    return found->get<std::string>();
}

std::optional<std::uint64_t> numberAt(const Json& json, const char* name) {
    if (!json.is_object())
        return std::nullopt;
    const auto found = json.find(name);
    if (found == json.end() || !found->is_number_integer() ||
        (found->is_number_integer() && !found->is_number_unsigned()))
        return std::nullopt;
    return found->get<std::uint64_t>();
}

std::optional<PluginDescription> descriptionFrom(const Json& json) {
    const auto format = formatOf(textAt(json, "format").value_or(""));
    const auto identifier = textAt(json, "identifier");
    const bool named = textAt(json, "name").has_value();
    if (!format || !identifier || identifier->empty() || !named)
        return std::nullopt;
    const auto text = [&](const char* field) { return lineAt(json, field); };
    return PluginDescription{*format,
                             *identifier,
                             text("name"),
                             text("vendor"),
                             text("version"),
                             text("category"),
                             countAt(json, "inputs"),
                             countAt(json, "outputs"),
                             flagAt(json, "instrument")};
}

std::optional<PluginDetails> detailsFrom(const Json& json) {
    auto description = descriptionFrom(json);
    if (!description)
        return std::nullopt;
    PluginDetails details;
    details.description = std::move(*description);
    details.latency = countAt(json, "latency");
    details.takesEvents = flagAt(json, "takesEvents");
    details.makesEvents = flagAt(json, "makesEvents");
    details.hasEditor = flagAt(json, "hasEditor");
    details.programs = textsAt(json, "programs");
    for (const auto& bus : listAt(json, "buses"))
        if (bus.is_object())
            details.buses.push_back(
                {lineAt(bus, "name"), countAt(bus, "channels"), flagAt(bus, "input"), flagAt(bus, "enabled")});
    for (const auto& parameter : listAt(json, "parameters"))
        if (parameter.is_object())
            details.parameters.push_back(parameterFrom(parameter));
    return details;
}

base::Result<Json> readOwnFile(const fs::path& file, const OwnFile& kind) {
    const auto refuse = [&](ErrorCode code, const std::string& found) {
        return fail(code,
                    std::string(kind.called) + " '" + file.string() + "' " + found + "; " + kind.wayOut + ".");
    };
    std::error_code error;
    const auto status = fs::status(file, error);
    if (status.type() == fs::file_type::not_found)
        return Json();
    if (status.type() != fs::file_type::regular)
        return refuse(ErrorCode::refused, error ? "cannot be read (" + error.message() + ")" : "is no file");
    if (fs::file_size(file, error) > largestFile)
        return refuse(ErrorCode::damaged, "is larger than any that Rondo writes");
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    if (!stream.is_open() || stream.bad())
        return refuse(ErrorCode::refused, "cannot be read");
    auto json = Json::parse(text, nullptr, false);
    const auto version = json.is_object() ? numberAt(json, "version") : std::nullopt;
    if (!version || textAt(json, "format") != kind.format || *version == 0)
        return refuse(ErrorCode::damaged, "is damaged: JSON of the format '" + std::string(kind.format) +
                                              "' was expected, and something else was found");
    if (*version > kind.version)
        return refuse(ErrorCode::unsupported, "is of version " + std::to_string(*version) +
                                                  ", and this Rondo reads up to " +
                                                  std::to_string(kind.version));
    return json;
}

base::Result<void> writeOwnFile(const Json& content, const fs::path& file, const OwnFile& kind) {
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    if (error)
        return fail(ErrorCode::refused, "The folder '" + file.parent_path().string() + "' cannot be made (" +
                                            error.message() + "); choose another one, or change its rights.");
    Json json{{"format", kind.format}, {"version", kind.version}};
    json.update(content);
    return session::saveText(json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n", file);
}

} // namespace rondo::hosting::detail
