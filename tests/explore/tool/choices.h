// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <explore/tool/vector_clock.h>
#include <random>
#include <string>
#include <vector>

namespace explore {

/// How far one execution may stray from the plainest one.
struct Bounds {
    int preemptions = 0; ///< a thread that could go on is made to wait
    int staleReads = 0;  ///< a load returns a value that is not the newest; a weak exchange fails for no reason
    int surprises = 0;   ///< a sleeper wakes for no reason, or its time is up while others could run
};

/// Answers each question that an execution leaves open, by one of three strategies: at random; at random by
/// priorities that change at few places (PCT: Burckhardt et al., ASPLOS 2010); or every answer in turn, depth
/// first, within Bounds.
class Choices {
public:
    void beginRandom(std::uint64_t seed);
    /// A new depth-first search within `bounds`.
    void beginSearch(const Bounds& bounds);
    /// Within the search: the next execution. False when the search is done.
    bool nextInSearch();
    void beginReplay(std::vector<std::uint8_t> answers);

    /// Which of `threads` (the first is the one that runs) or of `surprises` sleepers goes on; an index into
    /// both together. `free`: the running thread cannot go on, so no answer is a preemption.
    int thread(const int* threads, int count, int surprises, bool free);
    /// `thread` lets all others go first: by priorities two that spin would keep out the one they wait for.
    void yields(int thread) noexcept { priorities_[static_cast<std::size_t>(thread)] = --lowest_; }
    /// How many stores older than the newest, out of 0 to `oldest`.
    int age(int oldest);
    bool failsForNoReason();

    /// Every answer so far, for a replay.
    std::string written() const;

private:
    struct Answer {
        std::uint8_t chosen;
        std::uint8_t count;
    };
    enum class Strategy { random, priorities, search, replay };

    int next(int count);
    int ordinaryOrSurprise(const int* threads, int count, int surprises, bool free);
    int ageOf(int oldest);
    int again() noexcept { return position_ < path_.size() ? path_[position_++].chosen : 0; }
    int say(int answer) {
        said_.push_back(static_cast<std::uint8_t>(answer));
        return answer;
    }
    int byPriority(const int* threads, int count);
    double chance() { return static_cast<double>(random_() >> 11) * 0x1.0p-53; }

    Strategy strategy_ = Strategy::random;
    Bounds bounds_, left_;
    std::vector<Answer> path_;       // of a search: the questions that had more than one answer
    std::vector<std::uint8_t> said_; // every answer, to every question
    std::size_t position_ = 0;
    std::mt19937_64 random_;
    double switchChance_ = 0, staleChance_ = 0, surpriseChance_ = 0;
    std::array<std::int32_t, maximumThreads> priorities_{};
    std::int32_t lowest_ = 0;
    std::vector<std::uint32_t> changes_;
    std::uint32_t steps_ = 0;
};

} // namespace explore
