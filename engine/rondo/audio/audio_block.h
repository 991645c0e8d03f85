// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <type_traits>

namespace rondo::audio {

/// A view of planar samples: `channelCount` pointers, each to `frameCount` samples. Owns nothing, costs nothing
/// to copy; the samples and the array of pointers must outlive it. All calls: wait-free, [any].
template <class Sample>
class BasicAudioBlock {
public:
    using MutableSample = std::remove_const_t<Sample>;

    constexpr BasicAudioBlock() noexcept = default;
    /// Requires: `channels` holds `channelCount` pointers to at least `offset + frameCount` samples.
    constexpr BasicAudioBlock(Sample* const* channels, std::uint32_t channelCount, std::uint32_t frameCount,
                              std::uint32_t offset = 0) noexcept
        : channels_(channels), channelCount_(channelCount), frameCount_(frameCount), offset_(offset) {}
    // Said aloud, because the constrained constructor below has a copy constructor's signature when Sample is
    // mutable.
    constexpr BasicAudioBlock(const BasicAudioBlock&) noexcept = default;
    constexpr BasicAudioBlock& operator=(const BasicAudioBlock&) noexcept = default;
    /// Effects: a block of const samples over the same memory.
    constexpr BasicAudioBlock(
        const BasicAudioBlock<MutableSample>& other) noexcept requires std::is_const_v<Sample>
        : channels_(other.pointers()),
          channelCount_(other.channelCount()),
          frameCount_(other.frameCount()),
          offset_(other.offset()) {}

    constexpr std::uint32_t channelCount() const noexcept { return channelCount_; }
    constexpr std::uint32_t frameCount() const noexcept { return frameCount_; }
    constexpr std::uint32_t offset() const noexcept { return offset_; }
    constexpr Sample* const* pointers() const noexcept { return channels_; }
    constexpr bool empty() const noexcept { return channelCount_ == 0 || frameCount_ == 0; }

    /// Returns: the samples of one channel. Requires: `index < channelCount()`.
    constexpr std::span<Sample> channel(std::uint32_t index) const noexcept {
        return {channels_[index] + offset_, frameCount_};
    }
    /// Returns: frames `first` to `first + count` of the same channels. Requires: they lie inside.
    constexpr BasicAudioBlock frames(std::uint32_t first, std::uint32_t count) const noexcept {
        return {channels_, channelCount_, count, offset_ + first};
    }
    /// Returns: channels `first` to `first + count` of the same frames. Requires: they lie inside.
    constexpr BasicAudioBlock channels(std::uint32_t first, std::uint32_t count) const noexcept {
        return {channels_ + first, count, frameCount_, offset_};
    }

    /// Effects: every sample becomes zero.
    void clear() const noexcept requires(!std::is_const_v<Sample>) {
        for (std::uint32_t index = 0; index < channelCount_; ++index)
            std::ranges::fill(channel(index), Sample{});
    }
    /// Effects: copies the channels and frames that both have, and clears the rest of this block.
    void copyFrom(BasicAudioBlock<const MutableSample> source) const noexcept
        requires(!std::is_const_v<Sample>) {
        const auto shared = std::min(frameCount_, source.frameCount());
        for (std::uint32_t index = 0; index < channelCount_; ++index) {
            auto target = channel(index);
            const auto copied = index < source.channelCount() ? shared : 0;
            if (copied > 0)
                std::ranges::copy(source.channel(index).first(copied), target.begin());
            std::ranges::fill(target.subspan(copied), Sample{});
        }
    }

private:
    Sample* const* channels_ = nullptr;
    std::uint32_t channelCount_ = 0;
    std::uint32_t frameCount_ = 0;
    std::uint32_t offset_ = 0;
};

using AudioBlock = BasicAudioBlock<float>;
using ConstAudioBlock = BasicAudioBlock<const float>;

} // namespace rondo::audio
