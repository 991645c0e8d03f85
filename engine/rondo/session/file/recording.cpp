// SPDX-License-Identifier: MIT
#include <rondo/session/file/recording.h>

#include <rondo/session/file/detail/recording_writer.h>
#include <string>
#include <utility>

namespace rondo::session {

const char* name(RecordingState state) noexcept {
    switch (state) {
    case RecordingState::recording:
        return "recording";
    case RecordingState::finished:
        return "finished";
    case RecordingState::full:
        return "full";
    case RecordingState::failed:
        break;
    }
    return "failed";
}

Recording::Recording(std::shared_ptr<detail::RecordingWriter> writer, task::RootTask<> task) noexcept
    : writer_(std::move(writer)), task_(std::move(task)) {}
Recording::Recording(Recording&&) noexcept = default;
Recording& Recording::operator=(Recording&& other) noexcept {
    if (this != &other) {
        end();
        writer_ = std::move(other.writer_);
        task_ = std::move(other.task_);
    }
    return *this;
}
Recording::~Recording() { end(); }

base::Result<Recording> Recording::start(task::Pool& pool, RecordingOptions options,
                                         concurrency::SpscReceiver<float> samples,
                                         concurrency::SpscReceiver<nodes::RecordedSpan> spans) {
    if (options.checkpointEach < std::chrono::milliseconds(10) ||
        options.checkpointEach > std::chrono::seconds(10))
        return base::fail(base::ErrorCode::invalidArgument,
                          "A recording is made safe each 10 to 10000 ms, and " +
                              std::to_string(options.checkpointEach.count()) +
                              " ms were asked for; leave it out "
                              "for 500 ms.");
    AudioFileWriterOptions target;
    target.path = options.path;
    target.format = options.format;
    target.rate = options.rate;
    target.channelCount = options.channelCount;
    target.grows = true;
    auto file = AudioFileWriter::open(std::move(target));
    if (!file)
        return tl::unexpected(file.error());
    auto writer = std::make_shared<detail::RecordingWriter>(options, std::move(*file), std::move(samples),
                                                            std::move(spans));
    auto task = task::start(
        pool, [writer]() -> task::Task<> { co_await writer->work(); }, task::Lane::interactive);
    return Recording(std::move(writer), std::move(task));
}

RecordingProgress Recording::progress() const { return writer_->progress(); }
void Recording::stop() noexcept { writer_->stop(); }
bool Recording::wait(concurrency::Deadline deadline) noexcept { return task_.wait(deadline); }

RecordingProgress Recording::finish() {
    stop();
    wait();
    return progress();
}

void Recording::end() noexcept {
    if (writer_) {
        stop();
        wait();
    }
}

} // namespace rondo::session
