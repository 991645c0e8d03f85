// SPDX-License-Identifier: MIT
#include <allocation/failing_allocation.h>
#include <latch>
#include <memory>
#include <optional>
#include <rondo/concurrency/sealed_pool.h>
#include <rondo/concurrency/sealed_queues.h>

using namespace rondo;
using namespace rondo::concurrency;
using namespace rondo::test;

TEST_CASE("a key that cannot be made leaves nothing behind; a refusal without memory refuses all the same") {
    sweep("SealingKey: construction", [](Attempt& attempt) {
        std::optional<SealingKey<Payload>> key;
        const bool made = attempt([&] { key.emplace(longName, 4); });
        CLAIM(made == key.has_value());
        if (!key)
            key.emplace(longName, 4);
        CLAIM((key->tryOpen(key->seal(Payload(2)).value())->number() == 2));
    });
    sweep("SealingKey: misuse", [](Attempt& attempt) {
        attempt([&] {
            try {
                SealingKey<Payload> key(longName, 0);
                FAIL_CHECK("no room was enough");
            } catch (const base::Failure& failure) {
                CLAIM((failure.code() == base::ErrorCode::invalidArgument));
            }
        });
    });
    sweepNothing("SealingKey: operations that succeed", [](Attempt& attempt) {
        SealingKey<Payload> key(longName, 1);
        Payload first(1), second(2);
        CLAIM(attempt([&] {
            const auto handle = key.seal(std::move(first)).value();
            const Sealed<Payload, Rights::send> narrow = handle.narrowed(Rights::send);
            CLAIM((key.open(narrow, Rights::send).value()->number() == 1));
            CLAIM((key.tryOpen(narrow, Rights::close).refusal() == SealRefusal::missingRight));
            CLAIM((key.tryRevoke(Sealed<Payload>()) == SealRefusal::otherKey));
            CLAIM(key.revoke(handle));
            CLAIM((key.tryTake(handle).error() == SealRefusal::stale));
            CLAIM((key.take(key.seal(std::move(second)).value()).value().number() == 2));
            CLAIM((key.statistics().forged() == 2));
        }));
    });
    sweep("SealingKey: refusals", [](Attempt& attempt) {
        SealingKey<Payload> key(longName, 1);
        const auto handle = key.seal(Payload(1)).value();
        Payload second(2);
        attempt([&] { CLAIM(!key.seal(std::move(second))); });
        CLAIM(second.number() == 2);
        attempt([&] { CLAIM(!key.open(Sealed<Payload>())); });
        attempt([&] { CLAIM(!key.revoke(handle.narrowed(Rights::send), Rights::close)); });
        attempt([&] { CLAIM(!key.take(handle.narrowed(Rights::send), Rights::all)); });
        CLAIM((key.statistics().live == 1));
        attempt([&] { CLAIM(key.revoke(handle)); });
        attempt([&] { CLAIM(!key.take(handle)); });
        CLAIM((key.statistics().live == 0));
        CLAIM(key.seal(std::move(second)));
    });
    sweep("SealingKey: what is to be sealed cannot be made", [](Attempt& attempt) {
        SealingKey<Payload> key(longName, 1);
        const bool sealed = attempt([&] { CLAIM(key.sealMade([] { return Payload(1); })); });
        CLAIM((key.statistics().live == (sealed ? 1 : 0)));
        CLAIM((key.statistics().sealed == (sealed ? 1 : 0)));
        CLAIM((sealed || key.seal(Payload(2)).has_value()));
    });
}

TEST_CASE("a sealed queue that cannot be made takes no place, and then its operations need no memory") {
    sweep("SealedQueues: construction, make, check", [](Attempt& attempt) {
        std::optional<SealedQueues<Payload>> queues;
        attempt([&] { queues.emplace(longName, 1); });
        if (!queues)
            queues.emplace(longName, 1);
        SealedQueue<Payload> handle;
        attempt([&] { handle = queues->make(2).value(); });
        CLAIM((queues->statistics().live == (handle ? 1 : 0)));
        if (!handle)
            handle = queues->make(2).value();
        attempt([&] { CLAIM(!queues->make(2)); });
        attempt([&] { CLAIM(!queues->check(handle.narrowed(Rights::send), Rights::close)); });
        CLAIM(queues->trySend(handle, Payload(1)));
    });
    sweepNothing("SealedQueues: operations", [](Attempt& attempt) {
        SealedQueues<Payload> queues(longName);
        const auto handle = queues.make(2).value();
        Payload one(1), two(2), three(3);
        CLAIM(attempt([&] {
            CLAIM(queues.trySend(handle, std::move(one)));
            CLAIM(queues.send(handle, std::move(two), Deadline::never()));
            CLAIM((queues.trySend(handle, std::move(three)) == SealedResult::full));
            CLAIM((queues.trySend(handle.narrowed(Rights::close), std::move(three)) == SealedResult::notOwner));
            CLAIM((three.number() == 3));
            CLAIM(queues.tryReceive(handle, three));
            CLAIM((queues.occupancy(handle) == 1));
            CLAIM(queues.close(handle));
            CLAIM(queues.destroy(handle));
            CLAIM((queues.receive(handle, Deadline::never()).error() == SealedResult::forged));
        }));
    });
}

TEST_CASE(
    "work that cannot be sealed stays its owner's, and a pool that cannot be made joins what it started") {
    sweep("WorkSealer: construction, seal", [](Attempt& attempt) {
        std::shared_ptr<WorkSealer> sealer;
        attempt([&] { sealer = std::make_shared<WorkSealer>(longName, 1); });
        if (!sealer)
            sealer = std::make_shared<WorkSealer>(longName, 1);
        int seen = 0;
        auto closure = [&seen, payload = Payload(4)] { seen += payload.number(); };
        Sealed<Work> work;
        if (!attempt([&] { work = sealer->seal(std::move(closure)).value(); })) {
            closure();
            CLAIM(seen == 4);
            seen = 0;
            work = sealer->seal(std::move(closure)).value();
        }
        attempt([&] { CLAIM(!sealer->seal([] {})); });
        attempt([&] { CLAIM(!sealer->check(work, Rights::send)); });
        CLAIM(sealer->run(work));
        CLAIM(seen == 4);
    });
}

TEST_CASE("a pool that cannot be made joins what it started") {
    sweep("SealedPool: construction", [](Attempt& attempt) {
        std::optional<SealedPool> pool;
        const bool made = attempt([&] { pool.emplace(SealedPoolOptions{longName, 3, 4}); });
        CLAIM(made == pool.has_value());
        if (!made)
            pool.emplace(SealedPoolOptions{longName, 3, 4});
        const auto sealer = std::make_shared<WorkSealer>("sealer");
        int seen = 0;
        CLAIM(pool->tryPost(sealer,
                            sealer->seal([&, payload = Payload(4)] { seen = payload.number(); }).value()));
        pool->close(Leftovers::run);
        CLAIM(seen == 4);
    });
    sweep("SealedPool: misuse", [](Attempt& attempt) {
        attempt([&] {
            try {
                SealedPool pool({.name = longName, .workers = 0});
                FAIL_CHECK("no worker was enough");
            } catch (const base::Failure& failure) {
                CLAIM((failure.code() == base::ErrorCode::invalidArgument));
            }
        });
    });
    sweep("SealedPool: waiting", [](Attempt& attempt) {
        const auto sealer = std::make_shared<WorkSealer>("sealer");
        SealedPool pool;
        attempt([&] { CLAIM(pool.waiting().empty()); });
        CLAIM(pool.tryPost(sealer, sealer->seal([payload = Payload(1)] {}).value()));
    });
    sweepNothing("SealedPool: post, run, drop, close", [](Attempt& attempt) {
        const auto sealer = std::make_shared<WorkSealer>("sealer");
        SealedPool pool({.capacity = 2});
        std::latch ran(1);
        const auto first = sealer->seal([&] { ran.count_down(); }).value();
        const auto second = sealer->seal([payload = Payload(1)] {}).value();
        CLAIM(attempt([&] {
            CLAIM(pool.post(sealer, first, Deadline::never()));
            ran.wait();
            CLAIM(pool.tryPost(sealer, second));
            pool.close(Leftovers::drop);
            CLAIM((pool.tryPost(sealer, second) == ChannelResult::closed));
            CLAIM((pool.statistics().posted == 2));
        }));
    });
}
