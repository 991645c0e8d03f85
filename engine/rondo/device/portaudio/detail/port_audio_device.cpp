// SPDX-License-Identifier: MIT
#include <rondo/device/portaudio/detail/port_audio_device.h>

#include <pthread.h>
#include <rondo/device/detail/silence_watch.h>
#include <system_error>

namespace rondo::device::detail {

namespace {
using namespace std::chrono_literals;
constexpr auto startLimit = 3s;
constexpr auto stopLimit = 1s;
constexpr auto closeLimit = 1s;
constexpr auto activeLimit = 300ms;
// A dead server does not answer: PortAudio 19.6 would wait ten minutes for it, so more patience buys nothing.
constexpr auto lostStopLimit = 200ms;
} // namespace

PortAudioDevice::PortAudioDevice(PortAudioLease lease, std::shared_ptr<PortAudioStream> stream,
                                 std::string notice)
    : lease_(std::move(lease)), stream_(std::move(stream)), notice_(std::move(notice)) {}

PortAudioDevice::~PortAudioDevice() {
    stop();
    if (!ask(&PortAudioStream::close, closeLimit))
        PortAudioLease::keepForever(stream_);
}

std::optional<PaError> PortAudioDevice::ask(PaError (PortAudioStream::*call)(),
                                            std::chrono::milliseconds deadline) noexcept {
    return lease_.thread().ask([stream = stream_, call] { return ((*stream).*call)(); }, deadline);
}

base::Error PortAudioDevice::cannotStart(std::optional<PaError> error) const {
    const std::string device = "The device '" + format().device + "' (" + stream_->api() + ") ";
    if (!error)
        return {base::ErrorCode::timeout,
                device + "did not start within 3 s and was given up; check its sound server "
                         "or cable, or use the device 'virtual'."};
    return {base::ErrorCode::refused, device + "could not be started (" + Pa_GetErrorText(*error) +
                                          "); check whether it is still there, or use the device 'virtual'."};
}

base::Result<void> PortAudioDevice::start(AudioCallback& callback) {
    if (started_)
        return base::fail(base::ErrorCode::refused,
                          "The device '" + format().device +
                              "' plays already and can play one stream; stop it first.");
    endWatch();
    if (lost_)
        return base::fail(base::ErrorCode::lost,
                          "The device '" + format().device + "' was lost; open it again to go on.");
    ending_ = false;
    stream_->delivery().open(callback, format());
    const auto answer = ask(&PortAudioStream::start, startLimit);
    if (!answer || *answer != paNoError) {
        stream_->delivery().shut();
        return tl::unexpected(cannotStart(answer));
    }
    started_ = true;
    try {
        watcher_ = std::thread([this] { watch(); });
        pthread_setname_np(watcher_.native_handle(), "device watch");
    } catch (const std::system_error& failure) {
        stop();
        return base::fail(base::ErrorCode::refused, "The watch over the device '" + format().device +
                                                        "' needs a thread, and the system refused one (" +
                                                        failure.what() +
                                                        "); end other programs and try again.");
    }
    return {};
}

void PortAudioDevice::endWatch() noexcept {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    wake_.notify_all();
    // From `streamLost` this is the watching thread itself; then it ends by itself and a later stop joins it.
    if (watcher_.joinable() && watcher_.get_id() != std::this_thread::get_id())
        watcher_.join();
}

void PortAudioDevice::stop() noexcept {
    stream_->delivery().shut();
    endWatch();
    if (!started_)
        return;
    started_ = false;
    if (!ask(&PortAudioStream::stop, lost_ ? lostStopLimit : stopLimit))
        PortAudioLease::keepForever(stream_);
}

void PortAudioDevice::watch() {
    const auto period =
        std::chrono::nanoseconds{static_cast<std::int64_t>(1e9 * format().blockFrames / format().rate)};
    SilenceWatch silence(period);
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            if (wake_.wait_for(lock, SilenceWatch::interval, [this] { return ending_; }))
                return;
        }
        stream_->review();
        const auto verdict = silence.look(stream_->callbacks());
        if (verdict == SilenceWatch::Verdict::dead)
            return lose("called back no more");
        if (verdict == SilenceWatch::Verdict::doubtful && !stillActive())
            return lose("ended");
    }
}

bool PortAudioDevice::stillActive() {
    return lease_.thread().ask([stream = stream_] { return stream->active(); }, activeLimit).value_or(false);
}

void PortAudioDevice::lose(const std::string& how) {
    {
        const std::lock_guard lock(mutex_);
        if (ending_)
            return;
        lost_ = true;
    }
    const std::string what =
        stream_->api() == "JACK" ? "the JACK server has gone or hangs" : "it was unplugged or hangs";
    stream_->delivery().lose({base::ErrorCode::lost, "The device '" + format().device + "' (" + stream_->api() +
                                                         ") " + how + " while it played, so " + what +
                                                         "; bring it back and open the device again."});
}

} // namespace rondo::device::detail
