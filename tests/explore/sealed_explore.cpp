// SPDX-License-Identifier: MIT
#include <chrono>
#include <explore/explorer.h>
#include <rondo/concurrency/sealing_key.h>

using explore::Thread;
using explore::Traced;
using namespace rondo::concurrency;

namespace {
constexpr std::int64_t looks = std::chrono::nanoseconds(std::chrono::milliseconds(16)).count();
}

TEST_CASE("sealed: opening meets revoking: open and whole, or refused; the object dies once") {
    explore::mustHold({.share = 1.5}, [] {
        SealingKey<Traced> key("key", 1);
        const auto handle = key.seal(Traced(5)).value();
        Thread opener([&] {
            if (const auto opened = key.tryOpen(handle))
                explore::check(opened->value() == 5, "the object is whole");
        });
        static_cast<void>(key.tryRevoke(handle));
        explore::check(!key.tryOpen(handle), "a revoked handle opens nothing");
        opener.join();
        const auto next = key.seal(Traced(6));
        explore::check(bool(next), "the place is free again");
        explore::check(!key.tryOpen(handle), "and the old handle does not open the new object");
    });
}
TEST_CASE("sealed: two take the same object: one gets it") {
    explore::mustHold({.world = {.longestPoll = looks}, .share = 1.5}, [] {
        SealingKey<Traced> key("key", 1);
        const auto handle = key.seal(Traced(5)).value();
        int got = 0;
        Thread rival([&] {
            if (const auto taken = key.tryTake(handle))
                got += taken->value();
        });
        Thread opener([&] {
            if (const auto opened = key.tryOpen(handle))
                explore::check(opened->value() == 5, "the object is whole");
        });
        const auto mine = key.tryTake(handle);
        rival.join();
        opener.join();
        explore::check((mine ? mine->value() : 0) + got == 5, "one of them has it");
    });
}
TEST_CASE("sealed: a key that goes waits for what is open") {
    explore::mustHold({.world = {.longestPoll = looks}}, [] {
        auto key = std::make_unique<SealingKey<Traced>>("key", 2);
        const auto handle = key->seal(Traced(5)).value();
        auto opened = key->tryOpen(handle);
        Thread user([own = std::move(opened)]() mutable {
            explore::check(own->value() == 5, "the object is whole");
            own.close();
        });
        key.reset();
        user.join();
    });
}
TEST_CASE("sealed: two seal at once in a key of two") {
    explore::mustHold({}, [] {
        SealingKey<Traced> key("key", 2);
        Thread other([&] {
            const auto handle = key.seal(Traced(1));
            const auto opened = key.tryOpen(handle.value());
            explore::check(opened && opened->value() == 1, "each opens its own");
        });
        const auto handle = key.seal(Traced(2));
        const auto opened = key.tryOpen(handle.value());
        explore::check(opened && opened->value() == 2, "each opens its own");
        other.join();
    });
}
