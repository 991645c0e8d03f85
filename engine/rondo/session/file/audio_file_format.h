// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <rondo/base/result.h>
#include <string>

namespace rondo::session {

/// The kinds of sound file that the engine names; `other` is read when libsndfile knows it.
enum class AudioContainer { wav, aiff, flac, vorbis, opus, mp3, other };

/// How samples are stored. `compressed` is what a lossy codec keeps; it has no bits to choose.
enum class SampleEncoding { integer16, integer24, integer32, float32, compressed };

/// A container and the samples in it.
struct AudioFileFormat {
    AudioContainer container = AudioContainer::wav;
    SampleEncoding encoding = SampleEncoding::integer24;
    friend bool operator==(AudioFileFormat, AudioFileFormat) = default;
};

/// The name of a container as people write it, for instance "FLAC".
/// Returns: a string with static lifetime. Progress: wait-free. [any]
const char* name(AudioContainer container) noexcept;

/// The name of an encoding, for instance "24 bit".
/// Returns: a string with static lifetime. Progress: wait-free. [any]
const char* name(SampleEncoding encoding) noexcept;

/// Chooses the format of a file to be written: the container by the extension of `path` (wav, aif, aiff, flac,
/// ogg, oga, opus, mp3), the encoding by `bits`: 16, 24 or 32 (float), 0 for the default, which is 24 where a
/// choice exists. Returns: the format. Errors: unsupported for another extension, invalidArgument for bits that
/// the container does not have. Progress: blocking (allocates). [control]
base::Result<AudioFileFormat> formatForPath(const std::filesystem::path& path, std::uint32_t bits = 0);

} // namespace rondo::session
