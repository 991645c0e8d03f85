// SPDX-License-Identifier: MIT
// insert_figures [PLUGINS [FRAMES]]: what a chain of plugins that do nothing costs beside calling them one
// after the other, in the same run: thread time of a block, the medians and best of alternating turns.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <host/hosting/detail/juce_plugin.h>
#include <host/hosting/insert_chain.h>
#include <host/hosting/plugin_loader.h>
#include <rondo/audio/audio_buffer.h>
#include <rondo/nodes/gain_node.h>
#include <stdexcept>
#include <vector>

using namespace rondo;

namespace {

constexpr double rate = 48000;
constexpr int turns = 41;
constexpr int blocks = 400;

double threadSeconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

template <class Block>
double secondsOf(const Block& block) {
    const double begin = threadSeconds();
    for (int count = 0; count < blocks; ++count)
        block();
    return (threadSeconds() - begin) / blocks;
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

void require(const base::Result<void>& result) {
    if (!result)
        throw std::runtime_error(result.error().text);
}

std::unique_ptr<hosting::HostedPlugin> passThrough(hosting::PluginLoader& loader, std::uint32_t frames) {
    hosting::LocatedPlugin plugin;
    plugin.plugin.format = hosting::PluginFormat::lv2;
    plugin.plugin.identifier = "urn:rondo:test:pass-through";
    plugin.plugin.name = "Pass through";
    plugin.path = RONDO_PASS_THROUGH;
    auto loaded = loader.load(plugin, {.rate = rate, .maximumFrames = frames});
    if (!loaded)
        throw std::runtime_error(loaded.error().text);
    return *std::move(loaded);
}

/// The chain as the host plays it.
struct Chained {
    graph::Graph graph;
    hosting::InsertChain chain;
    std::vector<std::unique_ptr<hosting::HostedPlugin>> plugins;
    audio::AudioBuffer input, output;
    std::int64_t frame = 0;

    static graph::GraphOptions options(std::uint32_t frames) {
        graph::GraphOptions result;
        result.rate = rate;
        result.maximumFrames = frames;
        result.inputChannels = 2;
        return result;
    }
    static std::pair<graph::NodeId, graph::NodeId> ends(graph::GraphControl& control) {
        auto edit = control.edit();
        const auto in = edit.add(std::make_unique<nodes::GainNode>(), "in");
        const auto out = edit.add(std::make_unique<nodes::GainNode>(), "out");
        edit.connectToInput(in);
        edit.connectToOutput(out);
        edit.commit().value();
        return {in, out};
    }
    Chained(hosting::PluginLoader& loader, std::uint32_t count, std::uint32_t frames)
        : Chained(loader, count, frames,
                  graph::makeGraph(options(frames), std::make_shared<concurrency::Reclaimer>())) {}
    Chained(hosting::PluginLoader& loader, std::uint32_t count, std::uint32_t frames, graph::Graph made)
        : graph(std::move(made)), chain(makeChain(graph.control)), input(2, frames), output(2, frames) {
        graph.control.recorder()->setMeasuring(graph::Measuring::everyNode);
        require(chain.connect());
        for (std::uint32_t place = 0; place < count; ++place) {
            require(chain.add({place + 1}, place, passThrough(loader, frames)));
            block(); // the fade of each edit is played
        }
        for (int warm = 0; warm < 2000; ++warm)
            block();
    }
    static hosting::InsertChain makeChain(graph::GraphControl& control) {
        const auto [in, out] = ends(control);
        return {control, in, out};
    }
    void block() {
        graph.processor.process(input.block(), output.block(), frame);
        frame += input.frameCount();
    }
};

} // namespace

int main(int count, char** arguments) {
    const auto number = [&](int index, unsigned otherwise) {
        return count > index ? static_cast<std::uint32_t>(std::strtoul(arguments[index], nullptr, 10))
                             : otherwise;
    };
    const auto pluginCount = std::max(number(1, 100), 1U);
    const auto frames = std::max(number(2, 64), 16U);
    hosting::PluginLoader loader;
    std::vector<std::unique_ptr<hosting::HostedPlugin>> direct;
    for (std::uint32_t plugin = 0; plugin < pluginCount; ++plugin)
        direct.push_back(passThrough(loader, frames));
    juce::AudioBuffer<float> buffer(2, static_cast<int>(frames));
    buffer.clear();
    juce::MidiBuffer midi;
    auto chained = std::make_unique<Chained>(loader, pluginCount, frames);
    const auto one = [&] {
        for (auto& plugin : direct)
            plugin->core().instance->processBlock(buffer, midi);
    };
    const auto other = [&] { chained->block(); };
    std::vector<double> ones, others, ratios;
    for (int turn = 0; turn < turns; ++turn) {
        ones.push_back(secondsOf(one));
        others.push_back(secondsOf(other));
        ratios.push_back(others.back() / ones.back());
    }
    std::printf(
        "%u plugins that pass their input on, %u frames: called one after the other %.1f us a block, as "
        "inserts %.1f us; ratio %.3f (median of %d turns; best %.3f)\n",
        pluginCount, frames, median(ones) * 1e6, median(others) * 1e6, median(ratios), turns,
        std::ranges::min(others) / std::ranges::min(ones));
    auto plugins = chained->chain.release();
    chained.reset();
    return 0;
}
