// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/capture_file.h>

#include <string>

namespace rondo::host {

std::filesystem::path captureFile(const std::filesystem::path& folder, const juce::Time& time) {
    const auto name = "capture " + time.formatted("%Y-%m-%d %H.%M").toStdString();
    auto file = folder / (name + ".wav");
    std::error_code ignored;
    for (int number = 2; std::filesystem::exists(file, ignored); ++number)
        file = folder / (name + " " + std::to_string(number) + ".wav");
    return file;
}

} // namespace rondo::host
