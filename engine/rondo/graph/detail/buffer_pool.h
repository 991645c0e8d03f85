// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/audio/audio_buffer.h>
#include <vector>

namespace rondo::graph::detail {

using BufferChunks = std::vector<std::shared_ptr<audio::AudioBuffer>>;

/// The sample memory of a graph. Schedules share it, because one of them runs at a time and no sample in it
/// outlives a block; so a small edit allocates no samples. It grows and never moves. Control side.
class BufferPool {
public:
    explicit BufferPool(std::uint32_t frames);

    /// Effects: there are at least `count` buffers.
    void reserve(std::uint32_t count);
    float* buffer(std::uint32_t number) const noexcept { return pointers_[number]; }
    /// What a schedule keeps so that the memory lives as long as itself.
    const BufferChunks& chunks() const noexcept { return chunks_; }

private:
    std::uint32_t stride_;
    BufferChunks chunks_;
    std::vector<float*> pointers_;
};

} // namespace rondo::graph::detail
