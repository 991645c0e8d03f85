// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "insert_argument.h"
#include "plugin_pages.h"
#include "render_targets.h"
#include "window_page.h"
#include <cstdint>
#include <filesystem>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/concurrency/realtime_guard.h>
#include <string>
#include <vector>

namespace rondo::host {

/// What `rondo play` was asked for: sound files, or one graph file. Without files it plays the demo.
struct PlayOptions {
    std::vector<std::filesystem::path> files;
    std::string device;
    double rate = 0;               ///< 0: the device's choice
    std::uint32_t blockFrames = 0; ///< 0: the device's choice
    double gain = 0;               ///< dB
    std::optional<double> seconds;
    std::filesystem::path trace; ///< of missed deadlines; empty: none
    InsertRequest inserts;
    bool loop = false;
    bool json = false;
    bool quiet = false;
    bool verbose = false;
    concurrency::RealtimeCheck realtimeCheck = concurrency::RealtimeCheck::off;
};

/// What `rondo render` was asked for.
struct RenderOptions {
    std::vector<std::filesystem::path> files; ///< sounds and graphs; none: the demo
    std::filesystem::path output;             ///< a file, or a folder
    std::vector<RenderTarget> targets;        ///< in the folder; none: one file
    std::uint32_t jobs = 0;                   ///< at a time, into a folder; 0: one a processor
    double rate = 0;                          ///< 0: the file's own
    std::uint32_t blockFrames = 0;            ///< 0: 1024
    std::uint32_t bits = 0;                   ///< 0: the format's default
    double gain = 0;                          ///< dB
    std::optional<double> seconds;
    InsertRequest inserts;
    bool loop = false;
    bool json = false;
    bool quiet = false;
    bool verbose = false;
};

/// What `rondo peaks` was asked for.
struct PeaksOptions {
    std::vector<std::filesystem::path> files;
    std::filesystem::path cache; ///< folder of the peak files; empty: beside each file
    std::uint32_t jobs = 0;      ///< at a time; 0: one a processor
    bool picture = true;
    bool json = false;
    bool quiet = false;
    bool verbose = false;
};

/// What `rondo devices` was asked for.
struct DevicesOptions {
    bool json = false;
    bool verbose = false;
};

/// What `rondo graph` was asked for.
struct GraphOptions {
    std::filesystem::path file;
    std::filesystem::path svg; ///< a picture to write; empty: none
    std::filesystem::path dot; ///< the same for Graphviz
    bool json = false;
    bool types = false; ///< the types of nodes instead of a graph
};

enum class Command { window, play, render, peaks, devices, graph, plugins, text };

/// The command line, read and checked.
struct CommandLine {
    Command command = Command::window;
    WindowRequest window;
    PlayOptions play;
    RenderOptions render;
    PeaksOptions peaks;
    DevicesOptions devices;
    GraphOptions graph;
    PluginRequests plugins; ///< for Command::plugins: `rondo scan`, `list`, `info` and `presets`
    std::string text;       ///< for Command::text: a help page or the version, to be printed
};

/// Effects: reads the command line. Returns: what was asked for. Errors: invalidArgument with one sentence that
/// names the argument and the way out. Progress: blocking. [control]
base::Result<CommandLine> readCommandLine(int count, const char* const* arguments);

} // namespace rondo::host
