// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/session/peaks/waveform_peaks.h>

namespace rondo::session {

/// What a sound file is told from a changed one by.
struct SourceStamp {
    std::int64_t bytes = 0;
    std::int64_t modified = 0; ///< ns
    friend bool operator==(const SourceStamp&, const SourceStamp&) = default;
    static std::optional<SourceStamp> of(const std::filesystem::path& path) noexcept;
};

/// Peaks on the disk. Nothing in such a file is trusted: one that is not exactly what was written, for this
/// very sound file, is none.
class PeakFile {
public:
    static std::optional<WaveformPeaks> read(const std::filesystem::path& path, const SourceStamp& source);
    static base::Result<void> write(const std::filesystem::path& path, const WaveformPeaks& peaks,
                                    const SourceStamp& source);

private:
    struct Header;
    static bool sized(WaveformPeaks& peaks, std::int64_t bytes);
};

} // namespace rondo::session
