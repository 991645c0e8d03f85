// SPDX-License-Identifier: MIT
//
// Renders the example graphs and compares them with what they sounded like when tests/golden/renders was
// written. A stored render is text: a line for each stretch of 1009 frames, with the last sample and the RMS of
// the stretch of each channel, so that every sample counts and the file stays small. `RONDO_GOLDEN_WRITE=1
// golden` writes the files anew; what a change does to the sound then shows as a difference of text, and is to
// be told in its commit.
//
// Additions and multiplications give the same bits everywhere (-ffp-contract=off), the functions of the C
// library (sin, exp, pow) may differ by the last bit from one library to the next, and recursive filters carry
// that on. So the tolerance is -100 dBFS: no such difference reaches it, and no change that anybody could hear
// stays below.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <random>
#include <rondo/audio/audio_buffer.h>
#include <rondo/graph/graph_control.h>
#include <rondo/session/graph/graph_build.h>
#include <rondo/session/graph/graph_file.h>
#include <sstream>
#include <support/render_comparison.h>
#include <vector>

using namespace rondo;
using test::Render;

namespace {

constexpr double tolerance = -100; // dBFS
constexpr std::uint32_t seconds = 4;
constexpr std::uint32_t stretch = 1009;

Render render(const std::filesystem::path& path, std::uint32_t block, std::uint32_t workers) {
    const auto description = session::loadGraph(path);
    REQUIRE_MESSAGE(description, (description ? "" : description.error().text));
    auto graph = graph::makeGraph({.rate = description->rate,
                                   .maximumFrames = 512,
                                   .inputChannels = description->inputs,
                                   .outputChannels = description->outputs,
                                   .workers = workers,
                                   .workerUse = graph::WorkerUse::always},
                                  std::make_shared<concurrency::Reclaimer>());
    auto edit = graph.control.edit();
    const auto built = session::addGraph(edit, *description);
    REQUIRE_MESSAGE(built, (built ? "" : built.error().text));
    const auto committed = edit.commit();
    REQUIRE_MESSAGE(committed, (committed ? "" : committed.error().text));
    REQUIRE(session::startGraph(graph.control, *built));
    const auto frames = seconds * static_cast<std::uint32_t>(description->rate);
    audio::AudioBuffer output(description->outputs, frames);
    audio::AudioBuffer input(description->inputs, frames);
    std::minstd_rand numbers(1); // the same numbers everywhere
    for (std::uint32_t channel = 0; channel < description->inputs; ++channel)
        for (auto& sample : input.block().channel(channel))
            sample = static_cast<float>(numbers() % 2001) / 10000.0f - 0.1f;
    for (std::uint32_t done = 0; done < frames; done += block) {
        const auto count = std::min(block, frames - done);
        graph.processor.process(input.block().frames(done, count), output.block().frames(done, count), done);
    }
    Render samples;
    for (std::uint32_t channel = 0; channel < description->outputs; ++channel) {
        const auto from = output.block().channel(channel);
        samples.emplace_back(from.begin(), from.end());
    }
    return samples;
}

/// Of each channel the last sample and the RMS of each stretch, in turn.
Render digest(const Render& samples) {
    Render lines;
    for (const auto& channel : samples) {
        std::vector<float> last, rms;
        for (std::size_t begin = 0; begin + stretch <= channel.size(); begin += stretch) {
            double sum = 0;
            for (std::size_t frame = begin; frame < begin + stretch; ++frame)
                sum += double{channel[frame]} * double{channel[frame]};
            last.push_back(channel[begin + stretch - 1]);
            rms.push_back(static_cast<float>(std::sqrt(sum / stretch)));
        }
        lines.push_back(std::move(last));
        lines.push_back(std::move(rms));
    }
    return lines;
}

std::string written(const Render& digest) {
    std::ostringstream text;
    text.precision(9); // enough to read the same float
    for (std::size_t line = 0; line < digest[0].size(); ++line)
        for (std::size_t column = 0; column < digest.size(); ++column)
            text << digest[column][line] << (column + 1 < digest.size() ? ' ' : '\n');
    return text.str();
}

Render readRender(const std::filesystem::path& path, std::size_t columns) {
    std::ifstream file(path);
    REQUIRE_MESSAGE(file, path.string(), " is missing; write it with RONDO_GOLDEN_WRITE=1.");
    Render digest(columns);
    std::size_t place = 0;
    for (float value = 0; file >> value; ++place)
        digest[place % columns].push_back(value);
    REQUIRE_MESSAGE(file.eof(), path.string(), " holds something that is no number.");
    return digest;
}

} // namespace

TEST_CASE("the example graphs sound as they did, and the same in every block size and on workers") {
    int graphs = 0;
    for (const auto& entry : std::filesystem::directory_iterator(RONDO_GRAPHS_FOLDER)) {
        if (entry.path().extension() != ".json")
            continue;
        ++graphs;
        CAPTURE(entry.path().filename().string());
        const auto samples = render(entry.path(), 256, 0);
        CHECK(test::compareRenders(samples, render(entry.path(), 701, 2)).text() == "the renders are the same");
        const auto path =
            std::filesystem::path(RONDO_RENDERS_FOLDER) / entry.path().stem().concat(".txt").string();
        const auto now = digest(samples);
        if (std::getenv("RONDO_GOLDEN_WRITE") != nullptr)
            std::ofstream(path) << written(now);
        const auto then = readRender(path, now.size());
        CHECK(std::ranges::any_of(now[1], [](float rms) { return rms > 0.01f; })); // it sounds
        const auto found = test::compareRenders(now, then);
        CHECK_MESSAGE(found.largest < tolerance, found.text());
    }
    CHECK(graphs >= 4);
}

TEST_CASE("a graph that sounds a little different is found") {
    const auto samples = render(std::filesystem::path(RONDO_GRAPHS_FOLDER) / "buses.json", 256, 0);
    const auto differ = [&](auto change) {
        auto other = samples;
        change(other);
        return test::compareRenders(digest(other), digest(samples)).largest;
    };
    CHECK(differ([](Render&) {}) < tolerance);
    CHECK(differ([](Render& other) { // 0.01 dB louder
              for (auto& sample : other[0])
                  sample *= 1.00115f;
          }) > tolerance);
    CHECK(differ([](Render& other) { std::ranges::rotate(other[1], other[1].begin() + 1); }) > tolerance);
    CHECK(differ([](Render& other) { other[0][70000] += 0.05f; }) > tolerance); // a click
    CHECK(differ([](Render& other) { std::swap(other[0], other[1]); }) > tolerance);
    CHECK(differ([](Render& other) { other[1].resize(100000); }) > tolerance);
    CHECK(differ([](Render& other) { other[1][5000] = std::nanf(""); }) > tolerance);
}
