// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <rondo/base/result.h>
#include <rondo/session/file/audio_file_format.h>
#include <span>
#include <vector>

namespace rondo::session {

/// What an AudioFileWriter writes.
struct AudioFileWriterOptions {
    std::filesystem::path path;
    AudioFileFormat format;
    double rate = 48'000;
    std::uint32_t channelCount = 2;
    std::int64_t expectedFrames = -1;               ///< when known; a WAV that would pass 4 GiB becomes RF64
    std::vector<std::filesystem::path> inputs = {}; ///< files that must not be overwritten
    bool grows = false; ///< stands under its name from the start, playable: for recordings
};

/// Writes a sound file whole or not at all: everything goes to a temporary name beside the target, and `finish`
/// puts the complete, stored file under its own name in one step. Without `finish` nothing is left. One that
/// grows never replaces a file, is left as far as it has come, however it ends, and a WAV of it may pass 4 GiB.
/// Samples go to 16 bits with triangular dither where they do not fit exactly, and to 24 bits by rounding; both
/// are the same every time. Move-only.
class AudioFileWriter {
public:
    /// Effects: makes the temporary file and its header.
    /// Errors: unsupported (the target is a directory or a device, the format has no such rate or channels),
    /// notFound (no such directory), refused (it may not be written, or the target is an input, or one that
    /// grows is there), full; unsupported for a lossy file that grows, which a crash would leave unplayable.
    /// Progress: blocking. [control] [worker]
    static base::Result<AudioFileWriter> open(AudioFileWriterOptions options);
    AudioFileWriter(AudioFileWriter&&) noexcept;
    AudioFileWriter& operator=(AudioFileWriter&&) noexcept;
    /// Effects: unless finished, removes what was written. Progress: blocking. [control] [worker]
    ~AudioFileWriter();

    /// Effects: appends interleaved frames; a sample that is not a number becomes silence. Requires: whole
    /// frames. Errors: full, refused; then nothing more can be written and nothing will be left under the final
    /// name, but of one that grows all that there was room for, playable. Progress: blocking. [control]
    /// [worker]
    base::Result<void> write(std::span<const float> samples);
    /// Effects: what was written so far survives a crash from now on, and is what the header of the file says:
    /// all of WAV and AIFF, of FLAC all but its last block of 4096 frames. Requires: a file that grows. Errors:
    /// full, refused. Progress: blocking, until the disk has it. [control] [worker]
    base::Result<void> checkpoint();
    /// Effects: completes the file, waits until the disk has it, and gives it its name. A file that stood there
    /// is replaced. Errors: full, refused; then what stood there is untouched. Progress: blocking. [control]
    /// [worker]
    base::Result<void> finish();
    /// Returns: frames written so far. Progress: wait-free. [any]
    std::int64_t frameCount() const noexcept;
    /// Returns: samples that were beyond full scale and had to be clipped. Progress: wait-free. [any]
    std::uint64_t clippedSamples() const noexcept;

private:
    struct State;
    explicit AudioFileWriter(std::unique_ptr<State> state) noexcept;
    std::unique_ptr<State> state_;
};

} // namespace rondo::session
