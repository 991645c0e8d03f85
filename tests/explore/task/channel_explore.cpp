// SPDX-License-Identifier: MIT
//
// Channels between tasks: the hand-over itself with threads at both ends, then with tasks.
#include <chrono>
#include <explore/task/pieces.h>
#include <optional>
#include <rondo/task/channel.h>
#include <rondo/task/pool.h>
#include <rondo/task/spawn.h>
#include <rondo/task/yield.h>

using namespace explore;
using namespace rondo::task;
using namespace std::chrono_literals;
using Result = rondo::concurrency::ChannelResult;

namespace {
constexpr std::int64_t soon = std::chrono::nanoseconds(1ms).count();

Result send(ChannelSender<Traced>& sender, int value, Deadline deadline = Deadline::never()) {
    Traced item(value);
    return sender.sendWait(item, deadline);
}
} // namespace

TEST_CASE("task channel: an item goes from hand to hand, once and whole") {
    for (std::size_t capacity = 0; capacity <= 1; ++capacity)
        mustHold({}, [capacity] {
            auto [sender, receiver] = makeChannel<Traced>(capacity);
            Thread other([&sender = sender] { check(send(sender, 1) == Result::done, "it is sent"); });
            std::optional<Traced> item;
            check(receiver.receiveWait(item) == Result::done && item->value() == 1, "it arrives");
            other.join();
        });
}

TEST_CASE("task channel: two senders and a receiver of a channel without places: both items arrive") {
    mustHold({.share = 2.0}, [] {
        auto [sender, receiver] = makeChannel<Traced>(0);
        const auto sendOne = [&sender = sender](int value) {
            check(send(sender, value) == Result::done, "it is sent");
        };
        Thread first([&] { sendOne(1); });
        Thread second([&] { sendOne(2); });
        int sum = 0;
        for (int count = 0; count < 2; ++count) {
            std::optional<Traced> item;
            check(receiver.receiveWait(item) == Result::done, "one arrives");
            sum += item->value();
        }
        check(sum == 3, "each of them once");
        first.join();
        second.join();
    });
}

TEST_CASE("task channel: of two receivers each gets one item, and a full channel takes the next one") {
    mustHold({.share = 2.0}, [] {
        auto [sender, receiver] = makeChannel<Traced>(1);
        int got[2] = {};
        const auto receive = [&receiver = receiver, &got](int number) {
            std::optional<Traced> item;
            check(receiver.receiveWait(item) == Result::done, "one arrives");
            got[number] = item->value();
        };
        Thread first([&] { receive(0); });
        Thread second([&] { receive(1); });
        for (int value = 1; value <= 2; ++value)
            check(send(sender, value) == Result::done, "it is sent");
        first.join();
        second.join();
        check(got[0] + got[1] == 3 && got[0] != got[1], "each item is one's");
    });
}

TEST_CASE("task channel: a sender whose time is up has sent its item, or has it still") {
    mustHold({.world = {.longestPoll = soon}, .share = 2.0}, [] {
        auto [sender, receiver] = makeChannel<Traced>(0);
        Result sent = Result::full;
        Thread other([&sender = sender, &sent] {
            sent = send(sender, 1, Deadline::in(100us));
            sender.close();
        });
        std::optional<Traced> item;
        const auto received = receiver.receiveWait(item);
        other.join();
        check(sent == Result::done || sent == Result::timeout, "nothing else ends it");
        check((received == Result::done) == (sent == Result::done), "both say the same");
        check(item.has_value() == (received == Result::done), "there is an item where one is told");
    });
}

TEST_CASE("task channel: a receiver whose time is up has an item, or has left it in the channel") {
    mustHold({.world = {.longestPoll = soon}, .share = 2.0}, [] {
        auto [sender, receiver] = makeChannel<Traced>(1);
        int got = 0;
        Thread hasty([&receiver = receiver, &got] {
            std::optional<Traced> item;
            const auto result = receiver.receiveWait(item, Deadline::in(100us));
            check(item.has_value() == (result == Result::done), "there is an item where one is told");
            got += int{item.has_value()};
        });
        check(send(sender, 1) == Result::done, "there is room");
        hasty.join();
        std::optional<Traced> left;
        got += int{receiver.tryReceive(left) == Result::done};
        check(got == 1, "it is in one pair of hands");
    });
}

TEST_CASE("task channel: the last sender's end meets a receiver: it gets what was sent, then the end") {
    mustHold({}, [] {
        auto [sender, receiver] = makeChannel<Traced>(1);
        Thread other([sender = std::move(sender)]() mutable {
            check(send(sender, 1) == Result::done, "there is room");
            sender.close();
        });
        std::optional<Traced> item;
        check(receiver.receiveWait(item) == Result::done && item->value() == 1, "it arrives first");
        check(receiver.receiveWait(item) == Result::closed && !item, "then the end");
        other.join();
    });
}

TEST_CASE("task channel: the last receiver's end meets a sender: its item is taken, or it hears of the end") {
    for (std::size_t capacity = 0; capacity <= 1; ++capacity)
        mustHold({}, [capacity] {
            auto [sender, receiver] = makeChannel<Traced>(capacity);
            Thread other([receiver = std::move(receiver)]() mutable {
                std::optional<Traced> item;
                static_cast<void>(receiver.tryReceive(item));
                receiver.close();
            });
            Result result = Result::done;
            for (int value = 1; value <= 3 && result == Result::done; ++value)
                result = send(sender, value);
            check(result == Result::closed, "of three one meets the end");
            other.join();
        });
}

TEST_CASE("task channel: the end of two senders wakes both receivers") {
    mustHold({.share = 2.0}, [] {
        auto [sender, receiver] = makeChannel<Traced>(0);
        Thread waiting([receiver = receiver]() mutable {
            std::optional<Traced> item;
            check(receiver.receiveWait(item) == Result::closed, "the end");
        });
        Thread other([sender = sender]() mutable { sender.close(); });
        sender.close();
        std::optional<Traced> item;
        check(receiver.receiveWait(item) == Result::closed, "the end");
        waiting.join();
        other.join();
    });
}

TEST_CASE("task channel: a task and a thread hand items over") {
    mustHold({.share = 3.0}, [] {
        Pool pool({.workers = 1});
        auto [sender, receiver] = makeChannel<Traced>(0);
        Thread other([&sender = sender] {
            check(send(sender, 1) == Result::done, "it is sent");
            sender.close();
        });
        const int got = pool.run([&receiver = receiver]() -> Task<int> {
            int sum = 0;
            for (;;) {
                auto item = co_await receiver.receive();
                if (!item)
                    break;
                sum += item->value();
            }
            co_return sum;
        });
        check(got == 1, "it arrives, then the end");
        other.join();
    });
}

TEST_CASE(
    "task channel: a receiving task is cancelled while an item comes: it has it, or the sender keeps it") {
    mustHold({.share = 3.0}, [] {
        Pool pool({.workers = 1});
        auto [sender, receiver] = makeChannel<Traced>(0);
        int got = 0;
        Result sent = Result::full;
        Thread other([&sender = sender, &sent] { sent = send(sender, 1); });
        pool.run([&]() -> Task<> {
            auto child = spawn([&]() -> Task<> {
                const auto item = co_await receiver.receive();
                got = item ? item->value() : -1;
            });
            co_await rondo::task::yield();
            child.cancel();
            try {
                co_await child;
            } catch (const TaskCancelled&) {
            }
        });
        receiver.close();
        other.join();
        check(sent == (got == 1 ? Result::done : Result::closed), "both say the same");
        check(got == 0 || got == 1, "no item out of nothing");
    });
}

TEST_CASE("task channel: a task's time is up while an item comes: it has it, or the sender keeps it") {
    mustHold({.world = {.longestPoll = soon}, .share = 3.0}, [] {
        Pool pool({.workers = 1});
        auto [sender, receiver] = makeChannel<Traced>(0);
        Result sent = Result::full;
        Thread other([&sender = sender, &sent] { sent = send(sender, 1); });
        const bool got = pool.run([&receiver = receiver]() -> Task<bool> {
            std::optional<Traced> item;
            const auto result = co_await receiver.receive(item, Deadline::in(100us));
            check(item.has_value() == (result == Result::done), "there is an item where one is told");
            co_return item.has_value();
        });
        receiver.close();
        other.join();
        check(sent == (got ? Result::done : Result::closed), "both say the same");
    });
}
