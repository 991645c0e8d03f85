// SPDX-License-Identifier: MIT
#include <array>
#include <explore/explorer.h>
#include <optional>
#include <rondo/concurrency/spsc_channel.h>
#include <rondo/concurrency/wait_any.h>

using explore::Thread;
using explore::Traced;
using namespace rondo::concurrency;

TEST_CASE("spsc: items arrive once and in order, through a ring that wraps") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeSpscChannel<Traced>(2);
        Thread producer([&sender = sender] {
            for (int value = 1; value <= 3; ++value)
                while (!sender.trySend(Traced(value)))
                    explore::yield();
        });
        for (int value = 1; value <= 3;) {
            Traced item(0);
            if (receiver.tryReceive(item)) {
                explore::check(item.value() == value, "items arrive in order");
                ++value;
            } else {
                explore::yield();
            }
        }
        producer.join();
        explore::check(receiver.occupancy() == 0, "nothing is left over");
    });
}

TEST_CASE("spsc: blocking ends lose no wake-up, also when each waits for the other") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeSpscChannel<Traced>(1);
        Thread producer([&sender = sender] {
            for (int value = 1; value <= 2; ++value)
                explore::check(bool(sender.send(Traced(value), Deadline::never())), "it is sent");
            sender.close();
        });
        for (int value = 1; value <= 2; ++value) {
            auto item = receiver.receive(Deadline::never());
            explore::check(item && item->value() == value, "items arrive in order");
        }
        explore::check(receiver.receive(Deadline::never()).error() == ChannelResult::closed,
                       "then comes the end");
        producer.join();
    });
}

TEST_CASE("spsc: what was sent before the close arrives before the answer closed") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeSpscChannel<Traced>(2);
        Thread producer([sender = std::move(sender)]() mutable {
            explore::check(bool(sender.trySend(Traced(1))), "there is room");
        });
        int received = 0;
        for (;;) {
            auto item = receiver.tryReceive();
            if (!item && item.error() == ChannelResult::closed)
                break;
            received += item ? item->value() : 0;
            if (!item)
                explore::yield();
        }
        explore::check(received == 1, "the item came before the end");
        producer.join();
    });
}

TEST_CASE("spsc: a receiver that leaves answers a waiting sender, and every item dies once") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeSpscChannel<Traced>(1);
        Thread consumer([receiver = std::move(receiver)]() mutable {
            Traced item(0);
            static_cast<void>(receiver.tryReceive(item));
        });
        ChannelResult last = ChannelResult::done;
        for (int value = 1; value <= 5 && last; ++value)
            last = sender.send(Traced(value), Deadline::never());
        explore::check(last == ChannelResult::closed, "the sender learns that nobody receives");
        consumer.join();
    });
}

TEST_CASE("spsc: regions carry plain numbers") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeSpscChannel<int>(2);
        Thread producer([&sender = sender] {
            std::array<int, 3> values{1, 2, 3};
            for (std::size_t sent = 0; sent < values.size();) {
                const auto now = sender.send(std::span<const int>(values).subspan(sent));
                sent += now;
                if (now == 0)
                    explore::yield();
            }
        });
        for (int next = 1; next <= 3;) {
            std::array<int, 2> values{};
            const auto count = receiver.receive(values);
            for (std::size_t index = 0; index < count; ++index)
                explore::check(values[index] == next++, "numbers arrive in order");
            if (count == 0)
                explore::yield();
        }
        producer.join();
    });
}

TEST_CASE("spsc: wait-any sees an item and room without a look of its own") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeSpscChannel<int>(1);
        Thread producer([&sender = sender] {
            explore::check(bool(sender.send(1, Deadline::never())), "it is sent");
            explore::check(waitAny(Deadline::never(), sender.writable()).any(), "there is room again");
            explore::check(bool(sender.send(2, Deadline::never())), "it is sent");
        });
        int item = 0;
        for (int next = 1; next <= 2; ++next) {
            explore::check(waitAny(Deadline::never(), receiver.readable()).any(), "there is an item");
            explore::check(receiver.receive(item, Deadline::immediately()) && item == next,
                           "items arrive in order");
        }
        producer.join();
    });
}
