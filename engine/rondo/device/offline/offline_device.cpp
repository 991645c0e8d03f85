// SPDX-License-Identifier: MIT
#include <rondo/device/offline/offline_device.h>

#include <algorithm>
#include <cmath>
#include <rondo/device/detail/stream_request_check.h>

namespace rondo::device {

namespace {

constexpr double usualRate = 48000;
constexpr std::uint32_t usualBlock = 1024;

StreamFormat formatOf(const StreamRequest& request) {
    return detail::formatAsAsked(request, "offline", usualRate, usualBlock);
}

} // namespace

OfflineDevice::OfflineDevice(const StreamRequest& request)
    : format_(formatOf(request)), input_(format_.inputChannels, format_.blockFrames),
      output_(format_.outputChannels, format_.blockFrames) {}

base::Result<std::unique_ptr<OfflineDevice>> OfflineDevice::open(const StreamRequest& request) {
    if (auto checked = detail::checkRequest(request); !checked)
        return tl::unexpected(checked.error());
    return std::unique_ptr<OfflineDevice>(new OfflineDevice(request));
}

base::Result<void> OfflineDevice::start(AudioCallback& callback) {
    if (delivery_.isOpen())
        return base::fail(base::ErrorCode::refused,
                          "The offline device is started already and can play one stream; stop it first.");
    played_ = 0;
    cancelled_.store(false, std::memory_order_release);
    delivery_.open(callback, format_);
    return {};
}

base::Result<std::int64_t> OfflineDevice::run(std::int64_t frames, const Sink& sink, const Source& source) {
    if (!delivery_.isOpen())
        return base::fail(base::ErrorCode::refused,
                          "The offline device runs a callback, and it has none; start it "
                          "before the run.");
    std::int64_t done = 0;
    while (done < frames && !cancelled_.exchange(false, std::memory_order_acq_rel)) {
        const auto count =
            static_cast<std::uint32_t>(std::min<std::int64_t>(frames - done, format_.blockFrames));
        const auto input = input_.block().frames(0, count);
        const auto output = output_.block().frames(0, count);
        if (source)
            source(input);
        clock_.nanoseconds = std::llround(static_cast<long double>(played_) * 1e9L / format_.rate);
        delivery_.deliver(input, output, {clock_.nanoseconds, false, false, false});
        done += count;
        played_ += count;
        if (sink)
            if (auto taken = sink(output); !taken)
                return tl::unexpected(taken.error());
    }
    return done;
}

} // namespace rondo::device
