// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/delay_line.h>

#include <algorithm>
#include <bit>
#include <rondo/graph/detail/fade_curve.h>

namespace rondo::graph::detail {

DelayLine::DelayLine(std::uint32_t width, std::uint32_t capacity, std::uint32_t maximumFrames,
                     std::uint32_t start)
    : capacity_(capacity), mask_(std::bit_ceil(capacity + maximumFrames) - 1), samples_(width, mask_ + 1),
      delay_(start), next_(start) {
    static_cast<void>(fadeCurve()); // made here, not on the audio thread
}

void DelayLine::copyIn(audio::ConstAudioBlock input, std::uint64_t position) noexcept {
    const auto at = static_cast<std::uint32_t>(position) & mask_;
    const auto first = std::min(input.frameCount(), mask_ + 1 - at);
    const auto ring = samples_.block();
    for (std::uint32_t channel = 0; channel < input.channelCount(); ++channel) {
        const auto from = input.channel(channel);
        std::ranges::copy(from.first(first), ring.channel(channel).begin() + at);
        std::ranges::copy(from.subspan(first), ring.channel(channel).begin());
    }
}

void DelayLine::copyOut(audio::AudioBlock output, std::uint64_t position) const noexcept {
    const auto at = static_cast<std::uint32_t>(position) & mask_;
    const auto first = std::min(output.frameCount(), mask_ + 1 - at);
    const auto ring = samples_.block();
    for (std::uint32_t channel = 0; channel < output.channelCount(); ++channel) {
        const auto from = ring.channel(channel);
        const auto to = output.channel(channel);
        std::ranges::copy(from.subspan(at, first), to.begin());
        std::ranges::copy(from.first(to.size() - first), to.begin() + first);
    }
}

void DelayLine::fade(audio::AudioBlock output, std::uint64_t position) const noexcept {
    const auto ring = samples_.block();
    const auto& curve = fadeCurve();
    for (std::uint32_t channel = 0; channel < output.channelCount(); ++channel) {
        const auto from = ring.channel(channel);
        const auto to = output.channel(channel);
        for (std::uint32_t frame = 0; frame < to.size(); ++frame) {
            const auto now = position + frame;
            const float before = from[static_cast<std::uint32_t>(now - delay_) & mask_];
            const float after = from[static_cast<std::uint32_t>(now - next_) & mask_];
            to[frame] = before + curve[faded_ + frame] * (after - before);
        }
    }
}

void DelayLine::process(audio::ConstAudioBlock input, audio::AudioBlock output, std::uint32_t delay) noexcept {
    // An idle one may have been left out for a while: what it holds is no past of this sound.
    if (delay != 0 && idle())
        begun_ = written_;
    copyIn(input, written_);
    const auto start = written_;
    written_ += input.frameCount();
    for (std::uint32_t done = 0; done < output.frameCount();) {
        const auto left = output.frameCount() - done;
        const auto position = start + done;
        if (faded_ == 0)
            next_ = delay;
        std::uint32_t count = left;
        if (next_ == delay_) {
            copyOut(output.frames(done, count), position - delay_);
        } else if (faded_ == 0 && position - begun_ < next_) {
            // The line is younger than the delay that is asked for: as before, until its past reaches so far.
            count = static_cast<std::uint32_t>(std::min<std::uint64_t>(left, next_ - (position - begun_)));
            copyOut(output.frames(done, count), position - delay_);
        } else {
            count = std::min(left, fadeFrames - faded_);
            fade(output.frames(done, count), position);
            faded_ += count;
            if (faded_ == fadeFrames) {
                delay_ = next_;
                faded_ = 0;
            }
        }
        done += count;
    }
    idle_.store(delay_ == 0 && faded_ == 0 && delay == 0, std::memory_order_relaxed);
}

void DelayLine::write(audio::ConstAudioBlock input) noexcept {
    copyIn(input, written_);
    written_ += input.frameCount();
}

void DelayLine::read(audio::AudioBlock output, std::uint32_t delay) noexcept {
    copyOut(output, readAt_ - delay);
    readAt_ += output.frameCount();
}

} // namespace rondo::graph::detail
