// SPDX-License-Identifier: MIT
#include <rondo/device/portaudio/detail/port_audio_stream.h>

#include <algorithm>
#include <cmath>
#include <pthread.h>
#include <rondo/base/clock.h>
#include <rondo/device/detail/stream_request_check.h>

namespace rondo::device::detail {

namespace {

// The most frames that PortAudio 19 hands on at once when the block is left to the device.
constexpr std::uint32_t portAudioPiece = 1024;
constexpr std::uint64_t threadInterval = 64; // callbacks after which a thread may have been replaced
constexpr int firstBlockLimit = 2000;        // milliseconds

StreamFormat formatOf(const PortAudioChoice& choice, const StreamRequest& request) {
    StreamFormat format;
    format.device = choice.shown.name;
    format.rate = request.rate != 0 ? request.rate : choice.shown.defaultRate;
    // JACK's block is the server's. Any other would make PortAudio collect blocks, which costs latency.
    format.blockFrames = choice.shown.api == "JACK" ? 0 : request.blockFrames;
    format.maximumFrames = std::max(format.blockFrames, portAudioPiece);
    format.inputChannels = request.inputChannels;
    format.outputChannels = request.outputChannels;
    return format;
}

} // namespace

PortAudioStream::PortAudioStream(const PortAudioChoice& choice, const StreamRequest& request)
    : format_(formatOf(choice, request)), api_(choice.shown.api), device_(choice.index),
      inputLatency_(choice.inputLatency), outputLatency_(choice.outputLatency),
      silence_(format_.inputChannels, largestBlock) {}

PaError PortAudioStream::open() {
    constexpr PaSampleFormat samples = paFloat32 | paNonInterleaved;
    const PaStreamParameters input{device_, static_cast<int>(format_.inputChannels), samples, inputLatency_,
                                   nullptr};
    const PaStreamParameters output{device_, static_cast<int>(format_.outputChannels), samples, outputLatency_,
                                    nullptr};
    const unsigned long block = format_.blockFrames != 0 ? format_.blockFrames : paFramesPerBufferUnspecified;
    // paClipOff and paDitherOff: what we play is what the device gets.
    PaError error = Pa_OpenStream(&stream_, format_.inputChannels > 0 ? &input : nullptr,
                                  format_.outputChannels > 0 ? &output : nullptr, format_.rate, block,
                                  paClipOff | paDitherOff, &PortAudioStream::callback, this);
    if (error != paNoError)
        return error;
    if (format_.blockFrames == 0)
        error = measureBlock();
    if (error != paNoError) {
        close();
        return error;
    }
    if (const PaStreamInfo* info = Pa_GetStreamInfo(stream_)) {
        format_.rate = info->sampleRate;
        format_.inputLatency = static_cast<std::uint32_t>(std::lround(info->inputLatency * format_.rate));
        format_.outputLatency = static_cast<std::uint32_t>(std::lround(info->outputLatency * format_.rate));
    }
    return paNoError;
}

PaError PortAudioStream::measureBlock() {
    PaError error = start();
    for (int waited = 0; error == paNoError && callbacks() == 0; ++waited) {
        if (waited == firstBlockLimit)
            error = paTimedOut;
        Pa_Sleep(1);
    }
    if (const PaError stopped = stop(); error == paNoError)
        error = stopped;
    format_.blockFrames = callbackFrames_.load(std::memory_order_relaxed);
    format_.maximumFrames = std::max(format_.blockFrames, portAudioPiece);
    return error;
}

void PortAudioStream::learnThread() noexcept {
    // Pure arithmetic on the thread's id. The clock outlives the thread as a number that the kernel refuses.
    clockid_t clock = noClock;
    if (pthread_getcpuclockid(pthread_self(), &clock) != 0)
        clock = noClock;
    threadClock_.store(clock, std::memory_order_relaxed);
}

void PortAudioStream::review() noexcept {
    delivery_.review([this]() -> std::int64_t {
        timespec used{};
        const clockid_t clock = threadClock_.load(std::memory_order_relaxed);
        if (clock == noClock || clock_gettime(clock, &used) != 0)
            return -1;
        return std::int64_t{used.tv_sec} * 1'000'000'000 + used.tv_nsec;
    });
}

PaError PortAudioStream::stop() {
    const PaError stopped = Pa_IsStreamStopped(stream_);
    return stopped == 0 ? Pa_AbortStream(stream_) : std::min<PaError>(stopped, paNoError);
}

int PortAudioStream::callback(const void* input, void* output, unsigned long frames,
                              const PaStreamCallbackTimeInfo* time, PaStreamCallbackFlags flags,
                              void* self) noexcept {
    static_cast<PortAudioStream*>(self)->arrive(input, output, static_cast<std::uint32_t>(frames),
                                                time != nullptr ? time->currentTime : -1, flags);
    return paContinue;
}

void PortAudioStream::arrive(const void* input, void* output, std::uint32_t frames, double deviceTime,
                             PaStreamCallbackFlags flags) noexcept {
    Arrival arrival;
    arrival.nanoseconds = base::monotonicNanoseconds();
    // A device block of more than 1024 frames comes in pieces that carry the same time.
    arrival.continued = deviceTime > 0 && std::equal_to<double>{}(deviceTime, lastDeviceTime_);
    lastDeviceTime_ = deviceTime;
    if (callbacks() % threadInterval == 0)
        learnThread();
    arrival.inputLost = format_.inputChannels > 0 && (flags & (paInputOverflow | paInputUnderflow)) != 0;
    arrival.outputLost = format_.outputChannels > 0 && (flags & (paOutputUnderflow | paOutputOverflow)) != 0;
    const auto* const inputs =
        input != nullptr ? static_cast<const float* const*>(input) : std::as_const(silence_).block().pointers();
    delivery_.deliver(
        {inputs, format_.inputChannels, frames},
        {static_cast<float* const*>(output), output != nullptr ? format_.outputChannels : 0, frames}, arrival);
    callbackFrames_.store(frames, std::memory_order_relaxed);
    callbacks_.store(callbacks_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

} // namespace rondo::device::detail
