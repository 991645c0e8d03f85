// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <rondo/concurrency/latest_value.h>
#include <rondo/concurrency/spsc_channel.h>
#include <rondo/graph/node.h>

namespace rondo::nodes {

/// How a RecorderTapNode starts.
struct RecorderTapOptions {
    std::uint32_t width = 2;             ///< channels, 1 to 64
    std::size_t capacityFrames = 131072; ///< frames that wait for the receiver at most, 1 to 2^24
    bool recording = true;               ///< whether it starts to record by itself
};

/// Frames that follow each other in the stream; sent before the first of them.
struct RecordedSpan {
    std::int64_t streamFrame = 0; ///< where in the stream it begins
    std::uint64_t firstFrame = 0; ///< which one its first frame is of all that come through the channel
    std::uint64_t lostFrames = 0; ///< how many were due right before it and found no room
    std::int64_t lostFrom = 0;    ///< where in the stream that gap began; only if frames were lost
};

/// Where a recorder tap is.
struct RecorderTapPosition {
    std::uint64_t recordedFrames = 0; ///< sent
    std::uint64_t lostFrames = 0;     ///< due, but without room in the channel
    std::uint64_t gaps = 0;           ///< how often that began
    std::int64_t lastGapFrom = 0;     ///< where in the stream it began last; only if there was a gap
    bool recording = false;           ///< whether it is meant to record
};

struct RecorderTap;

/// Passes its input on and sends every frame of it to somebody who records. When the channel is full it loses
/// frames, counted, until a quarter of the channel is free again; the span that follows says what is missing
/// and from where, so that the recording can be laid out as the stream was. One input, one output.
class RecorderTapNode final : public graph::Node {
public:
    enum Parameter : std::uint32_t {
        recording, ///< 1: records from its frame on; 0: only passes
    };
    static constexpr std::size_t spanCapacity = 256;

    ~RecorderTapNode() override;
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    friend RecorderTap makeRecorderTap(RecorderTapOptions);
    RecorderTapNode(RecorderTapOptions options, concurrency::SpscSender<float> samples,
                    concurrency::SpscSender<RecordedSpan> spans,
                    concurrency::LatestValueWriter<RecorderTapPosition> writer);
    void record(audio::ConstAudioBlock input, std::int64_t streamFrame) noexcept;
    bool beginSpan(std::int64_t streamFrame) noexcept;
    std::size_t send(audio::ConstAudioBlock input) noexcept;
    void lose(std::size_t frames, std::int64_t streamFrame) noexcept;

    RecorderTapOptions options_;
    concurrency::SpscSender<float> samples_;
    concurrency::SpscSender<RecordedSpan> spans_;
    concurrency::LatestValueWriter<RecorderTapPosition> writer_;
    RecorderTapPosition position_;
    std::int64_t nextFrame_ = 0;  ///< of the stream, that continues the span under way
    std::uint64_t lostInGap_ = 0; ///< frames lost since the last one sent
    bool inSpan_ = false;
};

/// A recorder tap for the graph and the ends for whoever records, each for any one thread. The samples are
/// interleaved; the channels close when the node dies. Who has taken a frame out of `samples` finds the span
/// that it belongs to in `spans`.
struct RecorderTap {
    std::unique_ptr<RecorderTapNode> node;
    concurrency::SpscReceiver<float> samples;
    concurrency::SpscReceiver<RecordedSpan> spans;
    concurrency::LatestValueReader<RecorderTapPosition> position;
};

/// Effects: makes a tap and its channels. Errors: Failure(invalidArgument) for options outside their range;
/// std::bad_alloc. Progress: blocking. [control]
RecorderTap makeRecorderTap(RecorderTapOptions options = {});

} // namespace rondo::nodes
