// SPDX-License-Identifier: MIT
#include "expect.h"
#include "program.h"
#include <cmath>
#include <csignal>
#include <doctest/doctest.h>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <rondo/session/file/audio_file_reader.h>
#include <support/sound_files.h>
#include <support/temporary_folder.h>

using namespace rondo;
using namespace rondo::test;

namespace {

std::vector<float> samplesOf(const std::filesystem::path& path, double rate = 0) {
    auto reader = session::AudioFileReader::open(path);
    REQUIRE_MESSAGE(reader, (reader ? "" : reader.error().text));
    if (rate != 0)
        CHECK(reader->rate() == rate);
    std::vector<float> samples;
    std::vector<float> chunk(4096 * reader->channelCount());
    while (const auto count = reader->read(chunk)) {
        if (*count == 0)
            break;
        samples.insert(samples.end(), chunk.begin(),
                       chunk.begin() + static_cast<std::ptrdiff_t>(*count * reader->channelCount()));
    }
    return samples;
}

double differenceInDecibels(const std::vector<float>& a, const std::vector<float>& b, std::size_t skip = 0) {
    REQUIRE(a.size() == b.size());
    double largest = 1e-12;
    for (std::size_t index = skip; index + skip < a.size(); ++index)
        largest = std::max(largest, std::abs(static_cast<double>(a[index]) - static_cast<double>(b[index])));
    return 20 * std::log10(largest);
}

} // namespace

TEST_CASE("A rendered file is the input, bit by bit, when nothing was asked for") {
    const TemporaryFolder folder;
    const auto sound = sines(100001, 2, 44100);
    writeWav(folder / "in.wav", sound, 2, 44100);
    const auto end =
        runRondo({"render", (folder / "in.wav").string(), "-o", (folder / "out.wav").string(), "--bits", "32"});
    checkSuccess(end);
    CHECK(samplesOf(folder / "out.wav", 44100) == sound);
    CHECK(end.output.find("times as fast") != std::string::npos);
}

TEST_CASE("Mono and six channels stay what they are") {
    const TemporaryFolder folder;
    for (const std::uint16_t channels : {std::uint16_t{1}, std::uint16_t{6}}) {
        const auto sound = sines(5000, channels, 48000);
        writeWav(folder / "in.wav", sound, channels, 48000);
        checkSuccess(runRondo(
            {"render", (folder / "in.wav").string(), "-o", (folder / "out.wav").string(), "--bits", "32"}));
        CHECK(samplesOf(folder / "out.wav") == sound);
    }
}

TEST_CASE("Rate, gain, time and format are what was asked for") {
    const TemporaryFolder folder;
    writeWav(folder / "in.wav", sines(88200, 2, 44100, 997), 2, 44100);
    checkSuccess(runRondo({"render", (folder / "in.wav").string(), "-o", (folder / "out.flac").string(),
                           "--rate", "48000", "--gain", "-6.0206", "--seconds", "1", "--quiet"}));
    auto wanted = sines(48000, 2, 48000, 997, 0.25);
    CHECK(differenceInDecibels(samplesOf(folder / "out.flac", 48000), wanted, 8000) < -100);
}

TEST_CASE("A file slower than any device is rendered at the lowest rate of a device") {
    const TemporaryFolder folder;
    writeWav(folder / "in.wav", sines(4000, 1, 4000, 100), 1, 4000);
    checkSuccess(runRondo(
        {"render", (folder / "in.wav").string(), "-o", (folder / "out.wav").string(), "--bits", "32"}));
    CHECK(differenceInDecibels(samplesOf(folder / "out.wav", 8000), sines(8000, 1, 8000, 100), 2000) < -100);
}

TEST_CASE("A loop is rendered for as long as asked") {
    const TemporaryFolder folder;
    writeWav(folder / "in.wav", sines(48000, 1, 48000, 480), 1, 48000);
    checkSuccess(runRondo({"render", (folder / "in.wav").string(), "-o", (folder / "out.wav").string(),
                           "--loop", "--seconds", "2.5", "--bits", "32"}));
    CHECK(differenceInDecibels(samplesOf(folder / "out.wav"), sines(120000, 1, 48000, 480)) < -90);
}

TEST_CASE("Two renderings of the demo are the same file, for every block size") {
    const TemporaryFolder folder;
    std::string first;
    for (const char* block : {"1024", "1024", "100"}) {
        checkSuccess(runRondo({"render", "--demo", "-o", (folder / "demo.wav").string(), "--seconds", "6",
                               "--block", block, "--quiet"}));
        const auto bytes = readBytes(folder / "demo.wav");
        CHECK(bytes.size() > 6 * 48000 * 6);
        if (first.empty())
            first = bytes;
        CHECK(bytes == first);
    }
}

TEST_CASE("The demo is sixty seconds of stereo that nothing clips") {
    const TemporaryFolder folder;
    const auto end = runRondo(
        {"render", "--demo", "-o", (folder / "demo.wav").string(), "--json", "--quiet", "--rate", "44100"});
    checkSuccess(end);
    const auto json = nlohmann::json::parse(end.output);
    CHECK(json["frames"] == 60 * 44100);
    CHECK(json["clippedSamples"] == 0);
    for (const auto& peak : json["peak"]) {
        CHECK(peak.get<double>() <= -1.0);
        CHECK(peak.get<double>() >= -6.0);
    }
    const auto samples = samplesOf(folder / "demo.wav", 44100);
    double left = 0;
    double apart = 0;
    for (std::size_t index = 0; index < samples.size(); index += 2) {
        left += static_cast<double>(samples[index]);
        apart += std::abs(static_cast<double>(samples[index]) - static_cast<double>(samples[index + 1]));
    }
    CHECK(std::abs(left / static_cast<double>(samples.size())) < 1e-3);
    CHECK(apart / static_cast<double>(samples.size()) > 1e-3);
    CHECK(std::abs(samples.back()) < 1e-4F);
}

TEST_CASE("A rendering that is stopped leaves nothing") {
    const TemporaryFolder folder;
    writeWav(folder / "in.wav", sines(48000, 2, 48000), 2, 48000);
    ProgramOptions options;
    options.after = "times as fast";
    options.intervene = [](pid_t process) { ::kill(process, SIGINT); };
    const auto end = runRondo({"render", (folder / "in.wav").string(), "-o", (folder / "out.wav").string(),
                               "--loop", "--seconds", "100000"},
                              options);
    CHECK(end.exitCode == 1);
    CHECK(end.errors.find("stopped before its end") != std::string::npos);
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}
