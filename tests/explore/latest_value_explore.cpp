// SPDX-License-Identifier: MIT
#include <array>
#include <explore/explorer.h>
#include <rondo/concurrency/exchange.h>
#include <rondo/concurrency/latest_value.h>
#include <rondo/concurrency/lossy_channel.h>

using explore::Thread;
using explore::Traced;
using namespace rondo::concurrency;

namespace {
struct Pair {
    std::uint64_t left = 0, right = 0;
};
} // namespace

TEST_CASE("latest value: a reading is whole and never older than the one before") {
    explore::mustHold({}, [] {
        auto [writer, reader] = makeLatestValue(Pair{});
        Thread other([&writer = writer] {
            for (std::uint64_t number = 1; number <= 3; ++number)
                writer.write({number, number});
        });
        std::uint64_t before = 0;
        for (int turn = 0; turn < 3; ++turn) {
            const Pair& now = reader.read();
            explore::check(now.left == now.right && now.left >= before, "a reading is whole and newer");
            before = now.left;
        }
        other.join();
        explore::check(reader.read().left == 3, "the last value arrives");
    });
}

TEST_CASE("latest value: a waiting reader loses no wake-up and learns of the end") {
    explore::mustHold({}, [] {
        auto [writer, reader] = makeLatestValue(0);
        Thread other([writer = std::move(writer)]() mutable {
            writer.write(1);
            writer.write(2);
        });
        int last = 0, value = 0;
        ChannelResult result = ChannelResult::done;
        while ((result = reader.readNew(value, Deadline::never()))) {
            explore::check(value > last, "each reading is new");
            last = value;
        }
        explore::check(result == ChannelResult::closed && last == 2, "the last value comes before the end");
        other.join();
    });
}

TEST_CASE("exchange: each object is adopted or replaced, and dies once off the reader's thread") {
    explore::mustHold({}, [] {
        auto reclaimer = std::make_shared<Reclaimer>();
        auto [writer, reader] = makeExchange<Traced>(reclaimer);
        Thread other([&reader = reader] {
            int before = 0;
            for (int turn = 0; turn < 2; ++turn) {
                if (const Traced* current = reader.adopt()) {
                    explore::check(current->value() >= before, "never an older object");
                    before = current->value();
                }
            }
        });
        for (int value = 1; value <= 2; ++value)
            explore::check(bool(writer.publish(std::make_unique<Traced>(value))), "it is published");
        static_cast<void>(writer.adopted());
        other.join();
        const Traced* last = reader.adopt();
        explore::check(last != nullptr && last->value() == 2, "the newest object arrives");
        explore::check(writer.adopted(), "and the writer sees it");
    });
}

TEST_CASE("exchange: a waiting reader loses no wake-up, and an end that leaves frees what waited") {
    explore::mustHold({}, [] {
        auto [writer, reader] = makeExchange<Traced>(std::make_shared<Reclaimer>());
        Thread other([reader = std::move(reader)]() mutable {
            if (reader.adoptNew(Deadline::never()))
                explore::check(reader.current()->value() >= 1, "the object is whole");
        });
        static_cast<void>(writer.publish(std::make_unique<Traced>(1)));
        static_cast<void>(writer.publish(std::make_unique<Traced>(2)));
        writer.close();
        other.join();
    });
}

TEST_CASE("lossy: an item is whole, newer than the one before, and what is missed is counted") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeLossyChannel<Pair>(2);
        Thread other([&sender = sender] {
            for (std::uint64_t number = 1; number <= 4; ++number)
                sender.send({number, number});
        });
        std::uint64_t before = 0, received = 0;
        const auto look = [&] {
            Pair item;
            if (!receiver.tryReceive(item))
                return false;
            explore::check(item.left == item.right && item.left > before, "an item is whole and newer");
            before = item.left;
            ++received;
            explore::check(received + receiver.lost() == before, "each item is received or counted as lost");
            return true;
        };
        look();
        look();
        other.join();
        while (look()) {
        }
        explore::check(before == 4, "the last item arrives");
    });
}

TEST_CASE("lossy: a waiting receiver loses no wake-up and learns of the end") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeLossyChannel<int>(1);
        Thread other([sender = std::move(sender)]() mutable {
            sender.send(1);
            sender.send(2);
        });
        int last = 0, item = 0;
        while (receiver.receive(item, Deadline::never()))
            last = item;
        explore::check(last == 2, "the last item comes before the end");
        other.join();
    });
}
