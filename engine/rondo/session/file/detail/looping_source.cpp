// SPDX-License-Identifier: MIT
#include <rondo/session/file/detail/looping_source.h>

#include <algorithm>
#include <cmath>

namespace rondo::session::detail {
namespace {

constexpr std::int64_t mostKept = 16384; ///< frames of a loop that is not read again each time

} // namespace

nodes::StreamPath LoopingSource::path() const noexcept {
    nodes::StreamPath path;
    path.passFrames = source_.passFrames();
    if (loop_) {
        path.loopFirst = loop_->first;
        path.loopEnd = std::min(loop_->end, source_.frameCount());
        if (foundEnd_ >= 0)
            path.loopEnd = std::min(path.loopEnd, foundEnd_);
        if (path.passFrames > 0)
            path.loopEnd = std::min<std::int64_t>(path.loopEnd, std::llround(path.passFrames));
    }
    return path;
}

void LoopingSource::setLoop(std::optional<StreamLoop> loop) {
    kept_.clear();
    kept_.shrink_to_fit();
    loop_ = loop;
}

base::Result<void> LoopingSource::seek(std::int64_t frame) {
    const auto frames = source_.frameCount();
    turning_ = replaying_ = false;
    place_ = source_.passFrames() > 0 ? frame % std::max<std::int64_t>(frames, 1) : std::min(frame, frames);
    return source_.seek(place_);
}

/// To the loop's first frame.
base::Result<void> LoopingSource::turn() {
    const auto path = this->path();
    const auto frames = path.loopEnd - path.loopFirst;
    const auto channels = std::size_t{source_.channelCount()};
    if (kept_.empty()) {
        if (auto sought = source_.seek(path.loopFirst); !sought)
            return sought;
        if (frames <= mostKept) {
            std::vector<float> whole(static_cast<std::size_t>(frames) * channels);
            const auto count = source_.read(whole);
            if (!count)
                return tl::unexpected(count.error());
            whole.resize(*count * channels);
            kept_ = std::move(whole);
            if (static_cast<std::int64_t>(*count) < frames)
                foundEnd_ = path.loopFirst + static_cast<std::int64_t>(*count);
        }
    }
    replaying_ = !kept_.empty();
    turning_ = false;
    return {};
}

/// Up to the next turn.
base::Result<std::size_t> LoopingSource::readRow(std::span<float> samples) {
    if (turning_)
        if (auto turned = turn(); !turned)
            return tl::unexpected(turned.error());
    const auto channels = std::size_t{source_.channelCount()};
    const auto path = this->path();
    const auto most = std::min<std::uint64_t>(samples.size() / channels, path.framesToTurn(place_));
    const auto row = samples.first(static_cast<std::size_t>(most) * channels);
    if (!replaying_)
        return source_.read(row);
    const auto from = static_cast<std::size_t>(place_ - path.loopFirst) * channels;
    std::copy_n(kept_.begin() + static_cast<std::ptrdiff_t>(from), row.size(), row.begin());
    return static_cast<std::size_t>(most);
}

base::Result<std::size_t> LoopingSource::read(std::span<float> samples) {
    const auto channels = std::size_t{source_.channelCount()};
    std::size_t filled = 0;
    while (filled < samples.size()) {
        const bool looping = path().loops(place_);
        const auto count = readRow(samples.subspan(filled));
        if (!count && filled == 0)
            return tl::unexpected(count.error());
        if (!count)
            break; // and is met again with the next call
        filled += *count * channels;
        if (*count == 0) {
            if (!looping || place_ <= path().loopFirst)
                break;
            foundEnd_ = place_; // the files end before the loop, although they say that they do not
        }
        auto path = this->path();
        path.position = place_;
        turning_ = looping && place_ + static_cast<std::int64_t>(*count) >= path.loopEnd;
        replaying_ = replaying_ && !turning_;
        place_ = turning_ ? path.loopFirst : path.placeOf(*count);
    }
    return filled / channels;
}

} // namespace rondo::session::detail
