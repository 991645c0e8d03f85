// SPDX-License-Identifier: MIT
#include <rondo/session/peaks/detail/peak_work.h>

#include <rondo/session/file/audio_file_reader.h>
#include <rondo/session/peaks/detail/peak_builder.h>
#include <rondo/session/peaks/detail/peak_file.h>
#include <rondo/task/blocking.h>
#include <rondo/task/yield.h>

namespace rondo::session::detail {
namespace {
constexpr std::size_t samplesATurn = 65536;
}

PeakProgress PeakWork::progress() const {
    const std::lock_guard lock(mutex_);
    return progress_;
}

std::shared_ptr<const WaveformPeaks> PeakWork::peaks() const {
    const std::lock_guard lock(mutex_);
    return peaks_;
}

void PeakWork::fail(base::Error failure) noexcept {
    tell([&](PeakProgress& progress) {
        progress.state = PeakState::failed;
        progress.failure = std::move(failure);
    });
}

void PeakWork::cancelled() noexcept {
    tell([](PeakProgress& progress) {
        if (progress.state == PeakState::reading)
            progress.state = PeakState::cancelled;
    });
}

void PeakWork::finish(WaveformPeaks peaks, bool cached) {
    auto shared = std::make_shared<const WaveformPeaks>(std::move(peaks));
    const std::lock_guard lock(mutex_);
    peaks_ = std::move(shared);
    progress_.state = PeakState::ready;
    progress_.frames = progress_.frameCount = peaks_->frameCount();
    progress_.rate = peaks_->rate();
    progress_.cached = progress_.stored = cached;
}

bool PeakWork::takeFromCache() {
    const auto stamp = SourceStamp::of(file_);
    auto stored = stamp ? PeakFile::read(cache_, *stamp) : std::nullopt;
    if (!stored)
        return false;
    finish(std::move(*stored), true);
    return true;
}

task::Task<> PeakWork::run() {
    if (!task::blocking([this] { return takeFromCache(); }))
        co_await compute();
}

task::Task<> PeakWork::compute() {
    const auto before = SourceStamp::of(file_);
    auto reader = AudioFileReader::open(file_);
    if (!reader) {
        fail(reader.error());
        co_return;
    }
    const std::size_t channels = reader->channelCount();
    PeakBuilder builder(reader->rate(), reader->channelCount());
    std::vector<float> chunk(samplesATurn - samplesATurn % channels);
    tell([&](PeakProgress& progress) {
        progress.frameCount = reader->frameCount();
        progress.rate = reader->rate();
    });
    for (;;) {
        const auto count = reader->read(chunk);
        if (!count) {
            fail(count.error());
            co_return;
        }
        if (*count == 0)
            break;
        builder.add(std::span<const float>(chunk).first(*count * channels));
        tell([&](PeakProgress& progress) { progress.frames += static_cast<std::int64_t>(*count); });
        co_await task::yield();
    }
    auto peaks = builder.finish();
    if (peaks.frameCount() == 0) {
        fail({base::ErrorCode::damaged,
              "The file '" + file_.string() + "' holds no sound; get a complete copy."});
        co_return;
    }
    const auto stored = task::blocking([&]() -> base::Result<void> {
        const auto after = SourceStamp::of(file_);
        if (!before || before != after)
            return base::fail(base::ErrorCode::refused,
                              "The file '" + file_.string() +
                                  "' was changed while its peaks were computed, so they "
                                  "are not kept; open it again.");
        return PeakFile::write(cache_, peaks, *before);
    });
    finish(std::move(peaks), false);
    tell([&](PeakProgress& progress) {
        progress.stored = stored.has_value();
        if (!stored)
            progress.failure = stored.error();
    });
}

} // namespace rondo::session::detail
