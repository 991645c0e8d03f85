// SPDX-License-Identifier: GPL-3.0-only
#include "programme.h"

#include <rondo/nodes/file_player_node.h>

namespace rondo::host {
namespace {

class FileProgramme final : public Programme {
public:
    FileProgramme(std::vector<std::filesystem::path> files, bool loop)
        : files_(std::move(files)), loop_(loop) {}

    base::Result<void> build(runtime::Engine& engine, graph::NodeId output) override {
        const auto& format = engine.device().format();
        auto stream = engine.files().open({files_, format.rate, format.outputChannels, loop_});
        if (!stream)
            return tl::unexpected(stream.error());
        stream_ = std::move(*stream);
        auto player =
            nodes::makeFilePlayer({format.outputChannels, true}, stream_->takeReceiver(), stream_->takeMarks());
        position_ = std::move(player.position);
        auto edit = engine.graph().edit();
        edit.connect(edit.add(std::move(player.node), files_.front().filename().string()), 0, output, 0);
        if (auto committed = edit.commit(); !committed)
            return tl::unexpected(committed.error());
        return {};
    }

    void prepareFor(std::size_t frames) override {
        stream_->waitUntilReady(frames + nodes::FilePlayerNode::fadeFrames);
    }
    void feed(std::int64_t) override {}

    std::optional<std::int64_t> ended() override {
        const auto& now = position_.read();
        return now.ended ? std::optional(now.played) : std::nullopt;
    }
    std::int64_t frameCount() const override { return loop_ || !stream_ ? -1 : stream_->frameCount(); }
    std::string description() const override {
        return files_.size() == 1 ? "'" + files_.front().string() + "'"
                                  : std::to_string(files_.size()) + " files";
    }
    std::uint64_t fileUnderruns() override { return position_.read().underruns; }
    std::vector<std::string> notices() override {
        return stream_ ? stream_->progress().notices : std::vector<std::string>{};
    }
    bool cutOff() override { return stream_ && stream_->progress().cutOff; }
    std::optional<base::Error> failure() override {
        return stream_ ? stream_->progress().failure : std::optional<base::Error>{};
    }

private:
    const std::vector<std::filesystem::path> files_;
    const bool loop_;
    std::optional<session::FileStream> stream_;
    concurrency::LatestValueReader<nodes::FilePlayerPosition> position_;
};

} // namespace

std::unique_ptr<Programme> makeFileProgramme(std::vector<std::filesystem::path> files, bool loop) {
    return std::make_unique<FileProgramme>(std::move(files), loop);
}

} // namespace rondo::host
