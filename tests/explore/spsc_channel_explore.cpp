// SPDX-License-Identifier: MIT
#include <explore/explorer.h>
#include <optional>
#include <rondo/concurrency/spsc_channel.h>

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
