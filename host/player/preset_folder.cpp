// SPDX-License-Identifier: GPL-3.0-only
#include <host/player/preset_folder.h>

#include <algorithm>
#include <host/session/detail/checksum.h>
#include <host/session/detail/sentence.h>
#include <rondo/base/error.h>

namespace rondo::host {

namespace fs = std::filesystem;
using base::Result;

namespace {

/// A name for a folder that tells people what it is of, and that no other identifier has.
std::string safeName(const std::string& format, const std::string& identifier) {
    constexpr std::size_t longest = 100;
    auto name = format + "-" + identifier;
    const auto checksum = detail::hexadecimal(detail::checksum(name));
    name.resize(std::min(name.size(), longest));
    std::ranges::replace_if(
        name,
        [](char letter) {
            const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                               (letter >= '0' && letter <= '9') || letter == '-' || letter == '.';
            return !plain;
        },
        '_');
    if (name.front() == '.') // of a format that begins so
        name.front() = '_';
    return name + "-" + checksum;
}

} // namespace

PresetFolder::PresetFolder(const hosting::Environment& environment)
    : root_(hosting::ownFolder(environment, "XDG_DATA_HOME", ".local/share") / "presets") {}

fs::path PresetFolder::of(const InsertContent& content) const {
    if (const auto* plugin = std::get_if<HostedPlugin>(&content))
        return root_ / safeName(plugin->format, plugin->identifier);
    const auto* node = std::get_if<OwnNode>(&content);
    return root_ / safeName("Rondo", node != nullptr ? node->type : "");
}

Result<std::vector<fs::path>> PresetFolder::list(const InsertContent& content) const {
    const auto folder = of(content);
    std::vector<fs::path> found;
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    if (error == std::errc::no_such_file_or_directory)
        return found;
    for (; !error && entries != fs::directory_iterator(); entries.increment(error))
        if (entries->path().extension() == ending)
            found.push_back(entries->path());
    if (error)
        return base::fail(base::ErrorCode::refused, "The folder of presets " + detail::quoted(folder) +
                                                        " cannot be read (" + error.message() +
                                                        "); check its permissions.");
    std::ranges::sort(found);
    found.resize(std::min(found.size(), most));
    return found;
}

Result<fs::path> PresetFolder::find(const InsertContent& content, const std::string& preset) const {
    const fs::path given(preset);
    if (given.has_parent_path() || given.extension() == ending)
        return given;
    auto file = of(content) / (preset + ending);
    if (std::error_code error; !fs::exists(file, error) && !error)
        return base::fail(base::ErrorCode::notFound, "There is no preset " + detail::quotedName(preset) +
                                                         " in " + detail::quoted(of(content)) + ".");
    return file;
}

} // namespace rondo::host
