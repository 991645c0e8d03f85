// SPDX-License-Identifier: GPL-3.0-only
#include "summary.h"

#include "json_text.h"
#include <array>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <rondo/base/units.h>
namespace rondo::host {
namespace {

[[gnu::format(printf, 1, 2)]] std::string format(const char* pattern, ...) {
    std::array<char, 512> text{};
    std::va_list values;
    va_start(values, pattern);
    std::vsnprintf(text.data(), text.size(), pattern, values);
    va_end(values);
    return text.data();
}

double secondsOf(const Summary& summary) { return static_cast<double>(summary.frames) / summary.format.rate; }

const char* plural(std::uint64_t count) { return count == 1 ? "" : "s"; }

std::string describeGuard(const GuardSummary& guard) {
    const auto& counts = guard.counts;
    const auto count = [](std::uint64_t number) { return static_cast<unsigned long long>(number); };
    std::string text = format("guard   %llu system calls, %llu allocations, %llu locks, %llu page faults\n",
                              count(counts.systemCalls), count(counts.allocations), count(counts.locks),
                              count(counts.pageFaults));
    for (const auto& blind : guard.blind)
        text += "        not watched: " + blind + "\n";
    if (!guard.worst.empty())
        text += "        most frequent: " + guard.worst;
    return text;
}

std::string describeStream(const Summary& summary) {
    const auto& stream = summary.stream;
    const auto count = [](std::uint64_t number) { return static_cast<unsigned long long>(number); };
    std::string text = format("load    mean %.2f %%, p99.9 %.2f %%, peak %.2f %% of the period\n",
                              100 * summary.meanLoad, 100 * stream.loadP999, 100 * stream.loadPeak);
    text += format("stream  %llu overrun%s, %llu underrun%s, late blocks: %llu ours, %llu the system's",
                   count(stream.overruns), plural(stream.overruns), count(stream.underruns),
                   plural(stream.underruns), count(stream.lateOurs), count(stream.lateTheirs));
    if (summary.blocksRefused > 0)
        text += format(", %llu silent", count(summary.blocksRefused));
    return text +
           format("\nfiles   %llu underrun%s\n", count(summary.fileUnderruns), plural(summary.fileUnderruns));
}

std::string describeMisses(const MissSummary& missed) {
    std::string text;
    if (missed.count > 0)
        text += "missed  " + std::to_string(missed.count) + (missed.count == 1 ? " deadline" : " deadlines") +
                "; the last: " + missed.culprit + "\n";
    if (!missed.trace.empty())
        text += "trace   " + missed.trace + "\n";
    return text;
}

nlohmann::json guardJson(const GuardSummary& guard) {
    return {{"systemCalls", guard.counts.systemCalls},
            {"allocations", guard.counts.allocations},
            {"locks", guard.counts.locks},
            {"pageFaults", guard.counts.pageFaults},
            {"violations", guard.counts.calls()},
            {"worst", guard.worst},
            {"notWatched", guard.blind}};
}

} // namespace

void print(const Summary& summary, bool json, bool quiet, Console& console) {
    const auto text = json ? toJson(summary) : quiet ? std::string() : describe(summary);
    console.clearLine();
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
}

std::string clockTime(double seconds) {
    const auto tenths = static_cast<long long>(std::floor(std::max(seconds, 0.0) * 10));
    return format("%lld:%02lld.%lld", tenths / 600, tenths / 10 % 60, tenths % 10);
}

std::string decibels(const std::vector<double>& amplitudes) {
    std::string text;
    for (const double amplitude : amplitudes) {
        const double level = base::Decibels::fromGain(amplitude).value;
        text += (text.empty() ? "" : " ") +
                (level <= base::Decibels::silence ? std::string(" -inf") : format("%5.1f", level));
    }
    return text;
}

std::vector<double> roundedDecibels(const std::vector<double>& amplitudes) {
    std::vector<double> levels;
    for (const double amplitude : amplitudes)
        levels.push_back(std::round(100 * base::Decibels::fromGain(amplitude).value) / 100);
    return levels;
}

std::string counted(std::size_t count, const char* thing) {
    return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

std::string describe(const Summary& summary) {
    const bool rendered = !summary.output.empty();
    const double seconds = secondsOf(summary);
    auto text =
        format("%s %s: %s (%lld frames at %g Hz, %u channel%s)%s\n", rendered ? "rendered" : "played ",
               summary.what.c_str(), clockTime(seconds).c_str(), static_cast<long long>(summary.frames),
               summary.format.rate, summary.format.outputChannels, plural(summary.format.outputChannels),
               summary.end == "stop" ? ", stopped on request" : "");
    if (rendered)
        text += format("to      '%s', %.1f times as fast as it plays\n", summary.output.c_str(),
                       summary.elapsedSeconds > 0 ? seconds / summary.elapsedSeconds : 0.0);
    else
        text += format("on      %s, blocks of %u frames\n", summary.format.device.c_str(),
                       summary.format.blockFrames);
    text += "level   peak " + decibels(summary.peak) + " dBFS, loudest RMS " + decibels(summary.loudestRms) +
            " dBFS\n";
    if (summary.clippedSamples > 0)
        text += format("clipped %llu sample%s beyond full scale; a lower --gain avoids that\n",
                       static_cast<unsigned long long>(summary.clippedSamples), plural(summary.clippedSamples));
    if (!rendered)
        text += describeStream(summary);
    if (summary.missed)
        text += describeMisses(*summary.missed);
    if (summary.guard)
        text += describeGuard(*summary.guard);
    return text;
}

std::string toJson(const Summary& summary) {
    nlohmann::ordered_json json;
    json["what"] = summary.what;
    if (!summary.output.empty())
        json["output"] = summary.output;
    json["device"] = summary.format.device;
    json["rate"] = summary.format.rate;
    json["blockFrames"] = summary.format.blockFrames;
    json["channels"] = summary.format.outputChannels;
    json["frames"] = summary.frames;
    json["seconds"] = secondsOf(summary);
    json["end"] = summary.end;
    json["elapsedSeconds"] = summary.elapsedSeconds;
    json["firstSoundSeconds"] = summary.firstSoundSeconds;
    json["peak"] = roundedDecibels(summary.peak);
    json["loudestRms"] = roundedDecibels(summary.loudestRms);
    json["clippedSamples"] = summary.clippedSamples;
    json["load"] = {
        {"mean", summary.meanLoad}, {"p999", summary.stream.loadP999}, {"peak", summary.stream.loadPeak}};
    json["blocks"] = summary.stream.blocks;
    json["blocksRefused"] = summary.blocksRefused;
    json["overruns"] = summary.stream.overruns;
    json["underruns"] = summary.stream.underruns;
    json["lateOurs"] = summary.stream.lateOurs;
    json["lateTheirs"] = summary.stream.lateTheirs;
    json["fileUnderruns"] = summary.fileUnderruns;
    if (summary.missed)
        json["missed"] = {{"count", summary.missed->count},
                          {"culprit", summary.missed->culprit},
                          {"trace", summary.missed->trace}};
    if (summary.guard)
        json["guard"] = guardJson(*summary.guard);
    return jsonText(json);
}

} // namespace rondo::host
