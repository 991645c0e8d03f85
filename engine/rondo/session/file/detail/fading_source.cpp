// SPDX-License-Identifier: MIT
#include <rondo/session/file/detail/fading_source.h>

#include <algorithm>
#include <rondo/session/file/detail/fade_out.h>

namespace rondo::session::detail {

base::Result<void> FadingSource::readAhead(std::size_t samples) {
    const auto channels = source_.channelCount();
    while (!ended_ && ahead_.size() < samples) {
        const auto before = ahead_.size();
        ahead_.resize(samples);
        const auto count = source_.read(std::span(ahead_).subspan(before));
        ahead_.resize(before + count.value_or(0) * channels);
        if (!count)
            return tl::unexpected(count.error());
        ended_ = *count == 0;
    }
    return {};
}

base::Result<std::size_t> FadingSource::read(std::span<float> samples) {
    const auto channels = source_.channelCount();
    const auto kept = fadeOutFrames * channels;
    const bool wasEnded = ended_;
    if (auto had = readAhead(samples.size() + kept); !had)
        return tl::unexpected(had.error());
    if (ended_ && !wasEnded && source_.cutOff())
        fadeOut(std::span(ahead_).last(std::min(kept, ahead_.size())), channels);
    const auto count = std::min(samples.size(), ended_ ? ahead_.size() : ahead_.size() - kept);
    const auto end = ahead_.begin() + static_cast<std::ptrdiff_t>(count);
    std::copy(ahead_.begin(), end, samples.begin());
    ahead_.erase(ahead_.begin(), end);
    return count / channels;
}

} // namespace rondo::session::detail
