// SPDX-License-Identifier: MIT
#include <rondo/session/file/detail/loop_change.h>

#include <algorithm>

namespace rondo::session::detail {
namespace {

/// The first frame from `at` to `end` that is another one in `next` than in `now`.
std::uint64_t firstDifference(const nodes::StreamPath& now, const nodes::StreamPath& next, std::uint64_t at,
                              std::uint64_t end) noexcept {
    for (auto place = now.placeOf(at); at < end;) {
        const auto turn = now.framesToTurn(place);
        const auto other = next.framesToTurn(place);
        const auto first = std::min(turn, other);
        if (first >= end - at)
            break;
        if (turn != other || now.turnOf(place) != next.turnOf(place))
            return at + first;
        at += turn;
        place = now.turnOf(place);
    }
    return end;
}

} // namespace

LoopChange changeOfLoop(const SentStream& stream, const nodes::StreamPath& path) noexcept {
    if (stream.jumping())
        return {stream.mark.leaveAt, stream.mark.path.position};
    const auto sounding = stream.sounding();
    auto next = path;
    next.firstFrame = stream.heard;
    next.position = sounding.path.placeOf(stream.heard);
    auto leaveAt = firstDifference(sounding.path, next, stream.heard, sounding.end);
    // A player that has jumped meanwhile must not take the end of what it has left for the place where it is.
    if (stream.heard < stream.mark.path.firstFrame && leaveAt == sounding.end)
        --leaveAt;
    return {leaveAt, next.placeOf(leaveAt)};
}

} // namespace rondo::session::detail
