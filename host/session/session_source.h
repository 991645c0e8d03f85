// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <filesystem>
#include <host/session/unknown_fields.h>
#include <vector>

namespace rondo::host {

/// A sound file of a session.
struct SoundFile {
    std::filesystem::path path; ///< absolute, without "." and ".."
    UnknownFields unknown = {};
    friend bool operator==(const SoundFile&, const SoundFile&) = default;
};

/// Channels of the audio device's input.
struct LiveInput {
    std::uint32_t first = 1; ///< counted from 1
    std::uint32_t channels = 2;
    UnknownFields unknown = {};
    friend bool operator==(const LiveInput&, const LiveInput&) = default;
};

/// Which of the two is heard.
enum class SourceKind { files, input };

/// What goes into the chain. Files and input are both kept, so that one can go back and forth between them.
struct SessionSource {
    SourceKind kind = SourceKind::files;
    std::vector<SoundFile> files = {}; ///< played one after the other
    LiveInput input = {};
    UnknownFields unknown = {};
    friend bool operator==(const SessionSource&, const SessionSource&) = default;
};

} // namespace rondo::host
