// SPDX-License-Identifier: MIT
#include <rondo/device/detail/stream_delivery.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace rondo::device::detail {

void StreamDelivery::open(AudioCallback& callback, const StreamFormat& format) noexcept {
    callback_ = &callback;
    maximumFrames_ = format.maximumFrames;
    frame_ = 0;
    meter_.reset(format.rate);
    state_.store(openBit, std::memory_order_release);
}

bool StreamDelivery::close() noexcept {
    const bool wasOpen = (state_.fetch_and(~openBit, std::memory_order_acq_rel) & openBit) != 0;
    // A callback is bounded; and waking us from inside it would cost the audio thread a system call.
    while (!callerInside() && (state_.load(std::memory_order_acquire) & insideBit) != 0)
        std::this_thread::sleep_for(std::chrono::microseconds{100});
    return wasOpen;
}

void StreamDelivery::shut() noexcept {
    if (close() && !callerInside())
        meter_.finish();
}

void StreamDelivery::lose(const base::Error& reason) noexcept {
    if (!close())
        return;
    if (!callerInside())
        meter_.finish();
    callback_->streamLost(reason);
}

void StreamDelivery::deliver(audio::ConstAudioBlock input, audio::AudioBlock output,
                             const Arrival& arrival) noexcept {
    const auto before = state_.fetch_or(insideBit, std::memory_order_acq_rel);
    if ((before & insideBit) != 0) {
        output.clear();
        return;
    }
    if ((before & openBit) != 0)
        admit(input, output, arrival);
    else
        output.clear();
    state_.fetch_and(~insideBit, std::memory_order_release);
}

void StreamDelivery::admit(audio::ConstAudioBlock input, audio::AudioBlock output,
                           const Arrival& arrival) noexcept {
    insider_.store(std::this_thread::get_id(), std::memory_order_relaxed);
    pass(input, output, arrival);
    insider_.store({}, std::memory_order_relaxed);
}

void StreamDelivery::pass(audio::ConstAudioBlock input, audio::AudioBlock output,
                          const Arrival& arrival) noexcept {
    const auto frames = std::max(input.frameCount(), output.frameCount());
    meter_.begin(arrival.nanoseconds, frames, arrival.continued);
    meter_.addOverruns(arrival.inputLost ? 1 : 0);
    meter_.addUnderruns(arrival.outputLost ? 1 : 0);
    BlockTime time{frame_, arrival.nanoseconds, arrival.inputLost || arrival.outputLost};
    for (std::uint32_t first = 0; first < frames;) {
        const auto count = std::min(frames - first, maximumFrames_);
        callback_->process(input.frames(first, count), output.frames(first, count), time);
        time.frame += count;
        time.xrun = false;
        first += count;
    }
    frame_ = time.frame;
    meter_.end(clock_.now());
}

} // namespace rondo::device::detail
