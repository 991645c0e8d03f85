// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/detail/plugin_examiners.h>

#include <array>
#include <cstdio>
#include <dlfcn.h>
#include <filesystem>

namespace rondo::hosting::detail {

std::string shown(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.6g", value);
    return text.data();
}

void* openLibrary(const std::string& path, std::string& error) {
    // Never closed: the process ends without running what libraries leave behind.
    void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library != nullptr)
        return library;
    const char* words = ::dlerror();
    error = "cannot be loaded (" + std::string(words == nullptr ? "no reason given" : words) + ")";
    return nullptr;
}

void examineOne(const WorkerRequest& request, PluginDetails known, const LoadRequest& load, JuceLoader& loader,
                WorkerReport& report) {
    const auto identifier = known.description.identifier;
    if (!request.wants(identifier))
        return;
    report.begin(identifier);
    const bool withDetails = !request.only.empty();
    try {
        if (const auto loaded = loader.load(load, known, withDetails, request.state); !loaded)
            report.refused(identifier, loaded.error().text);
        else if (withDetails)
            report.details(known);
        else
            report.found(known.description);
    } catch (const std::exception& error) {
        report.refused(identifier, std::string("threw an exception: ") + error.what());
    }
}

namespace {

/// Why a VST3 shows no plugins, as far as the system knows.
std::string emptyVst3(const std::string& path) {
    std::string reason = "holds no VST3 plugin for this machine";
    std::error_code error;
    for (const auto& folder : std::filesystem::directory_iterator(path + "/Contents", error))
        for (const auto& file : std::filesystem::directory_iterator(folder, error))
            if (file.path().extension() == ".so" && folder.path().filename().string().ends_with("-linux"))
                openLibrary(file.path().string(), reason);
    return reason;
}

} // namespace

void examineVst3(const WorkerRequest& request, JuceLoader& loader, WorkerReport& report) {
    report.begin("");
    const auto types = loader.vst3Types(request.path);
    if (types.empty())
        report.refused("", emptyVst3(request.path));
    for (const auto& type : types)
        examineOne(request, type.details, type.load, loader, report);
}

void examine(const WorkerRequest& request, JuceLoader& loader, WorkerReport& report) {
    switch (request.format) {
    case PluginFormat::ladspa:
        return examineLadspa(request, loader, report);
    case PluginFormat::lv2:
        return examineLv2(request, loader, report);
    case PluginFormat::vst3:
        break;
    }
    examineVst3(request, loader, report);
}

} // namespace rondo::hosting::detail
