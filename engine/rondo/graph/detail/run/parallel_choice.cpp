// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/run/parallel_choice.h>

#include <algorithm>

namespace rondo::graph::detail {

namespace {
constexpr std::uint64_t timedOneIn = 16;
}

bool ParallelChoice::Median::add(double sample) noexcept {
    samples_[count_++] = sample;
    if (count_ < samples_.size())
        return false;
    count_ = 0;
    std::ranges::nth_element(samples_, samples_.begin() + samples_.size() / 2);
    value_ = samples_[samples_.size() / 2];
    known_ = true;
    return true;
}

bool ParallelChoice::worthTrying(std::uint32_t items, std::uint32_t frames) const noexcept {
    const auto work = serial_.value() * frames;
    return serial_.known() && work >= static_cast<double>(smallestBlock) &&
           work >= static_cast<double>(smallestItem) * items;
}

void ParallelChoice::giveUp() noexcept {
    state_ = State::serial;
    serial_.clear();
    until_ = now_ + pause_;
    pause_ = std::min(2 * pause_, longestPause);
}

ParallelChoice::Verdict ParallelChoice::choose(std::uint32_t items, std::uint32_t frames,
                                               std::int64_t now) noexcept {
    now_ = now;
    frames_ = frames;
    if (items == 0) {
        state_ = State::serial;
        return {};
    }
    const bool due = ++pieces_ % timedOneIn == 0;
    if (state_ == State::serial) {
        if (now < until_ || !worthTrying(items, frames))
            return {false, due || !serial_.known(), false};
        state_ = State::calling;
        until_ = now + arrival;
    }
    if (state_ == State::calling) {
        if (now < until_)
            return {true, false, true};
        state_ = State::trying;
        together_.clear();
    }
    return {true, state_ == State::trying || due, true};
}

void ParallelChoice::measured(std::int64_t wall, std::int64_t busy) noexcept {
    const auto aFrame = [this](std::int64_t time) { return static_cast<double>(time) / frames_; };
    if (state_ == State::serial) {
        serial_.add(aFrame(wall));
        return;
    }
    if (state_ == State::parallel)
        serial_.add(aFrame(busy)); // what it would be on one thread can change meanwhile
    if (!together_.add(aFrame(wall)))
        return;
    if (together_.value() > worthIt * serial_.value()) {
        giveUp();
    } else if (state_ == State::trying) {
        state_ = State::parallel;
        pause_ = shortestPause;
    }
}

} // namespace rondo::graph::detail
