// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <rondo/base/result.h>
#include <rondo/session/file/audio_file_format.h>
#include <span>
#include <string>
#include <vector>

namespace rondo::session {

/// A sound file opened for reading: WAV, AIFF, FLAC, Ogg Vorbis, Opus, MP3 and what else libsndfile reads.
/// Nothing in the file is trusted: sizes are checked against the file, samples that are not numbers become
/// silence, and a file that ends before its header says gives what it has and says so in `notices()`.
/// Move-only.
class AudioFileReader {
public:
    /// Effects: opens `path` and checks it. A named pipe or a device is refused, not waited for.
    /// Errors: notFound, refused (no permission), unsupported (a directory, not a sound file, no channel or
    /// more than 64, a rate outside 1 kHz to 768 kHz), damaged (empty, cut off in the header, no frames).
    /// Progress: blocking. [control] [worker]
    static base::Result<AudioFileReader> open(const std::filesystem::path& path);
    AudioFileReader(AudioFileReader&&) noexcept;
    AudioFileReader& operator=(AudioFileReader&&) noexcept;
    ~AudioFileReader();

    /// Returns: the path as given. Progress: wait-free. [any]
    const std::filesystem::path& path() const noexcept;
    /// Returns: container and encoding. Progress: wait-free. [any]
    AudioFileFormat format() const noexcept;
    /// Returns: hertz. Progress: wait-free. [any]
    double rate() const noexcept;
    /// Returns: 1 to 64. Progress: wait-free. [any]
    std::uint32_t channelCount() const noexcept;
    /// Returns: the frames that the file is believed to hold; -1 when only reading can tell. Progress:
    /// wait-free. [any]
    std::int64_t frameCount() const noexcept;

    /// Effects: reads the next frames, interleaved. Requires: `samples` holds a whole number of frames.
    /// Returns: frames read; fewer than asked for only at the end, 0 once there is nothing left.
    /// Errors: damaged when the file cannot be decoded further. Progress: blocking. [control] [worker]
    base::Result<std::size_t> read(std::span<float> samples);
    /// Effects: the next `read` starts at that frame. Requires: 0 to `frameCount()`. Errors: damaged, when the
    /// file cannot be read from there. Progress: blocking. [control] [worker]
    base::Result<void> seek(std::int64_t frame);
    /// Effects: `seek(0)`. [control] [worker]
    base::Result<void> rewind() { return seek(0); }
    /// Returns: sentences about what was wrong with the file although it plays; complete once `read` has
    /// returned 0. Progress: wait-free. [control] [worker]
    const std::vector<std::string>& notices() const noexcept;
    /// Returns: whether one of the notices is that the file ends too early. Progress: wait-free. [control]
    /// [worker]
    bool cutOff() const noexcept;

private:
    struct State;
    explicit AudioFileReader(std::unique_ptr<State> state) noexcept;
    std::unique_ptr<State> state_;
};

} // namespace rondo::session
