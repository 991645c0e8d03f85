// SPDX-License-Identifier: MIT
#include <rondo/device/virtual/virtual_device.h>

#include <atomic>
#include <cstring>
#include <optional>
#include <pthread.h>
#include <rondo/audio/audio_buffer.h>
#include <rondo/device/detail/block_timer.h>
#include <rondo/device/detail/stream_delivery.h>
#include <rondo/device/detail/stream_request_check.h>
#include <system_error>
#include <thread>

namespace rondo::device {

namespace {

constexpr double usualRate = 48000;
constexpr std::uint32_t usualBlock = 256;

StreamFormat formatOf(const StreamRequest& request) {
    auto format = detail::formatAsAsked(request, "virtual", usualRate, usualBlock);
    format.inputLatency = request.inputChannels > 0 ? format.blockFrames : 0;
    format.outputLatency = request.outputChannels > 0 ? format.blockFrames : 0;
    return format;
}

std::string setPriority(std::thread& thread, int priority) {
    sched_param parameters{};
    parameters.sched_priority = priority;
    const int refused = pthread_setschedparam(thread.native_handle(), SCHED_FIFO, &parameters);
    if (refused == 0)
        return {};
    return "The virtual device asked for realtime priority " + std::to_string(priority) +
           " and the system refused it (" + std::strerror(refused) +
           "); it runs at normal priority, so expect late blocks under load. Raise the limit 'rtprio' for this "
           "user.";
}

} // namespace

struct VirtualDevice::Parts {
    Parts(const StreamRequest& request, VirtualSurroundings given)
        : format(formatOf(request)), priority(request.realtimePriority), surroundings(std::move(given)),
          clock(surroundings.clock ? *surroundings.clock : systemClock()), delivery(clock),
          input(format.inputChannels, format.blockFrames), output(format.outputChannels, format.blockFrames),
          notice(surroundings.notice) {}

    void run() noexcept {
        detail::BlockTimer timer(clock, format.rate, format.blockFrames);
        timer.start();
        for (std::int64_t frame = 0; running.load(std::memory_order_acquire); frame += format.blockFrames) {
            const auto wake = timer.wait();
            if (surroundings.world)
                surroundings.world->record(input.block(), frame);
            else if (surroundings.loopback)
                input.block().copyFrom(output.block());
            const bool lost = wake.lost > 0;
            delivery.deliver(
                input.block(), output.block(),
                {wake.nanoseconds, false, lost && format.inputChannels > 0, lost && format.outputChannels > 0});
            delivery.review([this] { return clock.threadTime(); });
            if (surroundings.world)
                surroundings.world->play(output.block(), frame);
        }
    }

    const StreamFormat format;
    const std::optional<int> priority;
    const VirtualSurroundings surroundings;
    DeviceClock& clock;
    detail::StreamDelivery delivery;
    audio::AudioBuffer input;
    audio::AudioBuffer output;
    std::string notice;
    std::atomic<bool> running{false};
    std::thread thread;
};

base::Result<std::unique_ptr<VirtualDevice>> VirtualDevice::open(const StreamRequest& request,
                                                                 VirtualSurroundings surroundings) {
    if (auto checked = detail::checkRequest(request); !checked)
        return tl::unexpected(checked.error());
    return std::unique_ptr<VirtualDevice>(
        new VirtualDevice(std::make_unique<Parts>(request, std::move(surroundings))));
}

VirtualDevice::VirtualDevice(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}

VirtualDevice::~VirtualDevice() { stop(); }

const StreamFormat& VirtualDevice::format() const noexcept { return parts_->format; }

std::string VirtualDevice::notice() const { return parts_->notice; }

StreamStatistics VirtualDevice::statistics() const noexcept { return parts_->delivery.statistics(); }

base::Result<void> VirtualDevice::start(AudioCallback& callback) {
    Parts& parts = *parts_;
    if (parts.thread.joinable())
        return base::fail(base::ErrorCode::refused,
                          "The virtual device plays already and can play one stream; stop it first.");
    parts.input.block().clear();
    parts.output.block().clear();
    parts.delivery.open(callback, parts.format);
    parts.running.store(true, std::memory_order_release);
    try {
        parts.thread = std::thread([&parts] { parts.run(); });
    } catch (const std::system_error& failure) {
        parts.running.store(false, std::memory_order_release);
        parts.delivery.shut();
        return base::fail(base::ErrorCode::refused, std::string("The virtual device needs a thread, and the "
                                                                "system refused one (") +
                                                        failure.what() +
                                                        "); end other programs and try again.");
    }
    pthread_setname_np(parts.thread.native_handle(), "virtual device");
    if (parts.priority)
        parts.notice = setPriority(parts.thread, *parts.priority);
    if (!parts.surroundings.notice.empty())
        parts.notice = parts.surroundings.notice + (parts.notice.empty() ? "" : " ") + parts.notice;
    return {};
}

void VirtualDevice::stop() noexcept {
    Parts& parts = *parts_;
    if (parts.delivery.callerInside()) { // the thread ends after this block, and a later stop joins it
        parts.running.store(false, std::memory_order_release);
        parts.delivery.shut();
        return;
    }
    if (!parts.thread.joinable())
        return;
    parts.running.store(false, std::memory_order_release);
    parts.delivery.shut();
    parts.thread.join();
}

} // namespace rondo::device
