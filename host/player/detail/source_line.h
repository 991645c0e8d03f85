// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <host/session/loop_settings.h>
#include <host/session/session_source.h>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/base/units.h>
#include <rondo/graph/node_id.h>
#include <rondo/nodes/file_player_node.h>
#include <rondo/runtime/engine.h>
#include <rondo/session/file/file_stream.h>
#include <string>
#include <vector>

namespace rondo::host::detail {

/// What a session plays, as nodes of an engine that end in the two channels of `destination`: a stream of files
/// and its player, or the device's input behind a gate. It stands still until it is told to play. The engine
/// outlives it. All functions: [control].
class SourceLine {
public:
    /// Effects: builds it. Errors: why there is nothing to play, in a sentence;
    /// the line is then empty, and every call is allowed.
    SourceLine(runtime::Engine& engine, graph::NodeId destination) noexcept
        : engine_(engine), destination_(destination) {}
    ~SourceLine() { clear(); }
    SourceLine(const SourceLine&) = delete;
    SourceLine& operator=(const SourceLine&) = delete;

    /// Effects: plays this source from now on, from the beginning, stopped. Errors: as above.
    base::Result<void> build(const SessionSource& source, const LoopSettings& loop);
    base::Result<void> setLoop(const LoopSettings& loop);
    bool empty() const noexcept { return nodes_.empty(); }

    /// Effects: plays, or stops with a short fade, from a frame of the stream on; nothing: from the next block.
    base::Result<void> setPlaying(bool playing, std::optional<std::int64_t> frame = {});
    base::Result<void> locate(base::Seconds position);
    base::Seconds position();
    std::optional<base::Seconds> length() const;
    bool ended();
    std::uint64_t underruns();
    /// Effects: waits until so many frames can be played without a gap.
    void prepareFor(std::size_t frames);
    /// Returns: what is wrong with files since the last call, a sentence each.
    std::vector<std::string> takeNotices();

private:
    base::Result<void> buildFiles(const SessionSource& source);
    base::Result<void> buildInput(const LiveInput& input);
    void clear();
    double rate() const { return engine_.device().format().rate; }

    runtime::Engine& engine_;
    const graph::NodeId destination_;
    std::vector<graph::NodeId> nodes_; ///< the first is the one that is told to play
    std::optional<session::FileStream> stream_;
    concurrency::LatestValueReader<nodes::FilePlayerPosition> heard_;
    std::int64_t since_ = 0;   ///< of live input: where in the stream it began to play
    std::int64_t counted_ = 0; ///< of live input: frames played before that
    bool playing_ = false;
    bool waiting_ = false; ///< for the stream to reach the place of the last `locate`
    std::int64_t target_ = 0;
    std::size_t noticesTold_ = 0;
    bool failureTold_ = false;
};

} // namespace rondo::host::detail
