// SPDX-License-Identifier: MIT
//
// The task pool beside what else lets many wait without a thread each. Every measurement is a process of its
// own, task_contest or Go's go/channels.go; all contestants of a part take turns in every round, and medians
// are compared.
#include "comparison.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace rondo::bench {

namespace {

/// Those who take turns at one discipline, and what they took.
class Contest {
public:
    /// `program` lies beside this one; `key` is how its figures are asked for. One that does not exist, as Go's
    /// where there is no Go, is left out.
    void add(std::string key, const std::string& program, const std::string& arguments,
             const std::string& environment = "") {
        const auto path = std::filesystem::read_symlink("/proc/self/exe").parent_path() / program;
        if (std::filesystem::exists(path))
            contestants_.push_back({std::move(key), environment + " '" + path.string() + "' " + arguments});
    }
    void ours(std::string key, const std::string& discipline) {
        add(std::move(key), "task_contest", discipline);
    }
    void go(const std::string& discipline, int processors) {
        add("go", "task_contest_go", discipline, "GOMAXPROCS=" + std::to_string(processors));
    }
    void run(int rounds) {
        for (int round = 0; round < rounds; ++round)
            for (const auto& one : contestants_) {
                for (const auto& [name, value] : measured(one.command))
                    samples_[one.key + "/" + name].push_back(value);
                std::printf(".");
                std::fflush(stdout);
            }
    }
    bool has(const std::string& figure) const { return samples_.contains(figure); }
    double of(const std::string& figure) const { return median(samples_.at(figure)); }

private:
    struct Contestant {
        std::string key;
        std::string command;
    };

    static std::map<std::string, double> measured(const std::string& command) {
        const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
        std::string text;
        for (int letter = 0; pipe && (letter = std::fgetc(pipe.get())) != EOF;)
            text.push_back(static_cast<char>(letter));
        const auto figures = nlohmann::json::parse(text, nullptr, false);
        if (!figures.is_object())
            throw std::runtime_error("The contestant" + command +
                                     " gave no figures; run it by itself to see why.");
        return figures.get<std::map<std::string, double>>();
    }

    std::vector<Contestant> contestants_;
    Samples samples_;
};

/// The lines of one of our figures.
class Lines {
public:
    Lines(const Contest& contest, std::vector<Comparison>& into, std::string name, std::string figure,
          std::string unit = "ns", double scale = 1)
        : contest_(contest), into_(into), name_(std::move(name)), figure_(std::move(figure)),
          unit_(std::move(unit)), scale_(scale), ours_(contest.of("rondo/" + figure_) * scale) {}

    Lines& within(double bound) {
        into_.push_back(limit(name_, ours_, bound, unit_, 1, "the limit"));
        return *this;
    }
    /// Nothing when the peer is not there.
    Lines& beside(const std::string& peer, const std::string& peerName, double bound = 0) {
        if (!contest_.has(peer + "/" + figure_))
            return *this;
        const double theirs = contest_.of(peer + "/" + figure_) * scale_;
        into_.push_back(bound > 0 ? limit(name_, ours_, theirs, unit_, bound, peerName)
                                  : shown(name_, ours_, theirs, unit_, peerName));
        return *this;
    }

private:
    const Contest& contest_;
    std::vector<Comparison>& into_;
    std::string name_;
    std::string figure_;
    std::string unit_;
    double scale_;
    double ours_;
};

constexpr const char* goOne = "Go, GOMAXPROCS=1";
constexpr const char* goTwo = "Go, GOMAXPROCS=2";
constexpr const char* asioOne = "Asio channel, 1 thread";
constexpr const char* asioTwo = "Asio concurrent_channel, 2 threads";
constexpr const char* threadsName = "std::thread, mutex + condition_variable";
constexpr int rounds = 7;

void hopsOn(int workers, double bound, std::vector<Comparison>& into) {
    const auto number = std::to_string(workers);
    Contest contest;
    contest.ours("rondo", "rondo hop-" + number);
    contest.go("hop", workers);
    contest.ours("asio", "asio hop-" + number);
    contest.run(rounds);
    Lines(contest, into, "channel ping-pong, a hop, " + number + (workers == 1 ? " worker" : " workers"), "hop")
        .beside("go", workers == 1 ? goOne : goTwo, bound)
        .beside("asio", workers == 1 ? asioOne : asioTwo);
}

void streamOn(int workers, std::vector<Comparison>& into) {
    const auto number = std::to_string(workers);
    Contest contest;
    contest.ours("rondo", "rondo stream-" + number);
    contest.go("stream", workers);
    contest.ours("asio", "asio stream-" + number);
    contest.ours("threads", "threads stream");
    contest.run(rounds);
    Lines(contest, into,
          "stream through 1024 places, an item, " + number + (workers == 1 ? " worker" : " workers"), "item")
        .beside("go", workers == 1 ? goOne : goTwo, 0.5)
        .beside("asio", workers == 1 ? asioOne : asioTwo)
        .beside("threads", threadsName);
}

} // namespace

void measureTaskHops(std::vector<Comparison>& into) {
    if (!std::filesystem::exists(std::filesystem::read_symlink("/proc/self/exe").parent_path() /
                                 "task_contest_go"))
        std::printf("\nGo's lines are left out: no go was found when this was configured; install the package "
                    "golang-go and configure again.\n");
    hopsOn(1, 0.4, into);
    hopsOn(2, 1, into);
    Contest pinned;
    pinned.ours("rondo", "rondo hop-pinned");
    pinned.go("hop-pinned", 2);
    pinned.ours("threads", "threads hop");
    pinned.run(rounds);
    Lines(pinned, into, "channel ping-pong, a hop, tasks pinned to 2 workers", "hop", "us", 1e-3)
        .beside("go", "Go, goroutines locked to threads")
        .beside("threads", threadsName);
}

void measureTaskStreams(std::vector<Comparison>& into) {
    streamOn(1, into);
    streamOn(2, into);
}

void measureTaskSpawns(std::vector<Comparison>& into) {
    Contest contest;
    contest.ours("rondo", "rondo spawn");
    contest.go("spawn", 1);
    contest.ours("asio", "asio spawn");
    contest.ours("threads", "threads spawn");
    contest.run(rounds);
    Lines(contest, into, "spawn + join of an empty task, 1 worker", "each")
        .within(100)
        .beside("go", goOne)
        .beside("asio", "Asio co_spawn")
        .beside("threads", "std::thread");
    Lines(contest, into, "the same, 100 at a time", "batched").beside("go", "Go, WaitGroup");
}

void measureTaskCalls(std::vector<Comparison>& into) {
    Contest contest;
    for (const char* who : {"rondo", "asio"}) {
        contest.ours(who, who + std::string(" call"));
        contest.ours(who + std::string(" chain"), who + std::string(" chain"));
    }
    contest.run(rounds);
    Lines(contest, into, "await of a call that does not wait", "each").beside("asio", "asio::awaitable");
    into.push_back(shown("10^6 awaits in each other, each", contest.of("rondo chain/each"),
                         contest.of("asio chain/each"), "ns", "asio::awaitable"));
    into.push_back(limit("10^6 awaits in each other, stack beside one's", contest.of("rondo chain/stack"), 4096,
                         "bytes", 1, "the limit"));
}

void measureTaskCrowds(std::vector<Comparison>& into) {
    Contest contest;
    contest.ours("rondo", "rondo blocked");
    contest.go("blocked", 2);
    contest.ours("asio", "asio blocked");
    contest.ours("threads", "threads blocked");
    contest.run(3);
    const auto add = [&](const char* name, const char* figure, const char* unit, double bound) {
        Lines(contest, into, name, figure, unit)
            .within(bound)
            .beside("go", goTwo)
            .beside("asio", "Asio co_spawn, channel")
            .beside("threads", "std::thread, 5000 of them");
    };
    add("10^6 tasks blocked on a channel, each, memory beside its locals", "bytes", "bytes", 300);
    add("10^6 tasks blocked on a channel, each, to make and block it", "create", "ns", 200);
    into.push_back(shown("10^6 tasks blocked on a channel, each, to make and block it",
                         contest.of("rondo/create"), contest.of("rondo/touch"), "ns",
                         "the floor: to touch as much fresh memory"));
    into.push_back(
        limit("the same in a pool that has the memory", contest.of("rondo/again"), 200, "ns", 1, "the limit"));
    add("10^6 tasks blocked on a channel, each, to wake and end it", "wake", "ns", 150);
}

void measureTaskSeats(std::vector<Comparison>& into) {
    Contest contest;
    contest.ours("rondo", "rondo seat");
    contest.ours("fibers", "fibers switch");
    contest.ours("threads", "threads hop");
    contest.ours("waiting", "rondo blocked");
    contest.ours("crowd", "fibers blocked");
    contest.run(3);
    const double seat = contest.of("rondo/each") / 1000;
    into.push_back(shown("a plain function blocks: seat left and taken back", seat,
                         contest.of("fibers/each") / 1000, "us", "Boost.Context fiber, there and back"));
    into.push_back(shown("a plain function blocks: seat left and taken back", seat,
                         2 * contest.of("threads/hop") / 1000, "us",
                         std::string("there and back, ") + threadsName));
    into.push_back(shown("memory of one that waits", contest.of("waiting/bytes"), contest.of("crowd/bytes"),
                         "bytes", "Boost.Context fiber, 64 KiB stack, touched part"));
}

void measureTaskIdle(std::vector<Comparison>& into) {
    Contest contest;
    contest.ours("rondo", "rondo idle");
    contest.run(1);
    Lines(contest, into, "idle pool of 2 workers", "percent", "% core").within(0.1);
}

} // namespace rondo::bench
