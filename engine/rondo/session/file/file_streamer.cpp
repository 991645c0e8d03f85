// SPDX-License-Identifier: MIT
#include <rondo/session/file/file_streamer.h>

#include <bit>
#include <cmath>
#include <rondo/session/file/detail/stream_queue.h>
#include <system_error>

namespace rondo::session {
namespace {
constexpr double secondsAhead = 2.0;
}

FileStreamer::FileStreamer() : queue_(std::make_shared<detail::StreamQueue>()) {
    try {
        worker_ = std::thread([queue = queue_] { queue->work(); });
    } catch (const std::system_error& error) {
        throw base::Failure(
            {base::ErrorCode::refused, std::string("A thread that reads files could not be started (") +
                                           error.what() + "); close other programs."});
    }
}

FileStreamer::~FileStreamer() {
    queue_->close();
    worker_.join();
}

base::Result<FileStream> FileStreamer::open(AudioFileSourceOptions options) {
    auto source = AudioFileSource::open(std::move(options));
    if (!source)
        return tl::unexpected(source.error());
    const auto wanted =
        static_cast<std::size_t>(std::ceil(source->rate() * secondsAhead)) * source->channelCount();
    auto channel = concurrency::makeSpscChannel<float>(wanted);
    const auto ringFrames = channel.sender.capacity() / source->channelCount();
    auto state =
        std::make_shared<detail::StreamState>(std::move(*source), std::move(channel.sender), ringFrames);
    queue_->add(state);
    return FileStream(queue_, std::move(state), std::move(channel.receiver));
}

} // namespace rondo::session
