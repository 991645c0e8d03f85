// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/buffer_pool.h>

#include <algorithm>

namespace rondo::graph::detail {

namespace {
// A multiple of 4096 bytes between buffers would map their starts to the same cache sets and make the processor
// take a load from one for dependent on a store to another. 17 lines of 16 samples (272 frames) past a page
// keep apart what neighbouring buffers use in blocks of up to 256 frames.
std::uint32_t paddedStride(std::uint32_t frames) {
    constexpr std::uint32_t line = 16;
    constexpr std::uint32_t page = 64;
    const std::uint32_t lines = (frames + line - 1) / line;
    return ((lines + page - 1) / page * page + 17) * line;
}
} // namespace

BufferPool::BufferPool(std::uint32_t frames) : stride_(paddedStride(frames)) {}

void BufferPool::reserve(std::uint32_t count) {
    const auto present = static_cast<std::uint32_t>(pointers_.size());
    if (count <= present)
        return;
    const std::uint32_t added = std::max({count - present, present / 2, std::uint32_t{8}});
    auto chunk = std::make_shared<audio::AudioBuffer>(added, stride_);
    pointers_.reserve(present + added);
    chunks_.push_back(chunk);
    for (std::uint32_t index = 0; index < added; ++index)
        pointers_.push_back(chunk->block().channel(index).data());
}

} // namespace rondo::graph::detail
