// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/concurrency/latest_value.h>
#include <rondo/concurrency/spsc_channel.h>
#include <rondo/graph/node.h>
#include <rondo/nodes/stream_mark.h>

namespace rondo::nodes {

/// How a FilePlayerNode starts.
struct FilePlayerOptions {
    std::uint32_t width = 2; ///< channels, 1 to 64
    bool playing = true;     ///< whether it starts to play by itself
};

/// Where a file player is.
struct FilePlayerPosition {
    std::int64_t played = 0;     ///< frames taken from the stream and played
    std::int64_t frame = 0;      ///< where in a pass of what is streamed the next one is; turns where it loops
    std::uint64_t underruns = 0; ///< times the stream had nothing when frames were due
    std::uint64_t underrunFrames = 0; ///< frames of silence played because of that
    bool playing = false;             ///< whether it is meant to play
    bool ended = false;               ///< the stream's end was told and everything before it has been played
};

struct FilePlayer;

/// Plays a stream of samples that somebody else fills; knows nothing of files. Waits in silence for the first
/// frames (no underrun yet). When the stream runs dry it fades out over the last 64 frames that it holds back,
/// counts, and fades in again once frames are there; a stream whose sender is gone is played to its last frame
/// and has then ended. A mark makes it jump: at the frame that it names, to one that fits, or at once, faded
/// out and in. One output. It takes from the stream what it plays or drops, once a block.
class FilePlayerNode final : public graph::Node {
public:
    enum Parameter : std::uint32_t {
        playing, ///< 1: plays; 0: fades out over 64 frames and holds its position
    };
    static constexpr std::uint32_t fadeFrames = 64;

    ~FilePlayerNode() override;
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    friend FilePlayer makeFilePlayer(FilePlayerOptions, concurrency::SpscReceiver<float>,
                                     concurrency::LatestValueReader<StreamMark>);
    FilePlayerNode(FilePlayerOptions options, concurrency::SpscReceiver<float> stream,
                   concurrency::LatestValueReader<StreamMark> marks,
                   concurrency::LatestValueWriter<FilePlayerPosition> writer);
    void receive() noexcept;
    void lookAtMark() noexcept;
    void jump() noexcept;
    bool leave() noexcept;
    bool turn() noexcept;
    bool advance() noexcept;
    std::size_t steadyFrames() const noexcept;
    void played(std::size_t count) noexcept;
    void copyOne(audio::AudioBlock output, std::uint32_t frame, float level) noexcept;
    std::size_t copy(audio::AudioBlock output, std::uint32_t first, std::size_t count) noexcept;
    void render(audio::AudioBlock output, std::uint32_t first, std::uint32_t count) noexcept;
    struct State;
    FilePlayerOptions options_;
    concurrency::SpscReceiver<float> stream_;
    concurrency::LatestValueReader<StreamMark> marks_;
    concurrency::LatestValueWriter<FilePlayerPosition> writer_;
    std::unique_ptr<State> state_;
};

/// A file player for the graph and the end that reads its position from any one thread.
struct FilePlayer {
    std::unique_ptr<FilePlayerNode> node;
    concurrency::LatestValueReader<FilePlayerPosition> position;
};

/// Effects: makes a player of `stream`: interleaved frames of `options.width` channels at the graph's rate. The
/// sender says that the stream is complete by its destruction, or by a mark. Errors: Failure(invalidArgument)
/// for a width outside 1 to 64; std::bad_alloc. Progress: blocking. [control]
FilePlayer makeFilePlayer(FilePlayerOptions options, concurrency::SpscReceiver<float> stream,
                          concurrency::LatestValueReader<StreamMark> marks = {});

} // namespace rondo::nodes
