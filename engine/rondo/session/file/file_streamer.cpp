// SPDX-License-Identifier: MIT
#include <rondo/session/file/file_streamer.h>

#include <algorithm>
#include <cmath>
#include <rondo/session/file/detail/stream_queue.h>
#include <string>

namespace rondo::session {
namespace {

FileStreamerOptions checked(const FileStreamerOptions& options) {
    const auto check = [](double value, double least, double most, const char* what) {
        if (!(value >= least && value <= most))
            throw base::Failure({base::ErrorCode::invalidArgument,
                                 std::string("A file streamer takes ") + what + ", and " +
                                     std::to_string(value) + " was given; choose a value in that range."});
    };
    check(options.readers, 1, 64, "1 to 64 readers");
    check(options.secondsAhead, 0.25, 60, "0.25 to 60 seconds ahead");
    check(options.speed, 0.1, 1000, "a speed of 0.1 to 1000");
    return options;
}

} // namespace

FileStreamer::FileStreamer(task::Pool& pool, FileStreamerOptions options)
    : options_(checked(options)), queue_(std::make_shared<detail::StreamQueue>(options)) {
    for (std::uint32_t reader = 0; reader < options.readers; ++reader)
        readers_.push_back(task::start(
            pool, [queue = queue_]() -> task::Task<> { co_await queue->work(); }, task::Lane::interactive));
}

FileStreamer::~FileStreamer() {
    for (auto& reader : readers_)
        reader.cancel();
    readers_.clear();
    queue_->close();
}

base::Result<FileStream> FileStreamer::open(AudioFileSourceOptions source, FileStreamOptions stream) {
    auto opened = AudioFileSource::open(std::move(source));
    if (!opened)
        return tl::unexpected(opened.error());
    const auto frames = std::max(static_cast<std::size_t>(std::ceil(opened->rate() * options_.secondsAhead)),
                                 detail::leastStreamFrames);
    auto channel = concurrency::makeSpscChannel<float>(frames * opened->channelCount());
    auto marks = concurrency::makeLatestValue(nodes::StreamMark{});
    auto state = std::make_shared<detail::StreamState>(std::move(*opened), std::move(channel.sender),
                                                       std::move(marks.writer), stream.staysOpen);
    queue_->add(state);
    return FileStream(queue_, std::move(state), std::move(channel.receiver), std::move(marks.reader));
}

} // namespace rondo::session
