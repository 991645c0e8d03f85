// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <rondo/nodes/stream_path.h>
#include <rondo/session/file/audio_file_source.h>
#include <rondo/session/file/stream_loop.h>
#include <vector>

namespace rondo::session::detail {

/// A source that plays a part of a pass again and again. What begins behind the part plays on to the end, or,
/// in a source that loops as a whole, to the part in its next pass. A short part is read once and then kept.
class LoopingSource {
public:
    explicit LoopingSource(AudioFileSource source) noexcept : source_(std::move(source)) {}

    const AudioFileSource& source() const noexcept { return source_; }
    /// As the loop that is set and what is known of the files have it: what comes at a place and behind it.
    nodes::StreamPath path() const noexcept;
    /// Where in a pass the next frame is.
    std::int64_t place() const noexcept { return place_; }
    /// Takes effect with the next `seek`, which has to follow before the next `read`.
    void setLoop(std::optional<StreamLoop> loop);
    /// As AudioFileSource::seek.
    base::Result<void> seek(std::int64_t frame);
    /// As AudioFileSource::read.
    base::Result<std::size_t> read(std::span<float> samples);

private:
    base::Result<std::size_t> readRow(std::span<float> samples);
    base::Result<void> turn();

    AudioFileSource source_;
    std::optional<StreamLoop> loop_;
    std::int64_t place_ = 0;
    std::int64_t foundEnd_ = -1; ///< where the files ended although they say that there is more
    bool turning_ = false;       ///< back to the loop's first frame before anything else is read
    bool replaying_ = false;     ///< what comes is in `kept_`
    std::vector<float> kept_;    ///< the whole loop, when it is short and has been read
};

} // namespace rondo::session::detail
