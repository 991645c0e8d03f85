// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/audio/audio_block.h>
#include <rondo/base/result.h>
#include <string>
#include <vector>

namespace rondo::session {

/// What a render job writes: makes sound, one block after the other. Used by one thread at a time.
class RenderSource {
public:
    virtual ~RenderSource() = default;
    /// Returns: hertz. [worker]
    virtual double rate() const noexcept = 0;
    /// Returns: 1 to 64. [worker]
    virtual std::uint32_t channelCount() const noexcept = 0;
    /// Returns: frames in all; -1 when only the end can tell. [worker]
    virtual std::int64_t frameCount() const noexcept = 0;
    /// Effects: fills the block. Returns: how many of its frames belong to the sound; fewer than it has only at
    /// the end. Errors: why it cannot go on. Progress: blocking. [worker]
    virtual base::Result<std::size_t> render(audio::AudioBlock block) = 0;
    /// Returns: what was wrong although it sounds. [worker]
    virtual std::vector<std::string> notices() const { return {}; }
    /// Returns: whether one of the notices is that a file ended too early. [worker]
    virtual bool cutOff() const { return false; }
};

} // namespace rondo::session
