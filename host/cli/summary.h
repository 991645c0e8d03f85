// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "console.h"
#include <cstdint>
#include <optional>
#include <rondo/concurrency/realtime_guard.h>
#include <rondo/device/audio_device.h>
#include <string>
#include <vector>

namespace rondo::host {

/// What the realtime guard saw, when it was on.
struct GuardSummary {
    concurrency::RealtimeCounts counts;
    std::string worst;              ///< the most frequent violation, described; empty when there was none
    std::vector<std::string> blind; ///< tripwires that do not work here, a sentence each
};

/// Deadlines that the graph missed while it played.
struct MissSummary {
    std::uint64_t count = 0;
    std::string culprit; ///< of the newest, in words
    std::string trace;   ///< the file written; empty: none
};

/// What there is to tell when a command is done.
struct Summary {
    std::string what;
    std::string output; ///< the file written; empty when a device played
    device::StreamFormat format;
    std::int64_t frames = 0;
    std::string end; ///< "end", "time", "stop", "lost" or "failure"
    std::vector<double> peak;
    std::vector<double> loudestRms;
    device::StreamStatistics stream;
    double meanLoad = 0;
    std::uint64_t blocksRefused = 0;
    std::uint64_t fileUnderruns = 0;
    std::uint64_t clippedSamples = 0;
    double elapsedSeconds = 0;
    double firstSoundSeconds =
        -1; ///< from the start of the program to the first callback; -1 when there was none
    std::optional<MissSummary> missed; ///< of what a device played
    std::optional<GuardSummary> guard;
};

/// Returns: a few lines for people, each ended. [control]
std::string describe(const Summary& summary);
/// Returns: one JSON object; the names are listed in host/cli/README.md. [control]
std::string toJson(const Summary& summary);
/// Effects: prints it to standard output: as JSON, or for people unless `quiet`; a live line is cleared first.
/// [control]
void print(const Summary& summary, bool json, bool quiet, Console& console);
/// Returns: "1:02.5". [control]
std::string clockTime(double seconds);
/// Returns: "-12.3 -12.5", linear amplitudes in dBFS; "-inf" for silence. [control]
std::string decibels(const std::vector<double>& amplitudes);
/// Returns: linear amplitudes in dBFS, as JSON has them: with two decimals, -144 for silence. [control]
std::vector<double> roundedDecibels(const std::vector<double>& amplitudes);
/// Returns: "1 file", "2 files". [control]
std::string counted(std::size_t count, const char* thing);

} // namespace rondo::host
