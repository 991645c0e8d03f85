// SPDX-License-Identifier: MIT
//
// One sender, one receiver, one of them inside callbacks that the realtime guard watches.
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <doctest/doctest.h>
#include <memory>
#include <mutex>
#include <optional>
#include <rondo/base/clock.h>
#include <rondo/concurrency/exchange.h>
#include <rondo/concurrency/executor.h>
#include <rondo/concurrency/latest_value.h>
#include <rondo/concurrency/lossy_channel.h>
#include <rondo/concurrency/realtime_guard.h>
#include <rondo/concurrency/spsc_channel.h>
#include <support/counted_item.h>
#include <support/sleepy_thread.h>
#include <thread>
#include <vector>

using namespace rondo;
using namespace std::chrono_literals;
using concurrency::ChannelResult;
using concurrency::Deadline;
using concurrency::Executor;
using concurrency::RealtimeGuard;
using test::CountedItem;
using test::SleepyThread;

namespace {

constexpr int most = 5;
constexpr auto longTime = 1h;
enum class Way { whole, attempt, timed, loop };
constexpr Way ways[] = {Way::whole, Way::attempt, Way::timed, Way::loop};
constexpr std::uint64_t frames = 64;

/// A channel with items 0 to n - 1 inside.
struct Filled {
    explicit Filled(int count) : ends(concurrency::makeSpscChannel<CountedItem>(8)) {
        for (int number = 0; number < count; ++number)
            REQUIRE(ends.sender.trySend(CountedItem(alive, number)));
    }
    void fill() {
        while (ends.sender.trySend(CountedItem(alive, 0)))
            ;
    }
    std::atomic<int> alive{0};
    concurrency::SpscChannel<CountedItem> ends;
};

/// Receives in one way until the channel says otherwise.
ChannelResult receiveAll(concurrency::SpscReceiver<CountedItem>& receiver, Way way, std::vector<int>& numbers) {
    if (way == Way::loop) {
        for (const CountedItem& item : receiver)
            numbers.push_back(item.number());
        return receiver.tryReceive().error();
    }
    for (;;) {
        auto got = way == Way::whole     ? receiver.receive(Deadline::never())
                   : way == Way::attempt ? receiver.tryReceive()
                                         : receiver.receive(Deadline::in(longTime));
        if (!got)
            return got.error();
        numbers.push_back(got->number());
    }
}

ChannelResult sendOnce(concurrency::SpscSender<CountedItem>& sender, Way way, CountedItem& item) {
    if (way == Way::attempt)
        return sender.trySend(std::move(item));
    return sender.send(std::move(item), way == Way::timed ? Deadline::in(longTime) : Deadline::never());
}

std::vector<int> upTo(int count) {
    std::vector<int> numbers;
    for (int number = 0; number < count; ++number)
        numbers.push_back(number);
    return numbers;
}

/// Runs `inBlock(block number)` in one callback after the other, on a thread of its own, until it returns
/// false.
template <class InBlock>
std::thread audioThread(concurrency::Driver& driver, InBlock inBlock) {
    return std::thread([&driver, inBlock = std::move(inBlock)]() mutable {
        for (std::uint64_t number = 0;; ++number) {
            const auto block = driver.enter();
            if (block && !inBlock(number))
                return;
        }
    });
}

} // namespace

TEST_CASE("004.2 spsc, the sender dropped: what is queued comes first, in order, then closed, for ever") {
    for (const int queued : {0, 1, most})
        for (const Way way : ways) {
            CAPTURE(queued);
            CAPTURE(static_cast<int>(way));
            Filled channel(queued);
            channel.ends.sender = {};
            std::vector<int> numbers;
            CHECK(receiveAll(channel.ends.receiver, way, numbers) == ChannelResult::closed);
            CHECK(numbers == upTo(queued));
            CHECK(channel.ends.receiver.tryReceive().error() == ChannelResult::closed);
            CHECK(channel.ends.receiver.receive(Deadline::never()).error() == ChannelResult::closed);
            CHECK(channel.alive == 0);
        }
}

TEST_CASE(
    "004.2 spsc, the receiver dropped: what is queued is destroyed at once, a value sent later comes back") {
    for (const int queued : {0, 1, most})
        for (const Way way : {Way::whole, Way::attempt, Way::timed}) {
            CAPTURE(queued);
            Filled channel(queued);
            channel.ends.receiver = {};
            CHECK(channel.alive == 0);
            CHECK(channel.ends.sender.closed());
            {
                CountedItem item(channel.alive, 42);
                CHECK(sendOnce(channel.ends.sender, way, item) == ChannelResult::closed);
                CHECK(item.number() == 42);
            }
            CHECK(channel.alive == 0);
        }
}

TEST_CASE("004.2 spsc, both dropped: every value is destroyed once, whichever end goes first") {
    for (const int queued : {0, 1, most})
        for (const bool senderFirst : {true, false}) {
            Filled channel(queued);
            if (senderFirst)
                channel.ends.sender = {};
            channel.ends.receiver = {};
            channel.ends.sender = {};
            CHECK(channel.alive == 0);
        }
}

TEST_CASE("004.2 spsc, the sender dropped while the receiver is blocked: it wakes with closed") {
    for (const int queued : {0, 1, most})
        for (const Way way : {Way::whole, Way::timed, Way::loop}) {
            CAPTURE(static_cast<int>(way));
            Filled channel(queued);
            std::vector<int> numbers;
            std::optional<ChannelResult> end;
            SleepyThread receiver([&] { end = receiveAll(channel.ends.receiver, way, numbers); });
            REQUIRE(receiver.comesToSleep());
            channel.ends.sender = {};
            receiver.join();
            CHECK(end == ChannelResult(ChannelResult::closed));
            CHECK(numbers == upTo(queued));
            CHECK(channel.alive == 0);
        }
}

TEST_CASE("004.2 spsc, the receiver dropped while the sender is blocked: it wakes with closed and its value") {
    for (const Way way : {Way::whole, Way::timed}) {
        Filled channel(0);
        channel.fill();
        std::optional<ChannelResult> end;
        int number = 0;
        SleepyThread sender([&] {
            CountedItem item(channel.alive, 42);
            end = sendOnce(channel.ends.sender, way, item);
            number = item.number();
        });
        REQUIRE(sender.comesToSleep());
        channel.ends.receiver = {};
        sender.join();
        CHECK(end == ChannelResult(ChannelResult::closed));
        CHECK(number == 42);
        CHECK(channel.alive == 0);
    }
}

TEST_CASE("004.4 a million parameter updates reach the audio thread in order, drained at each block's start") {
    struct Update {
        std::uint32_t parameter;
        std::uint32_t number;
    };
    constexpr std::uint32_t total = 1'000'000;
    constexpr std::uint32_t parameters = 8;
    const auto callsBefore = RealtimeGuard::counts().calls();
    Executor executor({.name = "004.4"});
    auto driver = executor.adopt();
    auto [sender, receiver] = concurrency::makeSpscChannel<Update>(1024);
    std::array<std::uint32_t, parameters> heard{};
    std::uint32_t next = 0;
    std::uint32_t wrong = 0;
    concurrency::Histogram drains;
    std::thread audio = audioThread(driver, [&, receiver = std::move(receiver)](std::uint64_t) mutable {
        const bool last = receiver.closed(); // before the drain: what was sent before is then inside
        const auto begin = base::monotonicNanoseconds();
        std::size_t taken = 0;
        for (const Update& update : receiver.drain()) {
            heard[update.parameter] = update.number;
            wrong += update.number != next++ || ++taken > receiver.capacity() ? 1U : 0U;
        }
        if (taken != 0)
            drains.record(std::chrono::nanoseconds(base::monotonicNanoseconds() - begin));
        return !last;
    });
    for (std::uint32_t number = 0; number < total;)
        if (sender.trySend({number % parameters, number}))
            ++number;
        else
            std::this_thread::yield();
    sender.close();
    audio.join();
    CHECK(wrong == 0);
    CHECK(next == total);
    for (std::uint32_t parameter = 0; parameter < parameters; ++parameter)
        CHECK(heard[parameter] == total - parameters + parameter);
    CHECK(sender.statistics().received == total);
    CHECK(RealtimeGuard::counts().calls() == callsBefore);
    MESSAGE("99.99 % of the drains took at most ", drains.counts().quantile(0.9999).count(),
            " ns, half of them ", drains.counts().quantile(0.5).count(), " ns");
}

TEST_CASE("004.6 meters: a slow reader loses old readings, counted, and the audio thread never waits") {
    struct Reading {
        std::uint64_t frame;
        float peak;
    };
    constexpr std::uint64_t blocks = 200'000;
    const auto callsBefore = RealtimeGuard::counts().calls();
    Executor executor({.name = "004.6"});
    auto driver = executor.adopt();
    auto [trace, traced] = concurrency::makeLossyChannel<Reading>(64);
    auto [level, shown] = concurrency::makeLatestValue(Reading{});
    std::thread audio =
        audioThread(driver, [trace = std::move(trace), level = std::move(level)](std::uint64_t number) mutable {
            const Reading reading{(number + 1) * frames, 0.5f};
            trace.send(reading);
            level.write(reading);
            return number + 1 < blocks;
        });
    std::uint64_t wrong = 0;
    std::uint64_t received = 0;
    std::uint64_t lastLevel = 0;
    std::uint64_t levels = 0;
    std::uint64_t lastReading = 0;
    for (const Reading& reading : traced) {
        wrong += reading.frame != traced.sequence() * frames || reading.frame <= lastReading;
        wrong += traced.sequence() != ++received + traced.lost();
        lastReading = reading.frame;
        Reading newest{};
        if (shown.tryReadNew(newest)) {
            wrong += newest.frame != shown.sequence() * frames || newest.frame <= lastLevel;
            wrong += shown.sequence() != ++levels + shown.missed();
            lastLevel = newest.frame;
        }
        std::this_thread::yield(); // slower than the callbacks
    }
    audio.join();
    Reading last{};
    levels += shown.tryReadNew(last) ? 1U : 0U;
    CHECK(wrong == 0);
    CHECK(lastReading == blocks * frames);
    CHECK(shown.read().frame == blocks * frames);
    const auto seen = traced.statistics();
    CHECK(seen.sent == blocks);
    CHECK(seen.received == received);
    CHECK(seen.lost == blocks - received);
    CHECK(shown.statistics().lost == blocks - levels);
    CHECK(RealtimeGuard::counts().calls() == callsBefore);
}

namespace {

/// Something whose end is work that no callback may do; it says on which thread it ended.
class Graph final : public concurrency::Retirable {
public:
    struct Ends {
        std::mutex mutex;
        std::vector<std::thread::id> threads;
        bool within(std::thread::id audio) {
            const std::scoped_lock guard(mutex);
            return std::ranges::find(threads, audio) != threads.end();
        }
        std::size_t count() {
            const std::scoped_lock guard(mutex);
            return threads.size();
        }
    };
    explicit Graph(Ends& ends) : ends_(ends), nodes_(10'000) {}
    ~Graph() override {
        const std::scoped_lock guard(ends_.mutex);
        ends_.threads.push_back(std::this_thread::get_id());
    }

private:
    Ends& ends_;
    std::vector<int> nodes_;
};

} // namespace

TEST_CASE("004.7 replaced objects travel back and end elsewhere, also when who collects them left first") {
    constexpr int total = 600;
    const auto callsBefore = RealtimeGuard::counts().calls();
    for (const bool janitorLeaves : {false, true}) {
        CAPTURE(janitorLeaves);
        Graph::Ends ends;
        std::thread::id audioId;
        concurrency::Reclaimer reclaimer; // where the audio thread leaves what the janitor does not take
        {
            Executor executor({.name = "004.7"});
            auto driver = executor.adopt();
            auto [there, arriving] = concurrency::makeSpscChannel<std::unique_ptr<Graph>>(4);
            auto [back, returning] = concurrency::makeSpscChannel<std::unique_ptr<Graph>>(4);
            std::unique_ptr<Graph> current;
            std::thread audio = audioThread(driver, [&, &back = back, &arriving = arriving](std::uint64_t) {
                const bool last = arriving.closed();
                for (auto& graph : arriving.drain()) {
                    std::swap(current, graph);
                    if (graph && !back.trySend(std::move(graph)))
                        reclaimer.retire(graph.release());
                }
                return !last;
            });
            audioId = audio.get_id();
            std::thread janitor([&, returning = std::move(returning)]() mutable {
                int seen = 0;
                for (auto& old : returning) {
                    old.reset();
                    if (janitorLeaves && ++seen == total / 4)
                        return; // with the receiver, and what is inside
                }
            });
            for (int number = 0; number < total; ++number)
                CHECK(there.send(std::make_unique<Graph>(ends), Deadline::never()));
            there.close();
            audio.join();
            back.close();
            janitor.join();
            CHECK(back.statistics().sent + reclaimer.retired() == total - 1);
        }
        reclaimer.collect();
        CHECK(ends.count() == total);
        CHECK_FALSE(ends.within(audioId));
        if (janitorLeaves)
            CHECK(reclaimer.retired() > 0);
    }
    CHECK(RealtimeGuard::counts().calls() == callsBefore);
}

TEST_CASE("004.7 an exchange retires what it replaces, also when the control side left first") {
    Graph::Ends ends;
    std::thread::id audioId;
    auto reclaimer = std::make_shared<concurrency::Reclaimer>();
    {
        Executor executor({.name = "004.7 exchange"});
        auto driver = executor.adopt();
        auto [writer, reader] = concurrency::makeExchange<Graph>(reclaimer);
        std::thread audio = audioThread(driver, [&reader = reader](std::uint64_t) {
            return reader.tryAdoptNew() != ChannelResult::closed;
        });
        audioId = audio.get_id();
        for (int number = 0; number < 600; ++number) {
            CHECK(writer.publish(std::make_unique<Graph>(ends)));
            while (number % 4 == 0 && !writer.adopted())
                std::this_thread::yield();
        }
        writer = {};
        audio.join();
        CHECK(reader.statistics().received + reader.statistics().lost == 600);
        CHECK(reader.statistics().received >= 150);
    }
    reclaimer->collect();
    CHECK(ends.count() == 600);
    CHECK_FALSE(ends.within(audioId));
}
