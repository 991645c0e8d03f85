// SPDX-License-Identifier: MIT
//
// Tasks of one or two pools, plain functions that block in them, and threads send and receive through two
// channels in every way there is, and are cancelled at random: each item that a sender was told is through
// arrives once and in its sender's order, each other one stays the sender's, nothing hangs, and the pools end.
#include <array>
#include <atomic>
#include <cstdint>
#include <doctest/doctest.h>
#include <functional>
#include <optional>
#include <rondo/task/channel.h>
#include <rondo/task/pool.h>
#include <rondo/task/root_task.h>
#include <rondo/task/select.h>
#include <rondo/task/spawn.h>
#include <rondo/task/task_cancelled.h>
#include <rondo/task/yield.h>
#include <support/counted_item.h>
#include <support/stress.h>
#include <thread>
#include <utility>
#include <vector>

using namespace rondo;
using namespace rondo::task;
using concurrency::ChannelResult;
using concurrency::Deadline;
using test::Crew;
using test::Stress;
using Item = test::CountedItem;
using Random = Stress::Random;

namespace {

constexpr int perSender = 300;
constexpr int mostSenders = 8;

std::chrono::microseconds shortTime(Random& random) { return std::chrono::microseconds(random() % 100); }

/// What has become of each item.
struct Ledger {
    std::atomic<int> alive{0};
    std::array<std::atomic<int>, std::size_t{perSender} * mostSenders> told{}, seen{};
    std::atomic<std::uint64_t> wrong{0};
    std::atomic<std::uint64_t> deadlocks{0};
};

struct Senders {
    std::array<ChannelSender<Item>, 2> ends;
};
struct Receivers {
    std::array<ChannelReceiver<Item>, 2> ends;
};

class Sending {
public:
    Sending(Senders to, int who, bool patient, Random random, Ledger& ledger)
        : to_(std::move(to)), who_(who), patient_(patient), random_(random), ledger_(&ledger) {}

    Task<> asTask() {
        const auto most = random_() % perSender;
        for (std::uint64_t number = 0; number < most; ++number) {
            const int name = who_ * perSender + static_cast<int>(number);
            auto& end = to_.ends[random_() % 2];
            Item item(ledger_->alive, name);
            ChannelResult result = ChannelResult::full;
            switch (random_() % 6) {
            case 0: {
                const auto limit = shortTime(random_);
                result = co_await end.send(std::move(item), limit);
                note(name, result);
                continue;
            }
            case 1:
                result = end.sendWait(item, deadline());
                break;
            case 2:
                note(name, end.trySend(item), item);
                co_await yield();
                continue;
            case 3: {
                const auto limit = shortTime(random_);
                const auto selected =
                    co_await select(limit, to_.ends[0].sending(item), to_.ends[1].sending(item));
                result = selected.result;
                break;
            }
            default:
                if (!patient_)
                    continue;
                result = co_await end.send(std::move(item));
                note(name, result);
                continue;
            }
            note(name, result, item);
        }
    }
    void asThread() {
        const auto most = random_() % perSender;
        for (std::uint64_t number = 0; number < most; ++number) {
            const int name = who_ * perSender + static_cast<int>(number);
            auto& end = to_.ends[random_() % 2];
            Item item(ledger_->alive, name);
            const auto result = random_() % 2 == 0 ? end.trySend(item) : end.sendWait(item, deadline());
            note(name, result, item);
        }
        to_.ends[0].close();
        to_.ends[1].close();
    }

private:
    Deadline deadline() {
        return patient_ && random_() % 2 == 0 ? Deadline::never() : Deadline::in(shortTime(random_));
    }
    void note(int name, ChannelResult result) {
        if (result)
            ++ledger_->told[static_cast<std::size_t>(name)];
    }
    /// What was not taken is still the caller's.
    void note(int name, ChannelResult result, const Item& item) {
        note(name, result);
        if (item.number() != (result ? Item::gone : name))
            ++ledger_->wrong;
    }

    Senders to_;
    int who_;
    bool patient_;
    Random random_;
    Ledger* ledger_;
};

class Receiving {
public:
    Receiving(Receivers from, bool patient, std::uint64_t most, Random random, Ledger& ledger)
        : from_(std::move(from)), patient_(patient), most_(most), random_(random), ledger_(&ledger) {
        last_.fill(-1);
    }

    Task<> asTask() {
        while (goesOn()) {
            const auto which = choose();
            auto& end = from_.ends[which];
            std::optional<Item> item, other;
            switch (random_() % 6) {
            case 0: {
                const auto limit = shortTime(random_);
                const auto result = co_await end.receive(item, limit);
                note(which, result, item);
                break;
            }
            case 1: {
                const auto result = end.receiveWait(item, deadline());
                note(which, result, item);
                break;
            }
            case 2: {
                const auto result = end.tryReceive(item);
                note(which, result, item);
                co_await yield();
                break;
            }
            case 3: {
                if (over_[0] || over_[1])
                    continue;
                const auto limit = shortTime(random_);
                const auto selected =
                    co_await select(limit, from_.ends[0].receiving(item), from_.ends[1].receiving(other));
                if (selected.index < 2)
                    note(selected.index, selected.result, selected.index == 0 ? item : other);
                break;
            }
            default:
                if (!patient_)
                    continue;
                item = co_await end.receive();
                note(which, item ? ChannelResult::done : ChannelResult::closed, item);
            }
        }
    }
    void asThread() {
        while (goesOn()) {
            const auto which = choose();
            auto& end = from_.ends[which];
            std::optional<Item> item;
            const auto result = random_() % 2 == 0 ? end.tryReceive(item) : end.receiveWait(item, deadline());
            note(which, result, item);
        }
        from_.ends[0].close();
        from_.ends[1].close();
    }
    /// Takes all that one channel ever gives; so nobody else need come to it.
    void drain(std::size_t which) {
        from_.ends[1 - which].close();
        std::optional<Item> item;
        while (const auto result = from_.ends[which].receiveWait(item))
            note(which, result, item);
        from_.ends[which].close();
    }

private:
    bool goesOn() const { return count_ < most_ && !(over_[0] && over_[1]); }
    std::size_t choose() {
        const auto which = static_cast<std::size_t>(random_() % 2);
        return over_[which] ? 1 - which : which;
    }
    Deadline deadline() {
        return patient_ && random_() % 2 == 0 ? Deadline::never() : Deadline::in(shortTime(random_));
    }
    void note(std::size_t which, ChannelResult result, const std::optional<Item>& item) {
        over_[which] = over_[which] || result == ChannelResult::closed;
        if (static_cast<bool>(result) != item.has_value())
            ++ledger_->wrong;
        if (!item)
            return;
        ++count_;
        const auto name = static_cast<std::size_t>(item->number());
        auto& last = last_[which * mostSenders + name / perSender];
        if (item->number() <= last)
            ++ledger_->wrong;
        last = item->number();
        ++ledger_->seen[name];
    }

    Receivers from_;
    bool patient_;
    std::uint64_t most_;
    Random random_;
    Ledger* ledger_;
    std::uint64_t count_ = 0;
    std::array<bool, 2> over_{};
    std::array<int, std::size_t{2} * mostSenders> last_{}; ///< of each channel and sender
};

using Work = std::function<Task<>()>;

/// Runs all as children, and cancels some of them.
Task<> runAll(std::vector<Work> works, Random random) {
    std::vector<Child<>> children;
    for (auto& work : works)
        children.push_back(spawn(std::move(work)));
    for (auto& child : children) {
        if (random() % 3 != 0)
            continue;
        for (auto turns = random() % 30; turns > 0; --turns)
            co_await yield();
        child.cancel();
    }
    for (auto& child : children)
        static_cast<void>(co_await child.outcome());
}

class Round {
public:
    Round(Random random, bool drained) : random_(random), drained_(drained) {
        auto first = makeChannel<Item>(random_() % 4 == 0 ? 0 : random_() % 20);
        auto second = makeChannel<Item>(random_() % 4 == 0 ? 0 : random_() % 20);
        to_.emplace(Senders{{std::move(first.sender), std::move(second.sender)}});
        from_.emplace(Receivers{{std::move(first.receiver), std::move(second.receiver)}});
    }

    void play() {
        std::vector<std::unique_ptr<Pool>> pools;
        for (auto count = 1 + random_() % 2; count > 0; --count)
            pools.push_back(std::make_unique<Pool>(
                PoolOptions{.workers = 1 + static_cast<std::uint32_t>(random_() % 3),
                            .onStall = [](const StallReport&) {},
                            .onDeadlock = [this](const DeadlockReport&) { ++ledger.deadlocks; }}));
        std::vector<std::vector<Work>> works(pools.size());
        Crew crew;
        addSenders(works, crew);
        addReceivers(works, crew);
        to_.reset();
        from_.reset();
        std::vector<RootTask<>> roots;
        crew.start();
        for (std::size_t pool = 0; pool < pools.size(); ++pool)
            roots.push_back(
                start(*pools[pool], [all = std::move(works[pool]), numbers = Random(random_())]() mutable {
                    return runAll(std::move(all), numbers);
                }));
        if (random_() % 3 == 0) {
            for (auto turns = random_() % 100; turns > 0; --turns)
                std::this_thread::yield();
            roots[0].cancel();
        }
        for (auto& root : roots)
            root.wait();
        crew.join();
        roots.clear();
        for (auto& pool : pools) {
            const auto report = pool->close(Deadline::in(std::chrono::seconds(60)));
            CHECK_MESSAGE(report.complete, report.text());
        }
    }

    void check() const {
        std::uint64_t twice = 0, untold = 0, lost = 0;
        for (std::size_t item = 0; item < ledger.told.size(); ++item) {
            twice += ledger.seen[item] > 1 || ledger.told[item] > 1;
            untold += ledger.seen[item] > ledger.told[item];
            lost += drained_ && ledger.told[item] > ledger.seen[item];
        }
        CHECK(twice == 0);
        CHECK(untold == 0); // arrived, and its sender was not told
        CHECK(lost == 0);
        CHECK(ledger.alive == 0);
        CHECK(ledger.wrong == 0);
        CHECK(ledger.deadlocks == 0);
    }

    Ledger ledger;

private:
    void addSenders(std::vector<std::vector<Work>>& works, Crew& crew) {
        const int senders = 1 + static_cast<int>(random_() % mostSenders);
        for (int who = 0; who < senders; ++who) {
            auto sending = std::make_shared<Sending>(*to_, who, drained_, Random(random_()), ledger);
            if (random_() % 4 == 0)
                crew.add([sending = std::exchange(sending, nullptr)] { sending->asThread(); });
            else
                works[random_() % works.size()].push_back(
                    [sending = std::exchange(sending, nullptr)] { return sending->asTask(); });
        }
    }
    void addReceivers(std::vector<std::vector<Work>>& works, Crew& crew) {
        const auto endless = ~std::uint64_t{0};
        for (auto count = random_() % 5; count > 0; --count) {
            const auto most = random_() % 2 == 0 ? endless : random_() % perSender;
            auto receiving = std::make_shared<Receiving>(*from_, drained_, most, Random(random_()), ledger);
            if (random_() % 4 == 0)
                crew.add([receiving = std::exchange(receiving, nullptr)] { receiving->asThread(); });
            else
                works[random_() % works.size()].push_back(
                    [receiving = std::exchange(receiving, nullptr)] { return receiving->asTask(); });
        }
        for (std::size_t which = 0; drained_ && which < 2; ++which)
            crew.add([which, receiving = std::make_shared<Receiving>(*from_, true, endless, Random(random_()),
                                                                     ledger)] { receiving->drain(which); });
    }

    Random random_;
    const bool drained_;
    std::optional<Senders> to_;
    std::optional<Receivers> from_;
};

void playUntilTheEnd(bool drained) {
    Stress stress;
    std::uint64_t arrived = 0;
    while (stress.goesOn()) {
        Round round(stress.random(), drained);
        round.play();
        round.check();
        for (const auto& seen : round.ledger.seen)
            arrived += static_cast<std::uint64_t>(seen.load());
    }
    MESSAGE(arrived, " items arrived");
    CHECK(arrived > 0);
}

} // namespace

TEST_CASE("task channels: what its sender was told is through arrives once, whoever is cancelled") {
    playUntilTheEnd(true);
}

TEST_CASE("task channels: with receivers that leave early, no item is seen twice or outlives its channel") {
    playUntilTheEnd(false);
}
