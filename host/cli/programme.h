// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/graph/node_id.h>
#include <rondo/runtime/engine.h>
#include <string>
#include <vector>

namespace rondo::host {

/// What a command plays: it builds its part of the engine's graph, feeds it, and knows when it is over.
class Programme {
public:
    virtual ~Programme() = default;

    /// Effects: adds nodes to the graph and connects them to the input of `output`, which is as wide as the
    /// master. Errors: what stands in the way, in a sentence. [control]
    virtual base::Result<void> build(runtime::Engine& engine, graph::NodeId output) = 0;
    /// Effects: waits until the next `frames` frames can be played without a gap. [control]
    virtual void prepareFor(std::size_t frames) = 0;
    /// Effects: sends what the graph needs soon; called at least every 200 ms, or before every block offline.
    /// [control]
    virtual void feed(std::int64_t position) = 0;
    /// Returns: frames in all once they are certain: when the last one has been played. [control]
    virtual std::optional<std::int64_t> ended() = 0;
    /// Returns: frames in all as far as known; -1: unknown or endless. [control]
    virtual std::int64_t frameCount() const = 0;
    /// Returns: what is played, for people. [control]
    virtual std::string description() const = 0;

    /// Returns: times that a file could not be read fast enough. [control]
    virtual std::uint64_t fileUnderruns() { return 0; }
    /// Returns: what was wrong with files although they play. [control]
    virtual std::vector<std::string> notices() { return {}; }
    /// Returns: whether one of the notices is that a file ended too early. [control]
    virtual bool cutOff() { return false; }
    /// Returns: why it ended before its end. [control]
    virtual std::optional<base::Error> failure() { return {}; }
};

/// Sound files, one after the other.
std::unique_ptr<Programme> makeFileProgramme(std::vector<std::filesystem::path> files, bool loop);

/// The demo: a minute of music, made by the engine's own nodes.
std::unique_ptr<Programme> makeDemoProgramme(bool loop);

} // namespace rondo::host
