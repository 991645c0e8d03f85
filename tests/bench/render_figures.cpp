// SPDX-License-Identifier: MIT
#include "disk_figures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <rondo/audio/audio_buffer.h>
#include <rondo/session/file/audio_file_writer.h>
#include <rondo/session/graph/graph_file.h>
#include <rondo/session/render/graph_render.h>
#include <rondo/session/render/render_queue.h>
#include <string>
#include <thread>
#include <vector>

namespace rondo::bench {

namespace {

constexpr std::uint32_t jobs = 8;
constexpr int rounds = 9;

session::GraphDescription twentySeconds() {
    std::string text = R"({"outputs": 2, "length": "20 s", "nodes": [{"name": "pan", "type": "pan"})";
    std::string edges = R"("pan -> output")";
    for (int voice = 0; voice < 24; ++voice) {
        const auto number = std::to_string(voice);
        text += R"(, {"name": "tone)" + number +
                R"(", "type": "oscillator", "waveform": "saw", "parameters": {)" + R"("frequency": ")" +
                std::to_string(100 + 37 * voice) + R"( Hz", "level": -40}})";
        edges += R"(, "tone)" + number + R"( -> pan")";
    }
    return orExit(session::readGraph(text + R"(], "edges": [)" + edges + "]}"));
}

session::AudioFileWriterOptions target(const test::TemporaryFolder& folder, std::uint32_t job) {
    return {.path = folder / ("render" + std::to_string(job) + ".wav"),
            .format = *session::formatForPath("a.wav", 24)};
}

double byPool(const test::TemporaryFolder& folder, const session::GraphDescription& graph,
              std::uint32_t workers) {
    task::Pool pool({.workers = workers});
    session::RenderQueue queue(pool);
    const auto from = Clock::now();
    std::vector<session::RenderJob> rendered;
    for (std::uint32_t job = 0; job < jobs; ++job)
        rendered.push_back(queue.add(target(folder, job), [&] { return session::makeGraphRender(graph); }));
    for (auto& job : rendered)
        job.wait();
    return secondsSince(from);
}

/// What a job does, by the same blocks, in a plain loop.
void renderPlainly(const session::GraphDescription& graph, session::AudioFileWriterOptions into) {
    constexpr std::uint32_t block = 1024;
    constexpr std::size_t blocksATurn = 16;
    const auto source = orExit(session::makeGraphRender(graph));
    const auto channels = source->channelCount();
    into.rate = source->rate();
    into.channelCount = channels;
    into.expectedFrames = source->frameCount();
    auto writer = orExit(session::AudioFileWriter::open(into));
    audio::AudioBuffer buffer(channels, block);
    std::vector<float> interleaved;
    float peak = 0;
    for (bool more = true; more;) {
        interleaved.clear();
        for (std::size_t turn = 0; more && turn < blocksATurn; ++turn) {
            const auto rendered = orExit(source->render(buffer.block()));
            const auto before = interleaved.size();
            interleaved.resize(before + rendered * channels);
            for (std::uint32_t channel = 0; channel < channels; ++channel) {
                float* to = interleaved.data() + before + channel;
                for (const float sample : buffer.block().channel(channel).first(rendered)) {
                    *to = sample;
                    to += channels;
                    peak = std::max(peak, std::abs(sample));
                }
            }
            more = rendered == block;
        }
        orExit(writer.write(interleaved));
    }
    orExit(writer.finish());
    if (peak == 0)
        std::printf("a rendering was silent\n");
}

double byThreads(const test::TemporaryFolder& folder, const session::GraphDescription& graph,
                 std::uint32_t count) {
    const auto from = Clock::now();
    std::vector<std::thread> threads;
    for (std::uint32_t number = 0; number < count; ++number)
        threads.emplace_back([&, number] {
            for (std::uint32_t job = number; job < jobs; job += count)
                renderPlainly(graph, target(folder, job));
        });
    for (auto& thread : threads)
        thread.join();
    return secondsSince(from);
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

} // namespace

void measureRenderings(const test::TemporaryFolder& folder) {
    const auto graph = twentySeconds();
    struct Contestant {
        double (*run)(const test::TemporaryFolder&, const session::GraphDescription&, std::uint32_t);
        std::uint32_t count;
        const char* name;
        std::vector<double> seconds{};
    };
    std::array<Contestant, 4> all{{{byPool, 1, "one worker"},
                                   {byPool, 2, "two"},
                                   {byThreads, 1, "one plain thread"},
                                   {byThreads, 2, "two"}}};
    for (auto& contestant : all) // what is made once, by the system too
        contestant.run(folder, graph, contestant.count);
    for (int round = 0; round < rounds; ++round)
        for (std::size_t turn = 0; turn < all.size(); ++turn) {
            auto& contestant = all[(turn + static_cast<std::size_t>(round)) % all.size()];
            contestant.seconds.push_back(contestant.run(folder, graph, contestant.count));
        }
    std::vector<double> pool, threads, beside;
    for (std::size_t round = 0; round < rounds; ++round) {
        pool.push_back(all[0].seconds[round] / all[1].seconds[round]);
        threads.push_back(all[2].seconds[round] / all[3].seconds[round]);
        beside.push_back(all[1].seconds[round] / all[3].seconds[round]);
    }
    std::printf("8 renderings of 20 s, medians of %d rounds:", rounds);
    for (const auto& contestant : all)
        std::printf(" %.2f s on %s%s", median(contestant.seconds), contestant.name,
                    &contestant == &all.back() ? "\n" : ",");
    std::printf(
        "two workers: %.2f times as fast as one (at least 1.9 on two free cores); two plain threads: "
        "%.2f times as fast as one, which is what the machine gives; two workers take %.3f of the time of "
        "two plain threads\n",
        median(pool), median(threads), median(beside));
}

} // namespace rondo::bench
