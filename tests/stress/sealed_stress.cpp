// SPDX-License-Identifier: MIT
#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <doctest/doctest.h>
#include <memory>
#include <rondo/concurrency/sealed_pool.h>
#include <rondo/concurrency/sealed_queues.h>
#include <support/stress.h>
#include <thread>
#include <utility>
#include <vector>

using namespace rondo;
using namespace rondo::concurrency;
using test::Crew;
using test::Stress;

namespace {

/// Two halves that must agree while anybody looks, and a count of those alive.
struct Object {
    Object(std::atomic<int>& count, std::uint64_t number) : alive(&count), first(number), second(~number) {
        ++*alive;
    }
    Object(Object&& other) noexcept
        : alive(std::exchange(other.alive, nullptr)), first(other.first), second(other.second) {}
    ~Object() {
        first = second = 0;
        if (alive != nullptr)
            --*alive;
    }
    bool whole() const { return first == ~second; }
    std::atomic<int>* alive;
    std::uint64_t first, second;
};

template <class T>
Sealed<T> damaged(const Sealed<T>& handle, Stress::Random& random) {
    auto raw = std::bit_cast<std::array<std::uint64_t, 2>>(handle);
    raw[random() % 2] ^= std::uint64_t{1} << random() % 64;
    return std::bit_cast<Sealed<T>>(raw);
}

/// Passes handles on and orders nothing, so that the key must.
class Board {
public:
    void store(const Sealed<Object>& handle) {
        const auto raw = std::bit_cast<std::array<std::uint64_t, 2>>(handle);
        key_.store(raw[0], std::memory_order_relaxed);
        bits_.store(raw[1], std::memory_order_relaxed);
    }
    Sealed<Object> load() const {
        return std::bit_cast<Sealed<Object>>(
            std::array{key_.load(std::memory_order_relaxed), bits_.load(std::memory_order_relaxed)});
    }

private:
    std::atomic<std::uint64_t> key_{0}, bits_{0};
};

} // namespace

TEST_CASE("many open, revoke, take and forge at once: an object is whole while it is open, and ends once") {
    Stress stress;
    while (stress.goesOn()) {
        std::atomic<int> alive{0};
        std::atomic<std::uint64_t> won{0}, sealed{0}, wrong{0};
        {
            SealingKey<Object> key("objects", 4);
            std::array<Board, 2> board;
            Crew crew;
            crew.add([&, random = stress.random()]() mutable {
                for (std::uint64_t number = 1; number < 2000; ++number)
                    if (auto handle = key.seal(Object(alive, number))) {
                        ++sealed;
                        board[random() % board.size()].store(*handle);
                    }
            });
            std::vector<Stress::Random> randoms;
            for (int thread = 0; thread < 3; ++thread)
                randoms.push_back(stress.random());
            crew.add(3, [&](int index) {
                auto& random = randoms[static_cast<std::size_t>(index)];
                for (int turn = 0; turn < 3000; ++turn) {
                    const auto handle = board[random() % board.size()].load();
                    switch (random() % 4) {
                    case 0:
                        won += key.tryRevoke(handle) == SealRefusal::none ? 1 : 0;
                        break;
                    case 1:
                        if (auto taken = key.tryTake(handle)) {
                            ++won;
                            wrong += taken->whole() ? 0 : 1;
                        }
                        break;
                    case 2:
                        wrong += key.tryOpen(damaged(handle, random)) ? 1 : 0;
                        break;
                    default:
                        if (const auto opened = key.tryOpen(handle)) {
                            wrong += opened->whole() ? 0 : 1;
                            if (random() % 4 == 0)
                                std::this_thread::yield();
                            wrong += opened->whole() ? 0 : 1;
                        }
                    }
                }
            });
            crew.start();
            crew.join();
            CHECK(key.statistics().live == sealed - won);
            CHECK(alive == static_cast<int>(sealed - won));
        }
        CHECK(wrong == 0);
        CHECK(alive == 0);
    }
}

TEST_CASE("sealed queues are destroyed under senders and receivers: everybody is answered, nothing is left") {
    Stress stress;
    while (stress.goesOn()) {
        std::atomic<int> alive{0};
        SealedQueues<std::unique_ptr<Object>> queues("queues", 1);
        for (int round = 0; round < 20; ++round) {
            const auto handle = queues.make(2).value();
            Crew crew;
            crew.add(2, [&](int) {
                while (queues.send(handle, std::make_unique<Object>(alive, 1), Deadline::never()))
                    ;
            });
            crew.add(2, [&](int) {
                while (queues.receive(handle, Deadline::never()))
                    ;
            });
            crew.add([&, turns = stress.random()() % 200] {
                for (std::uint64_t turn = 0; turn < turns; ++turn)
                    std::this_thread::yield();
                CHECK(queues.destroy(handle));
            });
            crew.start();
            crew.join();
            REQUIRE(alive == 0);
            REQUIRE(queues.statistics().live == 0);
        }
    }
}

TEST_CASE("a pool closes under posters: every job has run or was dropped, once") {
    Stress stress;
    while (stress.goesOn()) {
        std::atomic<int> alive{0};
        std::atomic<std::uint64_t> ran{0}, posted{0}, kept{0};
        const auto sealer = std::make_shared<WorkSealer>("sealer", 8);
        SealedPoolStatistics end;
        {
            SealedPool pool({.workers = 2, .capacity = 4});
            const auto leftovers = stress.random()() % 2 == 0 ? Leftovers::run : Leftovers::drop;
            Crew crew;
            crew.add(3, [&](int) {
                for (;;) {
                    const auto job =
                        sealer->seal([&ran, object = Object(alive, 1)] { ran += object.whole() ? 1 : 0; });
                    if (!job) {
                        std::this_thread::yield(); // all places are taken by jobs that wait or run
                        continue;
                    }
                    if (!pool.post(sealer, *job, Deadline::never())) {
                        kept += sealer->drop(*job) ? 1 : 0;
                        return;
                    }
                    ++posted;
                }
            });
            crew.add([&, turns = stress.random()() % 500] {
                for (std::uint64_t turn = 0; turn < turns; ++turn)
                    std::this_thread::yield();
                pool.close(leftovers);
            });
            crew.start();
            crew.join();
            end = pool.statistics();
        }
        CHECK(end.run == ran);
        CHECK(end.run + end.dropped == posted);
        CHECK(end.unusable == 0);
        CHECK(kept == 3);
        CHECK(alive == 0);
        CHECK(sealer->statistics().live == 0);
    }
}
