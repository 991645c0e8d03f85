// SPDX-License-Identifier: MIT
#include <array>
#include <chrono>
#include <explore/explorer.h>
#include <rondo/concurrency/mpmc_queue.h>
#include <rondo/concurrency/mpsc_channel.h>
#include <rondo/concurrency/rendezvous_channel.h>

using explore::Thread;
using explore::Traced;
using namespace rondo::concurrency;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t allTimers = std::chrono::nanoseconds(1h).count();

template <class Ends>
void someGiveUp(Ends ends) {
    auto& [sender, receiver] = ends;
    int received = 0;
    Thread hasty(
        [&received, own = receiver]() mutable { received += own.receive(Deadline::in(300us)) ? 1 : 0; });
    int other = 0;
    Thread patient([&other, own = receiver]() mutable { other += own.receive(Deadline::in(1s)) ? 1 : 0; });
    int sent = 0;
    for (int value : {1, 2})
        sent += sender.send(Traced(value), Deadline::in(300us)) ? 1 : 0;
    sender.close();
    hasty.join();
    patient.join();
    received += other;
    while (auto item = receiver.tryReceive())
        ++received;
    explore::check(received == sent, "what was sent is received, once");
}

} // namespace

TEST_CASE("mpmc: some give up in time, others get their items") {
    explore::mustHold({.world = {.longestPoll = allTimers}, .share = 1.5},
                      [] { someGiveUp(makeMpmcQueue<Traced>(1)); });
}
TEST_CASE("rendezvous: some give up in time, others meet") {
    explore::mustHold({.world = {.longestPoll = allTimers}, .share = 1.5},
                      [] { someGiveUp(makeRendezvousChannel<Traced>()); });
}
TEST_CASE("mpsc: attempts from three senders hold the channel's bound") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpscChannel<Traced>(2);
        std::array<bool, 2> sent{};
        Thread first([&, own = sender] { sent[0] = bool(own.trySend(Traced(1))); });
        Thread second([&, own = sender] { sent[1] = bool(own.trySend(Traced(2))); });
        bool mine = bool(sender.trySend(Traced(4)));
        const int early = [&, &receiver = receiver] {
            auto item = receiver.tryReceive();
            return item ? item->value() : 0;
        }();
        first.join();
        second.join();
        int got = early;
        while (auto item = receiver.tryReceive())
            got += item->value();
        explore::check(got == (sent[0] ? 1 : 0) + (sent[1] ? 2 : 0) + (mine ? 4 : 0), "sent is received, once");
        explore::check(sent[0] + sent[1] + mine >= 2, "two fit");
    });
}
