// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <doctest/doctest.h>
#include <latch>
#include <memory>
#include <random>
#include <rondo/concurrency/driver.h>
#include <rondo/concurrency/executor.h>
#include <rondo/concurrency/sealed_pool.h>
#include <rondo/concurrency/sealed_queues.h>
#include <rondo/concurrency/spsc_channel.h>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

using namespace rondo;
using namespace rondo::concurrency;

namespace {

/// The handle with one of its 128 bits wrong.
template <class T>
Sealed<T> flipped(const Sealed<T>& handle, unsigned bit) {
    auto raw = std::bit_cast<std::array<std::uint64_t, 2>>(handle);
    raw[bit / 64] ^= std::uint64_t{1} << bit % 64;
    return std::bit_cast<Sealed<T>>(raw);
}

/// A constant expression cannot leave an allocation behind; and nothing here needs a key.
constexpr bool narrowingNeedsNoMemory() {
    constexpr Sealed<int> handle;
    return noexcept(handle.narrowed(Rights::send)) && handle.narrowed(Rights::send).rights() == Rights::none;
}

/// What a closure captured: says when and where it ends.
struct Secret {
    struct Log {
        std::atomic<int> ends = 0;
        std::thread::id where;
    };
    Secret(Log& ends, std::string words) : log(&ends), text(std::move(words)) {}
    Secret(Secret&& other) noexcept : log(std::exchange(other.log, nullptr)), text(std::move(other.text)) {}
    ~Secret() {
        if (log != nullptr) {
            log->where = std::this_thread::get_id();
            ++log->ends;
        }
    }
    Log* log;
    std::string text;
};

} // namespace

TEST_CASE(
    "000.2 a receive handle cannot send or destroy; damaged and stale ones are refused; rights only shrink") {
    SealedQueues<int> queues("queues", 1);
    const auto handle = queues.make(16).value();
    REQUIRE(queues.trySend(handle, 1));

    const auto receiver = handle.narrowed(Rights::receive);
    CHECK(queues.trySend(receiver, 2) == SealedResult::notOwner);
    CHECK(queues.close(receiver) == SealedResult::notOwner);
    CHECK(queues.destroy(receiver) == SealedResult::notOwner);
    CHECK(queues.statistics().missingRight == 3);
    CHECK(queues.check(receiver, Rights::send).error().code == base::ErrorCode::notOwner);

    int value = 0;
    for (unsigned bit = 0; bit < 128; ++bit)
        CHECK(queues.tryReceive(flipped(handle, bit), value) == SealedResult::forged);
    CHECK(queues.statistics().forged() == 128);
    CHECK(value == 0);
    CHECK(queues.check(flipped(handle, 64), Rights::none).error().code == base::ErrorCode::forged);

    for (std::uint8_t held = 0; held < 8; ++held)
        for (std::uint8_t kept = 0; kept < 8; ++kept) {
            const auto narrow = handle.narrowed(Rights{held}).narrowed(Rights{kept});
            CHECK(narrow.rights() == (Rights{held} & Rights{kept}));
            CHECK(narrow.id() == handle.id());
        }
    static_assert(narrowingNeedsNoMemory());
    static_assert(!std::is_convertible_v<SealedQueue<int, Rights::receive>, SealedQueue<int>>);
    static_assert(!std::is_convertible_v<SealedQueue<int, Rights::receive>, SealedQueue<int, Rights::send>>);

    CHECK(queues.tryReceive(receiver, value));
    CHECK(value == 1);
    CHECK(queues.destroy(handle));
    CHECK(queues.tryReceive(receiver, value) == SealedResult::forged);
    const auto next = queues.make(16).value(); // in the same place
    CHECK(next.id().slot == handle.id().slot);
    CHECK(queues.trySend(handle, 3) == SealedResult::forged);
    CHECK(queues.occupancy(next) == 0);
}

TEST_CASE("000.2 audio: the callback sends meters, a window only reads them, and after a new session its "
          "handle is stale") {
    SealedQueues<float> queues("meters");
    const auto session = queues.make(64).value();
    const SealedQueue<float, Rights::send> forAudio = session;
    const SealedQueue<float, Rights::receive> forWindow = session;

    Executor executor({.name = "audio"});
    auto driver = executor.adopt();
    std::thread callbacks([&] {
        for (int frame = 0; frame < 64; ++frame)
            if (auto block = driver.enter())
                static_cast<void>(queues.trySend(forAudio, static_cast<float>(frame)));
    });
    callbacks.join();
    float level = -1;
    for (int frame = 0; frame < 64; ++frame) {
        REQUIRE(queues.tryReceive(forWindow, level));
        REQUIRE(level == static_cast<float>(frame));
    }
    // By a fault the window holds a handle with every bit, but whoever gave it left it no right to close.
    CHECK(queues.close(session.narrowed(Rights::receive)) == SealedResult::notOwner);
    CHECK(queues.destroy(session));
    std::thread late([&] { // a callback of the old session
        if (auto block = driver.enter())
            CHECK(queues.trySend(forAudio, 1.0F) == SealedResult::forged);
    });
    late.join();
    CHECK(queues.tryReceive(forWindow, level) == SealedResult::forged);
    CHECK(queues.statistics().stale == 2);
}

TEST_CASE("000.7 the pool that carries a job with a secret sees its id only; what it captured ends once, on "
          "the worker") {
    const auto sealer = std::make_shared<WorkSealer>("client");
    SealedPool pool({.name = "broker"});
    std::latch started(1), go(1);
    std::thread::id worker;
    REQUIRE(pool.tryPost(sealer, sealer
                                     ->seal([&] {
                                         worker = std::this_thread::get_id();
                                         started.count_down();
                                         go.wait();
                                     })
                                     .value()));
    started.wait();

    Secret::Log run, dropped, refused;
    std::string told;
    const auto job = sealer->seal([&told, secret = Secret(run, "the words")] { told = secret.text; }).value();
    REQUIRE(pool.tryPost(sealer, job));
    // All that the broker's side can get at. That it gets at nothing else is in tests/static.
    CHECK(pool.waiting() == std::vector{job.id()});
    static_assert(std::is_same_v<decltype(pool.waiting()), std::vector<SealedId>>);
    static_assert(sizeof(SealedId) == sizeof(std::uint64_t) + 2 * sizeof(std::uint32_t));
    CHECK(!SealingKey<Work>("another party's").tryOpen(job));
    CHECK(run.ends == 0);
    go.count_down();

    std::latch ran(1);
    REQUIRE(pool.post(sealer, sealer->seal([&] { ran.count_down(); }).value(), Deadline::never()));
    ran.wait();
    CHECK(told == "the words");
    CHECK(run.ends == 1);
    CHECK(run.where == worker);

    // Dropped whole: the pool closes with the job still waiting behind one that blocks.
    std::latch blocking(1), unblock(1);
    REQUIRE(pool.tryPost(sealer, sealer
                                     ->seal([&] {
                                         blocking.count_down();
                                         unblock.wait();
                                     })
                                     .value()));
    blocking.wait();
    REQUIRE(pool.tryPost(sealer, sealer->seal([secret = Secret(dropped, "x")] { FAIL("ran"); }).value()));
    std::thread closer([&] { pool.close(Leftovers::drop); });
    while (pool.tryPost(sealer, Sealed<Work>()) != ChannelResult::closed)
        std::this_thread::yield();
    const auto late = sealer->seal([secret = Secret(refused, "y")] { FAIL("ran"); }).value();
    CHECK(pool.post(sealer, late, Deadline::never()) == ChannelResult::closed);
    CHECK(refused.ends == 0); // still its owner's, whole
    unblock.count_down();
    closer.join();
    CHECK(dropped.ends == 1);
    CHECK(dropped.where == worker);
    CHECK(sealer->drop(late));
    CHECK(refused.ends == 1);
    CHECK(sealer->statistics().live == 0);
}

TEST_CASE(
    "000.7 audio: an impulse response is prepared by sealed work, and only its result reaches the callback") {
    using Response = std::vector<float>;
    const auto sealer = std::make_shared<WorkSealer>("reverb");
    auto [sender, receiver] = makeSpscChannel<std::unique_ptr<Response>>(1);
    Secret::Log file;
    {
        SealedPool pool({.name = "disk", .workers = 2});
        const auto job = sealer->seal(
            [&sender, samples = Response{1.0F, 0.5F, 0.25F}, name = Secret(file, "an unreleased hall")] {
                auto response = std::make_unique<Response>(samples);
                std::reverse(response->begin(), response->end());
                static_cast<void>(sender.trySend(std::move(response)));
            });
        REQUIRE(pool.post(sealer, job.value(), Deadline::never()));
        pool.close(Leftovers::run);
    }
    CHECK(file.ends == 1);
    CHECK(file.where != std::this_thread::get_id());

    Executor executor({.name = "audio"});
    auto driver = executor.adopt();
    std::unique_ptr<Response> adopted;
    std::thread callback([&] {
        if (auto block = driver.enter())
            static_cast<void>(receiver.tryReceive(adopted));
    });
    callback.join();
    REQUIRE(adopted != nullptr);
    CHECK(*adopted == Response{0.25F, 0.5F, 1.0F});
}
