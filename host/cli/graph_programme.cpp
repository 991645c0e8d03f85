// SPDX-License-Identifier: GPL-3.0-only
#include "graph_programme.h"

#include <algorithm>
#include <rondo/nodes/file_player_node.h>
#include <rondo/nodes/gain_node.h>
#include <rondo/session/graph/graph_build.h>

namespace rondo::host {
namespace {

using base::Result;

std::filesystem::path fileOf(const session::DescribedNode& node, const session::NodeType& type,
                             const std::filesystem::path& folder) {
    return folder / std::get<std::string>(session::optionOf(node, type, "file"));
}

class GraphProgramme final : public Programme {
public:
    GraphProgramme(session::GraphDescription description, std::filesystem::path file, bool endless)
        : description_(std::move(description)), file_(std::move(file)), endless_(endless) {}

    Result<void> build(runtime::Engine& engine, graph::NodeId output) override {
        engine_ = &engine;
        const auto source = "'" + file_.string() + "'";
        session::GraphBuildOptions options;
        options.output = output;
        options.rate = engine.graph().options().rate;
        options.source = source;
        options.outside = [this](const session::DescribedNode& node, const session::NodeType& type) {
            return makeOutside(node, type);
        };
        auto edit = engine.graph().edit();
        const auto built = session::addGraph(edit, description_, options);
        if (!built)
            return tl::unexpected(built.error());
        if (const auto committed = edit.commit(); !committed)
            return base::fail(committed.error().code, source + ": " + committed.error().text);
        if (auto started = session::startGraph(engine.graph(), *built); !started)
            return started;
        return fadeAtEnd();
    }

    void prepareFor(std::size_t frames) override {
        for (auto& player : players_)
            player.stream.waitUntilReady(frames + nodes::FilePlayerNode::fadeFrames);
    }
    void feed(std::int64_t) override {}

    std::optional<std::int64_t> ended() override {
        const auto length = frameCount();
        return length >= 0 && engine_->position() >= length ? std::optional(length) : std::nullopt;
    }
    std::int64_t frameCount() const override {
        return endless_ || !description_.length
                   ? -1
                   : base::toFrames({*description_.length}, engine_->device().format().rate).value;
    }
    std::string description() const override { return "'" + file_.string() + "'"; }

    std::uint64_t fileUnderruns() override {
        std::uint64_t sum = 0;
        for (auto& player : players_)
            sum += player.position.read().underruns;
        return sum;
    }
    /// In the order in which they came, whichever file they are about: who tells them remembers only how many.
    std::vector<std::string> notices() override {
        for (auto& player : players_) {
            const auto now = player.stream.progress().notices;
            notices_.insert(notices_.end(), now.begin() + static_cast<std::ptrdiff_t>(player.noticesTaken),
                            now.end());
            player.noticesTaken = now.size();
        }
        return notices_;
    }
    bool cutOff() override {
        return std::ranges::any_of(players_,
                                   [](const Player& player) { return player.stream.progress().cutOff; });
    }
    std::optional<base::Error> failure() override {
        for (const auto& player : players_)
            if (auto failure = player.stream.progress().failure)
                return failure;
        return {};
    }

private:
    struct Player {
        session::FileStream stream;
        concurrency::LatestValueReader<nodes::FilePlayerPosition> position;
        std::size_t noticesTaken = 0;
    };

    Result<std::unique_ptr<graph::Node>> makeOutside(const session::DescribedNode& node,
                                                     const session::NodeType& type) {
        if (type.name != "file player")
            return nullptr;
        const auto width = static_cast<std::uint32_t>(std::get<double>(session::optionOf(node, type, "width")));
        auto stream = engine_->files().open({{fileOf(node, type, file_.parent_path())},
                                             engine_->device().format().rate,
                                             width,
                                             std::get<bool>(session::optionOf(node, type, "loop"))});
        if (!stream)
            return tl::unexpected(stream.error());
        nodes::FilePlayerOptions options;
        options.width = width;
        for (const auto& [name, value] : node.parameters)
            if (name == "playing")
                options.playing = value >= 0.5;
        auto player = nodes::makeFilePlayer(options, stream->takeReceiver(), stream->takeMarks());
        players_.push_back({std::move(*stream), std::move(player.position)});
        return std::move(player.node);
    }

    /// What sounds at the end of the description's length does not end in a click.
    Result<void> fadeAtEnd() {
        const auto length = frameCount();
        if (length < 0)
            return {};
        const auto fade = base::toFrames(runtime::EngineOptions{}.fade, engine_->device().format().rate).value;
        return engine_->graph().setParameterAt(std::max<std::int64_t>(length - fade, 0), engine_->master(),
                                               nodes::GainNode::gain,
                                               static_cast<float>(base::Decibels::silence));
    }

    const session::GraphDescription description_;
    const std::filesystem::path file_;
    const bool endless_;
    runtime::Engine* engine_ = nullptr;
    std::vector<Player> players_;
    std::vector<std::string> notices_;
};

} // namespace

Result<session::GraphDescription> loadSoundingGraph(const std::filesystem::path& file) {
    auto description = session::loadGraph(file);
    if (description && description->outputs == 0)
        return base::fail(
            base::ErrorCode::unsupported,
            "'" + file.string() +
                "' has no output channels, so nothing of it can be heard; set \"outputs\" in it.");
    return description;
}

Result<session::GraphDescription> loadEndingGraph(const std::filesystem::path& file, bool limited) {
    auto description = loadSoundingGraph(file);
    if (description && !description->length && !limited)
        return base::fail(base::ErrorCode::invalidArgument,
                          "'" + file.string() +
                              "' describes a graph without an end and a file needs one; add --length 10s, or "
                              "\"length\" to the graph.");
    return description;
}

std::uint32_t eventsFor(const session::GraphDescription& description) {
    constexpr std::size_t most = std::size_t{1} << 20;
    std::size_t count = runtime::EngineOptions{}.eventCapacity;
    for (const auto& node : description.nodes)
        count += node.parameters.size();
    return static_cast<std::uint32_t>(std::min(count, most));
}

std::vector<std::filesystem::path> filesOf(const session::GraphDescription& description,
                                           const std::filesystem::path& file) {
    const session::NodeCatalogue catalogue;
    std::vector<std::filesystem::path> files{file};
    for (const auto& node : description.nodes)
        if (node.type == "file player")
            files.push_back(fileOf(node, *catalogue.find(node.type), file.parent_path()));
    return files;
}

std::unique_ptr<Programme> makeGraphProgramme(session::GraphDescription description, std::filesystem::path file,
                                              bool endless) {
    return std::make_unique<GraphProgramme>(std::move(description), std::move(file), endless);
}

} // namespace rondo::host
