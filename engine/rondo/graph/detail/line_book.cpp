// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/line_book.h>

#include <algorithm>

namespace rondo::graph::detail {

std::shared_ptr<DelayLine> LineBook::take(Lines& lines, const Edge& edge, std::uint32_t width,
                                          std::uint32_t delay, std::uint32_t start) const {
    auto& known = lines[edge];
    if (auto alive = known.lock(); alive && alive->capacity() >= delay)
        return alive;
    constexpr std::uint32_t room = 2048; // so that a latency that grows a little keeps its line
    auto made = std::make_shared<DelayLine>(width, std::max(delay + delay / 2, room), maximumFrames_, start);
    known = made;
    return made;
}

std::shared_ptr<DelayLine> LineBook::line(const Edge& edge, std::uint32_t width, std::uint32_t delay,
                                          bool isHeard) {
    return take(lines_, edge, width, delay, isHeard ? 0 : delay);
}

std::shared_ptr<DelayLine> LineBook::feedbackLine(const Edge& edge, std::uint32_t width, std::uint32_t delay) {
    return take(feedback_, edge, width, delay, delay);
}

std::shared_ptr<EventLine> LineBook::eventLine(const Edge& edge, bool delayed) {
    const auto known = eventLines_.find(edge);
    if (known != eventLines_.end())
        if (auto alive = known->second.lock())
            return alive;
    if (!delayed)
        return nullptr;
    auto made = std::make_shared<EventLine>(portEvents_);
    eventLines_[edge] = made;
    return made;
}

void LineBook::forget(const std::vector<Edge>& fresh) {
    if (!lines_.empty())
        for (const auto& edge : fresh)
            lines_.erase(edge);
}

bool LineBook::has(const Edge& edge) const {
    const auto found = lines_.find(edge);
    if (found == lines_.end())
        return false;
    const auto alive = found->second.lock();
    return alive && !alive->idle();
}

void LineBook::forgetUnused() {
    for (auto* lines : {&lines_, &feedback_})
        std::erase_if(*lines, [](const auto& entry) { return entry.second.expired(); });
    std::erase_if(eventLines_, [](const auto& entry) { return entry.second.expired(); });
}

} // namespace rondo::graph::detail
