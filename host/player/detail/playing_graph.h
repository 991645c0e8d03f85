// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <filesystem>
#include <host/hosting/insert_chain.h>
#include <host/player/detail/source_line.h>
#include <host/session/insert.h>
#include <host/session/master_settings.h>
#include <host/session/strip_settings.h>
#include <memory>
#include <optional>
#include <rondo/nodes/loudness_node.h>
#include <rondo/runtime/engine.h>
#include <rondo/session/file/recording.h>
#include <string>
#include <vector>

namespace rondo::host::detail {

/// The sound of a session on one device: source, inserts, strip, master, meters, and what is written of it.
/// Made anew for every device. All functions: [control].
class PlayingGraph {
public:
    /// Effects: builds everything but source and inserts. Errors: throws Failure.
    PlayingGraph(std::unique_ptr<device::AudioDevice> device, task::Pool& pool, const StripSettings& strip,
                 const MasterSettings& master);
    ~PlayingGraph();
    PlayingGraph(const PlayingGraph&) = delete;
    PlayingGraph& operator=(const PlayingGraph&) = delete;

    runtime::Engine& engine() noexcept { return engine_; }
    SourceLine& source() noexcept { return *source_; }
    hosting::InsertChain& chain() noexcept { return *chain_; }
    const nodes::LoudnessReading& loudness() { return loudness_.read(); }
    base::Result<void> resetLoudness();
    base::Result<void> setStrip(const StripSettings& strip);
    base::Result<void> setMaster(const MasterSettings& master);
    base::Result<void> playTestTone(bool sounding);
    bool testToneSounds() const noexcept { return tone_.has_value(); }

    /// Effects: plays from the next block on; a capture that waits begins with the source's first frame.
    base::Result<void> play();
    base::Result<void> startCapture(const std::filesystem::path& file, std::uint32_t bits, bool atOnce);
    base::Result<session::RecordingProgress> stopCapture();
    bool capturing() const noexcept { return recording_.has_value(); }
    session::RecordingProgress captured() const;
    /// Returns: frames that the inserts delay.
    std::uint32_t latency() { return engine_.graph().latency(); }

private:
    void buildEnds(const StripSettings& strip, const MasterSettings& master);
    std::int64_t soon() const;
    base::Result<void> set(graph::NodeId node, std::span<const float> values, std::vector<float>& known);

    runtime::Engine engine_;
    graph::NodeId entrance_;
    graph::NodeId strip_;
    graph::NodeId master_;
    graph::NodeId loudnessNode_;
    std::vector<float> stripValues_;
    std::vector<float> masterValues_;
    concurrency::LatestValueReader<nodes::LoudnessReading> loudness_;
    std::optional<std::vector<graph::NodeId>> tone_;
    std::optional<SourceLine> source_;
    std::optional<hosting::InsertChain> chain_;
    std::optional<session::Recording> recording_;
    std::optional<graph::NodeId> tap_;
    bool captureWaits_ = false; ///< for the source to play
};

} // namespace rondo::host::detail
