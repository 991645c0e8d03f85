// SPDX-License-Identifier: MIT
//
// {0, 1, n queued} x {receive, try, timed, iterate} x {sender dropped, receiver dropped, both, dropped while
// blocked}, for every channel with several senders. What is queued in a rendezvous channel are senders that
// wait.
#include <chrono>
#include <doctest/doctest.h>
#include <memory>
#include <optional>
#include <support/channel_kinds.h>
#include <support/counted_item.h>
#include <support/sleepy_thread.h>
#include <vector>

using namespace rondo;
using namespace std::chrono_literals;
using concurrency::ChannelResult;
using concurrency::Deadline;
using test::CountedItem;
using test::SleepyThread;

namespace {

constexpr int most = 5;
enum class Way { whole, attempt, timed, loop };
constexpr Way ways[] = {Way::whole, Way::attempt, Way::timed, Way::loop};
constexpr auto longTime = 1h;

/// A channel with items 0 to n - 1 inside, or with n senders that wait to hand them over.
template <class Kind>
struct Filled {
    explicit Filled(int count) : ends(Kind::template make<CountedItem>(most)) {
        for (int number = 0; number < count; ++number) {
            if constexpr (Kind::stores) {
                REQUIRE(ends.sender.trySend(CountedItem(alive, number)));
            } else {
                waiting.push_back(std::make_unique<SleepyThread>([this, number, sender = ends.sender] {
                    CountedItem item(alive, number);
                    const bool sent(sender.send(std::move(item), Deadline::never()));
                    // Not sent: the value is still ours, intact.
                    if (item.number() == (sent ? CountedItem::gone : number))
                        ++right;
                }));
                REQUIRE(waiting.back()->comesToSleep());
            }
        }
    }
    void dropSender() { ends.sender = {}; }
    void dropReceiver() { ends.receiver = {}; }
    /// Returns once the waiting senders have had their answer.
    bool sendersAreRight() {
        const auto count = static_cast<int>(waiting.size());
        waiting.clear();
        return right == count;
    }

    std::atomic<int> alive{0};
    std::atomic<int> right{0};
    decltype(Kind::template make<CountedItem>(most)) ends;
    std::vector<std::unique_ptr<SleepyThread>> waiting;
};

/// Receives in one way until the channel says otherwise.
template <class Receiver>
ChannelResult receiveAll(Receiver& receiver, Way way, std::vector<int>& numbers) {
    if (way == Way::loop) {
        for (CountedItem& item : receiver)
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

template <class Sender>
ChannelResult sendOnce(Sender& sender, Way way, CountedItem& item) {
    switch (way) {
    case Way::whole:
        return sender.send(std::move(item), Deadline::never());
    case Way::attempt:
        return sender.trySend(std::move(item));
    case Way::timed:
        return sender.send(std::move(item), Deadline::in(longTime));
    case Way::loop:
        return sender.sendSome({&item, 1}, Deadline::never()) == 0 ? ChannelResult::closed
                                                                   : ChannelResult::done;
    }
    return ChannelResult::done;
}

std::vector<int> upTo(int count) {
    std::vector<int> numbers;
    for (int number = 0; number < count; ++number)
        numbers.push_back(number);
    return numbers;
}

} // namespace

TEST_CASE_TEMPLATE("004.2 the sender dropped: what is queued comes first, in order, then closed, for ever",
                   Kind, CHANNEL_KINDS) {
    for (const int queued : {0, 1, most})
        for (const Way way : ways) {
            CAPTURE(queued);
            CAPTURE(static_cast<int>(way));
            Filled<Kind> channel(queued);
            channel.dropSender();
            std::vector<int> numbers;
            if (!Kind::stores && way == Way::attempt && queued > 0) {
                // Until the senders that wait have left, the channel is only empty.
                while (receiveAll(channel.ends.receiver, way, numbers) == ChannelResult::empty)
                    std::this_thread::yield();
            } else {
                CHECK(receiveAll(channel.ends.receiver, way, numbers) == ChannelResult::closed);
            }
            CHECK(numbers == upTo(queued));
            CHECK(channel.ends.receiver.tryReceive().error() == ChannelResult::closed);
            CHECK(channel.ends.receiver.receive(Deadline::never()).error() == ChannelResult::closed);
            CHECK(channel.sendersAreRight());
            CHECK(channel.alive == 0);
        }
}

TEST_CASE_TEMPLATE(
    "004.2 the receiver dropped: what is queued is destroyed at once, and a value sent later comes "
    "back",
    Kind, CHANNEL_KINDS) {
    for (const int queued : {0, 1, most})
        for (const Way way : ways) {
            CAPTURE(queued);
            CAPTURE(static_cast<int>(way));
            Filled<Kind> channel(queued);
            channel.dropReceiver();
            CHECK(channel.sendersAreRight());
            CHECK(channel.alive == 0);
            CHECK(channel.ends.sender.closed());
            {
                CountedItem item(channel.alive, 42);
                CHECK(sendOnce(channel.ends.sender, way, item) == ChannelResult::closed);
                CHECK(item.number() == 42);
                CHECK(channel.alive == 1);
            }
            CHECK(channel.alive == 0);
        }
}

TEST_CASE_TEMPLATE("004.2 both dropped: every value is destroyed once, whichever end goes first", Kind,
                   CHANNEL_KINDS) {
    for (const int queued : {0, 1, most})
        for (const bool senderFirst : {true, false}) {
            CAPTURE(queued);
            Filled<Kind> channel(queued);
            if (senderFirst)
                channel.dropSender();
            channel.dropReceiver();
            channel.dropSender();
            CHECK(channel.sendersAreRight());
            CHECK(channel.alive == 0);
        }
}

TEST_CASE_TEMPLATE("004.2 the sender dropped while the receiver is blocked: it wakes with closed", Kind,
                   CHANNEL_KINDS) {
    for (const int queued : {0, 1, most})
        for (const Way way : {Way::whole, Way::timed, Way::loop}) {
            CAPTURE(queued);
            CAPTURE(static_cast<int>(way));
            Filled<Kind> channel(queued);
            std::vector<int> numbers;
            std::optional<ChannelResult> end;
            SleepyThread receiver([&] { end = receiveAll(channel.ends.receiver, way, numbers); });
            CHECK(channel.sendersAreRight());
            REQUIRE(receiver.comesToSleep());
            channel.dropSender();
            receiver.join();
            CHECK(end == ChannelResult(ChannelResult::closed));
            CHECK(numbers == upTo(queued));
            CHECK(channel.alive == 0);
        }
}

TEST_CASE_TEMPLATE("004.2 the receiver dropped while senders are blocked: each wakes with closed and its value",
                   Kind, CHANNEL_KINDS) {
    for (const Way way : {Way::whole, Way::timed, Way::loop})
        for (const int blocked : {1, 3}) {
            CAPTURE(static_cast<int>(way));
            Filled<Kind> channel(Kind::stores ? most : 0);
            std::atomic<int> returned{0};
            {
                std::vector<std::unique_ptr<SleepyThread>> senders;
                for (int index = 0; index < blocked; ++index) {
                    senders.push_back(std::make_unique<SleepyThread>([&, index, sender = channel.ends.sender] {
                        CountedItem item(channel.alive, 100 + index);
                        if (sendOnce(sender, way, item) == ChannelResult::closed &&
                            item.number() == 100 + index)
                            ++returned;
                    }));
                    REQUIRE(senders.back()->comesToSleep());
                }
                channel.dropReceiver();
            }
            CHECK(returned == blocked);
            CHECK(channel.alive == 0);
        }
}
