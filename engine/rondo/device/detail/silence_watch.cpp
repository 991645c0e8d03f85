// SPDX-License-Identifier: MIT
#include <rondo/device/detail/silence_watch.h>

#include <algorithm>

namespace rondo::device::detail {

SilenceWatch::SilenceWatch(std::chrono::nanoseconds period) noexcept {
    const auto looks = [](std::chrono::nanoseconds silence) {
        return (silence + interval - std::chrono::nanoseconds{1}) / std::chrono::nanoseconds{interval};
    };
    const std::chrono::nanoseconds doubtful =
        std::max<std::chrono::nanoseconds>(shortestSilence, silentPeriods * period);
    doubtfulAfter_ = looks(doubtful);
    deadAfter_ = looks(std::max<std::chrono::nanoseconds>(longestSilence, 2 * doubtful));
}

SilenceWatch::Verdict SilenceWatch::look(std::uint64_t callbacks) noexcept {
    if (callbacks != seen_) {
        seen_ = callbacks;
        silentLooks_ = 0;
        return Verdict::alive;
    }
    ++silentLooks_;
    if (silentLooks_ >= deadAfter_)
        return Verdict::dead;
    return silentLooks_ >= doubtfulAfter_ ? Verdict::doubtful : Verdict::alive;
}

} // namespace rondo::device::detail
