// SPDX-License-Identifier: MIT
#include <rondo/session/file/file_stream.h>

#include <rondo/session/file/detail/stream_queue.h>

namespace rondo::session {

const char* name(FileStreamState state) noexcept {
    switch (state) {
    case FileStreamState::streaming:
        return "streaming";
    case FileStreamState::ended:
        return "ended";
    case FileStreamState::cutOff:
        return "cut_off";
    case FileStreamState::failed:
        return "failed";
    case FileStreamState::closed:
        break;
    }
    return "closed";
}

FileStream::FileStream(std::shared_ptr<detail::StreamQueue> queue, std::shared_ptr<detail::StreamState> state,
                       concurrency::SpscReceiver<float> receiver,
                       concurrency::LatestValueReader<nodes::StreamMark> marks) noexcept
    : queue_(std::move(queue)), state_(std::move(state)), receiver_(std::move(receiver)),
      marks_(std::move(marks)) {}

FileStream& FileStream::operator=(FileStream&& other) noexcept {
    if (this != &other) {
        end();
        queue_ = std::move(other.queue_);
        state_ = std::move(other.state_);
        receiver_ = std::move(other.receiver_);
        marks_ = std::move(other.marks_);
    }
    return *this;
}

FileStream::~FileStream() { end(); }

void FileStream::end() noexcept {
    if (state_)
        queue_->abandon(*state_);
    state_.reset();
}

double FileStream::rate() const noexcept { return state_->rate; }
std::uint32_t FileStream::channelCount() const noexcept { return state_->channels; }
std::int64_t FileStream::frameCount() const noexcept { return state_->frames; }
FileStreamProgress FileStream::progress() const { return queue_->progress(*state_); }
void FileStream::waitUntilReady(std::size_t frames) { queue_->waitUntilReady(*state_, frames); }
base::Result<void> FileStream::locate(std::int64_t frame) { return queue_->locate(*state_, frame); }
base::Result<void> FileStream::setLoop(std::optional<StreamLoop> loop) {
    return queue_->setLoop(*state_, loop);
}

} // namespace rondo::session
