// SPDX-License-Identifier: MIT
#include <explore/tool/choices.h>

#include <algorithm>
#include <stdexcept>

namespace explore {

void Choices::beginRandom(std::uint64_t seed) {
    random_.seed(seed);
    said_.clear();
    constexpr std::array switching{0.5, 0.25, 0.1, 0.03};
    constexpr std::array stale{0.0, 0.1, 0.3, 0.6};
    strategy_ = random_() % 3 == 0 ? Strategy::priorities : Strategy::random;
    switchChance_ = switching[random_() % switching.size()];
    staleChance_ = stale[random_() % stale.size()];
    surpriseChance_ = random_() % 2 == 0 ? 0.0 : 0.05;
    steps_ = 0;
    lowest_ = 0;
    for (auto& priority : priorities_)
        priority = static_cast<std::int32_t>(random_() >> 34);
    changes_.resize(random_() % 5);
    const auto horizon = std::uint64_t{8} << (random_() % 6);
    for (auto& change : changes_)
        change = static_cast<std::uint32_t>(random_() % horizon);
}

void Choices::beginSearch(const Bounds& bounds) {
    strategy_ = Strategy::search;
    bounds_ = left_ = bounds;
    path_.clear();
    said_.clear();
    position_ = 0;
}

bool Choices::nextInSearch() {
    while (!path_.empty() && path_.back().chosen + 1 == path_.back().count)
        path_.pop_back();
    if (path_.empty())
        return false;
    ++path_.back().chosen;
    left_ = bounds_;
    position_ = 0;
    said_.clear();
    return true;
}

void Choices::beginReplay(std::vector<std::uint8_t> answers) {
    beginSearch({});
    strategy_ = Strategy::replay;
    for (const auto answer : answers)
        path_.push_back({answer, 0});
}

// A question of a depth-first search: the known answer, or the first one of a new question.
int Choices::next(int count) {
    if (count <= 1)
        return 0;
    if (position_ == path_.size())
        path_.push_back({0, static_cast<std::uint8_t>(std::min(count, 255))});
    const Answer answer = path_[position_++];
    if (answer.count != std::min(count, 255))
        throw std::logic_error("An explored execution took another way with the same answers: something in it "
                               "does not depend on the explorer alone.");
    return answer.chosen;
}

int Choices::byPriority(const int* threads, int count) {
    if (std::find(changes_.begin(), changes_.end(), steps_++) != changes_.end())
        priorities_[static_cast<std::size_t>(threads[0])] = --lowest_;
    const auto* best = std::max_element(threads, threads + count, [this](int left, int right) {
        return priorities_[static_cast<std::size_t>(left)] < priorities_[static_cast<std::size_t>(right)];
    });
    return static_cast<int>(best - threads);
}

int Choices::thread(const int* threads, int count, int surprises, bool free) {
    return say(ordinaryOrSurprise(threads, count, surprises, free));
}

int Choices::ordinaryOrSurprise(const int* threads, int count, int surprises, bool free) {
    if (strategy_ == Strategy::replay)
        return again();
    if (strategy_ != Strategy::search) {
        if (surprises > 0 && chance() < surpriseChance_)
            return count + static_cast<int>(random_() % static_cast<unsigned>(surprises));
        if (strategy_ == Strategy::priorities)
            return byPriority(threads, count);
        return count > 1 && (free || chance() < switchChance_)
                   ? static_cast<int>(random_() % static_cast<unsigned>(count))
                   : 0;
    }
    const int ordinary = free || left_.preemptions > 0 ? count : 1;
    const int chosen = next(ordinary + (left_.surprises > 0 ? surprises : 0));
    if (chosen >= ordinary) {
        --left_.surprises;
        return count + chosen - ordinary;
    }
    left_.preemptions -= chosen > 0 && !free ? 1 : 0;
    return chosen;
}

int Choices::age(int oldest) { return oldest == 0 ? 0 : say(ageOf(std::min(oldest, 254))); }

int Choices::ageOf(int oldest) {
    if (strategy_ == Strategy::replay)
        return again();
    if (strategy_ == Strategy::search) {
        const int chosen = left_.staleReads > 0 ? next(oldest + 1) : 0;
        left_.staleReads -= chosen > 0 ? 1 : 0;
        return chosen;
    }
    return chance() < staleChance_ ? 1 + static_cast<int>(random_() % static_cast<unsigned>(oldest)) : 0;
}

bool Choices::failsForNoReason() { return age(1) != 0; }

std::string Choices::written() const {
    std::string text;
    for (const auto answer : said_)
        text += (text.empty() ? "" : ",") + std::to_string(answer);
    return text;
}

} // namespace explore
