// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <rondo/audio/channel_layout.h>
#include <rondo/concurrency/latest_value.h>
#include <rondo/graph/node.h>

namespace rondo::nodes {

/// What a meter shows; only the first `width` channels mean something. Linear amplitudes, 1 is full scale.
struct MeterReading {
    std::uint32_t width = 0;
    std::int64_t streamFrame = 0;                               ///< first frame not yet measured
    std::array<float, audio::ChannelLayout::maximum> peak{};    ///< rises at once, falls by 20 dB in 1.7 s
    std::array<float, audio::ChannelLayout::maximum> rms{};     ///< over an exponential window of 300 ms
    std::array<float, audio::ChannelLayout::maximum> highest{}; ///< the largest sample since the start
};

struct Meter;

/// Measures peak and RMS of each channel of its input and leaves them for a reader after each block. One input,
/// no output: connect it beside the path it watches.
class MeterNode final : public graph::Node {
public:
    ~MeterNode() override;
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    friend Meter makeMeter(std::uint32_t width);
    MeterNode(std::uint32_t width, concurrency::LatestValueWriter<MeterReading> writer);
    struct State;
    std::uint32_t width_;
    concurrency::LatestValueWriter<MeterReading> writer_;
    std::unique_ptr<State> state_;
};

/// A meter for the graph and the end that reads it from any one thread.
struct Meter {
    std::unique_ptr<MeterNode> node;
    concurrency::LatestValueReader<MeterReading> reader;
};

/// Effects: makes a meter of `width` channels. Errors: std::bad_alloc. Progress: blocking. [control]
Meter makeMeter(std::uint32_t width);

} // namespace rondo::nodes
