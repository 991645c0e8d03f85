// SPDX-License-Identifier: GPL-3.0-only
#include "plugin_pages.h"

#include <CLI/CLI.hpp>
#include <charconv>

namespace rondo::host {
namespace {

using base::ErrorCode;
using base::fail;

const char* const scanFooter =
    R"(Looks for LV2, LADSPA and VST3 plugins in LV2_PATH, LADSPA_PATH and VST3_PATH, or in the
usual folders where one of them is not set, and loads each once, in a child process. A
plugin that crashes, hangs or cannot be loaded is put into quarantine with the reason, and
the scan goes on. What has not changed since the last scan is not loaded again; what is in
quarantine only when its file has changed, or with --retry. Ctrl-C stops; what was found
until then is kept.

Examples:
  rondo scan
  rondo scan --lv2 ~/built/lv2 --limit 60s
  rondo scan --retry --json)";

const char* const listFooter =
    R"(Each word must occur in the name, the vendor, the format or the category. An asterisk
marks favourites; they are kept apart from what a scan finds and outlive every scan.

Examples:
  rondo list reverb
  rondo list calf --format lv2
  rondo list --mark "Calf Compressor"
  rondo list --favourites
  rondo list --quarantined)";

const char* const infoFooter =
    R"(PLUGIN is the identifier that 'rondo list' shows, or a name, or a part of a name that only
one plugin has. The plugin is loaded in a child process and plays one block of silence, so
that one that crashes is told in a sentence.

Examples:
  rondo info "Calf Compressor"
  rondo info http://calf.sourceforge.net/plugins/Compressor --json)";

const char* const presetsFooter =
    R"(PLUGIN is as for 'rondo info'. Programs come with the plugin, an LV2's presets among them;
presets are what people have saved in the window, in $XDG_DATA_HOME/rondo/presets.

Examples:
  rondo presets "MDA Detune"
  rondo render song.wav -o out.wav --insert "MDA Detune:preset=Warm")";

base::Result<double> number(const char* option, std::string typed, const char* expectation, double lowest,
                            double highest) {
    const auto given = typed;
    if (typed.ends_with('s'))
        typed.pop_back();
    double value = 0;
    const auto* end = typed.data() + typed.size();
    const auto [stop, error] = std::from_chars(typed.data(), end, value);
    if (error != std::errc{} || stop != end || !(value >= lowest && value <= highest))
        return fail(ErrorCode::invalidArgument, std::string(option) + " must be " + expectation + ", and '" +
                                                    given + "' was given; leave it out to get the usual one.");
    return value;
}

base::Result<void> readPatience(std::chrono::milliseconds& patience, const std::string& typed) {
    if (typed.empty())
        return {};
    const auto seconds = number("--limit", typed, "a time from 0.1 to 3600 seconds", 0.1, 3600);
    if (!seconds)
        return tl::unexpected(seconds.error());
    patience = std::chrono::milliseconds(static_cast<std::int64_t>(*seconds * 1000));
    return {};
}

} // namespace

void PluginPages::describe(CLI::App& app, const std::string& exitCodes) {
    const auto cacheOption = [](CLI::App* page, std::filesystem::path& cache) {
        page->add_option("--cache", cache, "The folder of what scans found; else $XDG_CACHE_HOME/rondo")
            ->type_name("FOLDER");
    };
    const auto limitOption = [](CLI::App* page, std::string& typed) {
        page->add_option("--limit", typed, "How long a plugin may take without any progress (default 20)")
            ->type_name("S");
    };
    scan_ = app.add_subcommand("scan", "Look for plugins, and load each once to see what it is");
    scan_->footer(std::string(scanFooter) + "\n\n" + exitCodes);
    for (auto& [option, folders, format] :
         {std::tuple{"--lv2", &lv2_, "LV2"}, std::tuple{"--ladspa", &ladspa_, "LADSPA"},
          std::tuple{"--vst3", &vst3_, "VST3"}})
        scan_
            ->add_option(option, *folders,
                         std::string("One more folder with ") + format + " plugins; may be repeated")
            ->type_name("FOLDER")
            ->allow_extra_args(false);
    limitOption(scan_, scanPatience_);
    scan_->add_option("--children", children_, "Processes at a time, 1 to 64; else one for each core")
        ->type_name("N");
    scan_->add_flag("--retry", requests_.scan.retry, "Try again what is in quarantine");
    cacheOption(scan_, requests_.scan.cache);
    scan_->add_flag("--json", requests_.scan.json, "Print the summary as JSON");
    scan_->add_flag("--quiet", requests_.scan.quiet, "No progress and no summary (but --json)");

    auto& list = requests_.list;
    list_ = app.add_subcommand("list", "List the plugins that scans have found");
    list_->footer(std::string(listFooter) + "\n\n" + exitCodes);
    list_->add_option("WORDS", list.words, "What to look for");
    list_->add_option("--format", format_, "Only of this format")->type_name("lv2|ladspa|vst3");
    list_->add_flag("--favourites", list.favourites, "Only favourites");
    list_->add_flag("--quarantined", list.quarantined, "What is in quarantine instead, with the reasons");
    list_->add_option("--mark", list.mark, "Make a plugin a favourite, by identifier or name")
        ->type_name("PLUGIN");
    list_->add_option("--unmark", list.unmark, "Make it none any more")->type_name("PLUGIN");
    cacheOption(list_, list.cache);
    list_->add_flag("--json", list.json, "Print a JSON array");

    for (auto& [page, command, does, footer] :
         {std::tuple{&info_, "info", "Load one plugin and show what it is and has", infoFooter},
          std::tuple{&presets_, "presets", "Show the programs and presets of one plugin", presetsFooter}}) {
        *page = app.add_subcommand(command, does);
        (*page)->footer(std::string(footer) + "\n\n" + exitCodes);
        (*page)->add_option("PLUGIN", requests_.inspect.plugin, "Its identifier or its name");
        limitOption(*page, infoPatience_);
        cacheOption(*page, requests_.inspect.cache);
        (*page)->add_flag("--json", requests_.inspect.json, "Print a JSON object");
    }
}

CLI::App* PluginPages::parsed() const {
    for (auto* page : {scan_, list_, info_, presets_})
        if (page != nullptr && page->parsed())
            return page;
    return nullptr;
}

base::Result<void> PluginPages::readFolders() {
    using hosting::PluginFormat;
    for (const auto& [format, folders] :
         {std::pair{PluginFormat::lv2, &lv2_}, std::pair{PluginFormat::ladspa, &ladspa_},
          std::pair{PluginFormat::vst3, &vst3_}})
        for (const auto& folder : *folders) {
            std::error_code error;
            if (!std::filesystem::is_directory(folder, error))
                return fail(ErrorCode::notFound, "A folder with plugins was expected, and '" + folder +
                                                     "' is none; name another one, or leave it out.");
            requests_.scan.folders.push_back({format, folder});
        }
    return {};
}

base::Result<void> PluginPages::readNumbers() {
    if (auto read = readPatience(requests_.scan.patience, scanPatience_); !read)
        return read;
    if (auto read = readPatience(requests_.inspect.patience, infoPatience_); !read)
        return read;
    if (!children_.empty()) {
        const auto children = number("--children", children_, "a whole number from 1 to 64", 1, 64);
        if (!children)
            return tl::unexpected(children.error());
        requests_.scan.children = static_cast<unsigned>(*children);
    }
    return {};
}

base::Result<PluginRequests> PluginPages::read() {
    using Command = PluginRequests::Command;
    requests_.command = scan_->parsed()   ? Command::scan
                        : list_->parsed() ? Command::list
                        : info_->parsed() ? Command::info
                                          : Command::presets;
    if (auto read = readFolders(); !read)
        return tl::unexpected(read.error());
    if (auto read = readNumbers(); !read)
        return tl::unexpected(read.error());
    if (!format_.empty()) {
        requests_.list.format = hosting::formatOf(format_);
        if (!requests_.list.format)
            return fail(ErrorCode::invalidArgument, "--format must be lv2, ladspa or vst3, and '" + format_ +
                                                        "' was given; choose one of them.");
    }
    const bool ofOne = info_->parsed() || presets_->parsed();
    if (ofOne && requests_.inspect.plugin.empty())
        return fail(ErrorCode::invalidArgument,
                    "A plugin was expected and none was given; name one that 'rondo list' shows.");
    return requests_;
}

} // namespace rondo::host
