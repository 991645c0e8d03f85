// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/session/file/audio_file_source.h>
#include <vector>

namespace rondo::session::detail {

/// A source that fades out where a file is cut off, as a FileStream does.
class FadingSource {
public:
    explicit FadingSource(AudioFileSource source) noexcept : source_(std::move(source)) {}

    const AudioFileSource& source() const noexcept { return source_; }
    /// As AudioFileSource::read.
    base::Result<std::size_t> read(std::span<float> samples);

private:
    base::Result<void> readAhead(std::size_t samples);

    AudioFileSource source_;
    std::vector<float> ahead_; ///< what was read and not yet given
    bool ended_ = false;
};

} // namespace rondo::session::detail
