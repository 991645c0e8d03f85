// SPDX-License-Identifier: MIT
#include <rondo/session/render/graph_render.h>

#include <algorithm>
#include <list>
#include <rondo/base/units.h>
#include <rondo/concurrency/reclaimer.h>
#include <rondo/nodes/file_player_node.h>
#include <rondo/nodes/gain_node.h>
#include <rondo/session/file/detail/fading_source.h>
#include <rondo/session/graph/graph_build.h>

namespace rondo::session {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::size_t maximumFrames = 4096;
constexpr base::Seconds endFade{0.05};

/// Fills the channel of a file player just before each block.
class FileFeed {
public:
    FileFeed(AudioFileSource source, concurrency::SpscSender<float> sender)
        : faded_(std::move(source)), sender_(std::move(sender)) {}

    Result<void> feed() {
        const auto width = source().channelCount();
        auto free = sender_.capacity() - sender_.occupancy();
        free -= free % width;
        if (sender_.closed() || free == 0)
            return {};
        samples_.resize(free);
        const auto count = faded_.read(samples_);
        if (!count)
            return tl::unexpected(count.error());
        if (*count == 0)
            sender_.close();
        else
            static_cast<void>(sender_.send(std::span<const float>(samples_).first(*count * width)));
        return {};
    }
    const AudioFileSource& source() const noexcept { return faded_.source(); }

private:
    detail::FadingSource faded_;
    concurrency::SpscSender<float> sender_;
    std::vector<float> samples_;
};

class GraphRender final : public RenderSource {
public:
    GraphRender(const GraphDescription& description, const GraphRenderOptions& options)
        : options_(options), rate_(options.rate != 0 ? options.rate : description.rate),
          width_(description.outputs),
          frames_(base::toFrames({options.length ? *options.length : *description.length}, rate_).value),
          graph_(graph::makeGraph(optionsFor(description), std::make_shared<concurrency::Reclaimer>())) {}

    Result<void> build(const GraphDescription& description) {
        auto edit = graph_.control.edit();
        const auto master = edit.add(
            std::make_unique<nodes::GainNode>(nodes::GainOptions{width_, {options_.gain}, endFade}), "master");
        edit.connectToOutput(master);
        GraphBuildOptions target;
        target.output = master;
        target.rate = rate_;
        const auto source = options_.file.empty() ? "the graph" : "'" + options_.file.string() + "'";
        target.source = source;
        target.outside = [this](const DescribedNode& node, const NodeType& type) {
            return makeOutside(node, type);
        };
        const auto built = addGraph(edit, description, target);
        if (!built)
            return tl::unexpected(built.error());
        if (const auto committed = edit.commit(); !committed)
            return base::fail(committed.error().code, source + ": " + committed.error().text);
        if (auto started = startGraph(graph_.control, *built); !started || options_.length)
            return started;
        const auto from = std::max<std::int64_t>(frames_ - base::toFrames(endFade, rate_).value, 0);
        return graph_.control.setParameterAt(from, master, nodes::GainNode::gain,
                                             static_cast<float>(base::Decibels::silence));
    }

    double rate() const noexcept override { return rate_; }
    std::uint32_t channelCount() const noexcept override { return width_; }
    std::int64_t frameCount() const noexcept override { return frames_; }

    Result<std::size_t> render(audio::AudioBlock block) override {
        const auto wanted = std::min<std::int64_t>(block.frameCount(), frames_ - position_);
        for (std::int64_t done = 0; done < wanted;) {
            const auto frames =
                static_cast<std::uint32_t>(std::min<std::int64_t>(wanted - done, maximumFrames));
            for (auto& feed : feeds_)
                if (auto fed = feed.feed(); !fed)
                    return tl::unexpected(fed.error());
            graph_.processor.process({}, block.frames(static_cast<std::uint32_t>(done), frames), position_);
            position_ += frames;
            done += frames;
        }
        return static_cast<std::size_t>(wanted);
    }
    std::vector<std::string> notices() const override {
        std::vector<std::string> all;
        for (const auto& feed : feeds_)
            all.insert(all.end(), feed.source().notices().begin(), feed.source().notices().end());
        return all;
    }
    bool cutOff() const override {
        return std::ranges::any_of(feeds_, [](const FileFeed& feed) { return feed.source().cutOff(); });
    }

private:
    graph::GraphOptions optionsFor(const GraphDescription& description) const {
        graph::GraphOptions options;
        options.rate = rate_;
        options.inputChannels = description.inputs;
        options.outputChannels = description.outputs;
        std::size_t events = options.eventCapacity;
        for (const auto& node : description.nodes)
            events += node.parameters.size();
        options.eventCapacity = static_cast<std::uint32_t>(std::min<std::size_t>(events, std::size_t{1} << 20));
        return options;
    }

    Result<std::unique_ptr<graph::Node>> makeOutside(const DescribedNode& node, const NodeType& type) {
        if (type.name != "file player")
            return nullptr;
        const auto width = static_cast<std::uint32_t>(std::get<double>(optionOf(node, type, "width")));
        auto source = AudioFileSource::open(
            {{options_.file.parent_path() / std::get<std::string>(optionOf(node, type, "file"))},
             rate_,
             width,
             std::get<bool>(optionOf(node, type, "loop"))});
        if (!source)
            return tl::unexpected(source.error());
        nodes::FilePlayerOptions player;
        player.width = width;
        for (const auto& [name, value] : node.parameters)
            if (name == "playing")
                player.playing = value >= 0.5;
        // Room for a block and for what the player holds ahead of it.
        auto channel = concurrency::makeSpscChannel<float>(2 * maximumFrames * width);
        feeds_.emplace_back(std::move(*source), std::move(channel.sender));
        return std::move(nodes::makeFilePlayer(player, std::move(channel.receiver)).node);
    }

    const GraphRenderOptions options_;
    const double rate_;
    const std::uint32_t width_;
    const std::int64_t frames_;
    graph::Graph graph_;
    std::list<FileFeed> feeds_;
    std::int64_t position_ = 0;
};

} // namespace

Result<std::unique_ptr<RenderSource>> makeGraphRender(const GraphDescription& description,
                                                      const GraphRenderOptions& options) {
    const auto source = options.file.empty() ? std::string("the graph") : "'" + options.file.string() + "'";
    if (!description.length && !options.length)
        return base::fail(ErrorCode::invalidArgument,
                          source + " has no end and a file needs one; set \"length\" in it, or give one.");
    if (description.outputs == 0)
        return base::fail(ErrorCode::invalidArgument,
                          source +
                              " has no output channels, so nothing of it can be heard; set \"outputs\" in it.");
    if (auto checked = check(description, source); !checked)
        return tl::unexpected(checked.error());
    auto render = std::make_unique<GraphRender>(description, options);
    if (auto built = render->build(description); !built)
        return tl::unexpected(built.error());
    return render;
}

} // namespace rondo::session
