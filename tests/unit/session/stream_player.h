// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <doctest/doctest.h>
#include <rondo/audio/audio_buffer.h>
#include <rondo/concurrency/reclaimer.h>
#include <rondo/graph/graph_control.h>
#include <rondo/nodes/file_player_node.h>
#include <rondo/session/file/file_stream.h>
#include <vector>

namespace rondo::test {

/// A stream and the player of it, in a graph of its own.
class StreamPlayer {
public:
    explicit StreamPlayer(session::FileStream opened, bool playing = true)
        : stream(std::move(opened)),
          graph_(graph::makeGraph({.maximumFrames = largestBlock, .outputChannels = stream.channelCount()},
                                  std::make_shared<concurrency::Reclaimer>())) {
        auto made = nodes::makeFilePlayer({.width = stream.channelCount(), .playing = playing},
                                          stream.takeReceiver(), stream.takeMarks());
        position = std::move(made.position);
        auto edit = graph_.control.edit();
        node_ = edit.add(std::move(made.node), "player");
        edit.connectToOutput(node_);
        REQUIRE(edit.commit());
    }
    /// Returns: the first channel of one block.
    std::vector<float> playBlock(std::uint32_t frames, bool wait) {
        if (wait)
            stream.waitUntilReady(std::max(frames, nodes::FilePlayerNode::fadeFrames) +
                                  nodes::FilePlayerNode::fadeFrames);
        audio::AudioBuffer output(stream.channelCount(), frames);
        graph_.processor.process({}, output.block(), frame_);
        frame_ += frames;
        const auto left = output.block().channel(0);
        return {left.begin(), left.end()};
    }
    /// Returns: the first channel of whole blocks.
    std::vector<float> play(std::size_t frames, bool wait) {
        std::vector<float> samples;
        for (std::size_t done = 0; done < frames; done += block) {
            const auto more = playBlock(block, wait);
            samples.insert(samples.end(), more.begin(), more.end());
        }
        return samples;
    }
    void setPlaying(bool playing) {
        REQUIRE(graph_.control.setParameter(node_, nodes::FilePlayerNode::playing, playing ? 1.0f : 0.0f));
    }
    /// So many frames from now on.
    void setPlayingIn(std::int64_t frames, bool playing) {
        REQUIRE(graph_.control.setParameterAt(frame_ + frames, node_, nodes::FilePlayerNode::playing,
                                              playing ? 1.0f : 0.0f));
    }
    static constexpr std::uint32_t block = 256;
    static constexpr std::uint32_t largestBlock = 4096;
    session::FileStream stream;
    concurrency::LatestValueReader<nodes::FilePlayerPosition> position;

private:
    graph::Graph graph_;
    graph::NodeId node_;
    std::int64_t frame_ = 0;
};

} // namespace rondo::test
