// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/audio/audio_block.h>
#include <rondo/base/result.h>
#include <rondo/base/units.h>
#include <rondo/concurrency/exchange.h>
#include <rondo/graph/node.h>

namespace rondo::nodes {

/// How a ConvolverNode starts; mix is the parameter of the same name.
struct ConvolverOptions {
    std::uint32_t width = 2;               ///< channels, 1 to 64
    float mix = 1;                         ///< 0 to 1
    std::uint32_t longestImpulse = 480000; ///< frames, 1 to 2^24; no impulse may be longer
    base::Seconds crossfade{0.050};        ///< from one impulse to the next; 0 to 10
};

struct Convolver;
struct LoadedImpulse;

/// Convolves its input with an impulse response, a room's or a cabinet's, without delay and with the same work
/// in every block (dsp::PartitionedConvolver). Without an impulse its convolution is silence. One input, one
/// output.
class ConvolverNode final : public graph::Node {
public:
    enum Parameter : std::uint32_t {
        mix, ///< 0: input only, 1: convolution only; moves over 10 ms
    };

    ~ConvolverNode() override;
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override;
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    friend Convolver makeConvolver(ConvolverOptions);
    ConvolverNode(ConvolverOptions options, concurrency::ExchangeReader<LoadedImpulse> impulses);
    void follow(std::int64_t streamFrame) noexcept;
    void adopt(std::int64_t streamFrame) noexcept;
    void convolve(audio::ConstAudioBlock input) noexcept;
    struct State;
    ConvolverOptions options_;
    concurrency::ExchangeReader<LoadedImpulse> impulses_;
    std::unique_ptr<State> state_;
};

/// The end that gives a ConvolverNode its impulses. Move-only, used by one thread at a time.
class ConvolverLoader {
public:
    ConvolverLoader(ConvolverLoader&&) noexcept;
    ConvolverLoader& operator=(ConvolverLoader&&) noexcept;
    ~ConvolverLoader();

    /// Effects: prepares `impulse`, at the graph's rate, with one channel for all or one for each. The first
    /// one is heard from the node's first block on; a later one from the next block on, cross-faded, once a
    /// fade under way is over. A newer one replaces one that still waits. Errors: invalidArgument for another
    /// number of channels, no frames or too many, or a sample that is no finite number; closed when the node is
    /// gone; std::bad_alloc. Progress: blocking. [control]
    base::Result<void> load(audio::ConstAudioBlock impulse);

private:
    friend Convolver makeConvolver(ConvolverOptions);
    ConvolverLoader(ConvolverOptions options, concurrency::ExchangeWriter<LoadedImpulse> impulses);
    ConvolverOptions options_;
    concurrency::ExchangeWriter<LoadedImpulse> impulses_;
};

/// A convolver for the graph and the end that loads its impulses.
struct Convolver {
    std::unique_ptr<ConvolverNode> node;
    ConvolverLoader loader;
};

/// Effects: makes a convolver without an impulse. Errors: Failure(invalidArgument) for options outside their
/// range; std::bad_alloc. Progress: blocking. [control]
Convolver makeConvolver(ConvolverOptions options = {});

} // namespace rondo::nodes
