// SPDX-License-Identifier: MIT
#include <chrono>
#include <explore/explorer.h>
#include <memory>
#include <optional>
#include <rondo/concurrency/executor.h>
#include <rondo/concurrency/tagged.h>

using explore::Thread;
using explore::Traced;
using namespace rondo::concurrency;
using namespace std::chrono_literals;

namespace {

// Some of the executor's waits are polls by design, of a millisecond; its longer ones only serve callbacks.
// Between plain threads nothing may need those.
constexpr std::int64_t polls = std::chrono::nanoseconds(1ms).count();
constexpr std::int64_t allTimers = std::chrono::nanoseconds(1h).count();

ExecutorOptions small() {
    ExecutorOptions options;
    options.postCapacity = 4;
    return options;
}

bool isClosed(const rondo::base::Error& error) { return error.code == rondo::base::ErrorCode::closed; }

} // namespace

TEST_CASE("executor: a submit runs once, and its result is there when it returns") {
    for (int cpus = 1; cpus <= 2; ++cpus)
        explore::mustHold({.world = {.longestPoll = polls, .cpus = cpus}}, [] {
            Executor executor(small());
            int local = 0;
            const int result = executor.submit([&local] { return ++local; });
            explore::check(result == 1 && local == 1, "it ran once");
        });
}

TEST_CASE("executor: two submitters, each is answered, and their closures never overlap") {
    explore::mustHold({.world = {.longestPoll = polls}, .share = 2.0}, [] {
        Executor executor(small());
        int shared = 0;
        Thread other([&] { executor.submit([&shared] { ++shared; }); });
        executor.submit([&shared] { ++shared; });
        other.join();
        explore::check(shared == 2, "both ran");
    });
}

TEST_CASE("executor: submits one after another use the same frame again") {
    explore::mustHold({.world = {.longestPoll = polls, .cpus = 2}, .share = 2.0}, [] {
        Executor executor(small());
        for (int turn = 1; turn <= 2; ++turn) {
            const int result = executor.submit([turn] { return turn; });
            explore::check(result == turn, "each gets its own answer");
        }
    });
}

TEST_CASE("executor: what was posted runs in order, or is dropped and counted; its captures die once") {
    explore::mustHold({.world = {.longestPoll = polls}, .share = 2.0}, [] {
        int ran = 0;
        CloseReport report;
        {
            Executor executor(small());
            for (int number = 1; number <= 2; ++number) {
                const bool taken = bool(executor.post([item = Traced(number), &ran] {
                    explore::check(item.value() == ran + 1, "they run in order");
                    ran = item.value();
                }));
                explore::check(taken, "it is taken");
            }
            report = executor.close();
        }
        explore::check(report.complete, "the close is complete");
        explore::check(report.closuresDropped + static_cast<std::uint64_t>(ran) == 2,
                       "each runs or is counted");
    });
}

TEST_CASE("executor: a close meets a submit: it runs, or is answered closed, never both nor neither") {
    explore::mustHold({.world = {.longestPoll = polls}, .share = 2.0}, [] {
        Executor executor(small());
        int ran = 0;
        Thread submitter([&] {
            const auto result = executor.trySubmit([&ran] { ++ran; });
            explore::check(result ? ran == 1 : ran == 0 && isClosed(result.error()),
                           "the answer says what was");
        });
        explore::check(executor.close().complete, "the close is complete");
        submitter.join();
    });
}

TEST_CASE("executor: two closes and a post at once: all come back") {
    explore::mustHold({.world = {.longestPoll = polls}, .share = 2.0}, [] {
        Executor executor(small());
        Thread closer([&] { explore::check(executor.close().complete, "the close is complete"); });
        const auto posted =
            executor.post([item = Traced(1)] { explore::check(item.value() == 1, "it is whole"); });
        explore::check(posted || posted.error().why == rondo::base::ErrorCode::closed, "it is taken or closed");
        executor.close();
        closer.join();
    });
}

TEST_CASE("executor: its owner destroys it while an answered submitter is still on its way out") {
    explore::mustHold({.world = {.longestPoll = polls}, .share = 2.0}, [] {
        auto executor = std::make_unique<Executor>(small());
        detail::Atomic<bool> ran{false};
        Thread submitter(
            [&, &there = *executor] { there.submit([&ran] { ran.store(true, std::memory_order_relaxed); }); });
        while (!ran.load(std::memory_order_relaxed)) // so that it is inside
            explore::yield();
        executor.reset();
        submitter.join();
    });
}

TEST_CASE("executor: a close that does not wait reads what poisoned it while the closure throws") {
    explore::mustHold({.world = {.longestPoll = polls}, .share = 2.0}, [] {
        ExecutorOptions options = small();
        options.onThrow = ThrowPolicy::poison;
        Executor executor(options);
        explore::check(bool(executor.post([] { throw 1; })), "it is taken");
        const auto report = executor.close(Deadline::immediately());
        explore::check(report.poison.empty() || report.poison.find("executor_explore") != std::string::npos,
                       "it names the closure or nothing yet");
    });
}

TEST_CASE("executor: a submit with a deadline is taken back or runs, and its frame is not used afterwards") {
    explore::mustHold({.world = {.longestPoll = polls}, .share = 2.0}, [] {
        Executor executor(small());
        int ran = 0;
        Thread other([&] { executor.submit([] {}); });
        {
            int local = 0;
            const auto result = executor.submitFor(100us, [&local, &ran] {
                ++local;
                ++ran;
            });
            explore::check(result ? local == 1 : local == 0, "the answer says what was");
        }
        other.join();
        executor.close();
        explore::check(ran <= 1, "it runs at most once");
    });
}

TEST_CASE("executor: two that submit to each other: one is told of the cycle, and neither hangs") {
    explore::mustHold({.world = {.longestPoll = polls}, .share = 2.0}, [] {
        Executor first(small()), second(small());
        int refused = 0;
        const auto crosswise = [&refused](Executor& outer, Executor& inner) {
            outer.submit([&] {
                const auto result = inner.trySubmit([] {});
                if (!result) {
                    explore::check(result.error().code == rondo::base::ErrorCode::deadlock, "it is the cycle");
                    refused = 1;
                }
            });
        };
        Thread other([&] { crosswise(second, first); });
        crosswise(first, second);
        other.join();
    });
}

TEST_CASE("driver: closures run in the block or before the adoption, one at a time") {
    explore::mustHold({.world = {.longestPoll = allTimers}, .share = 2.0}, [] {
        Executor executor(small());
        int shared = 0;
        Thread submitter([&] { executor.submit([&shared] { ++shared; }); });
        {
            Driver driver = executor.adopt();
            for (int turn = 0; turn < 2; ++turn)
                if (auto block = driver.enter())
                    ++shared; // the block's own work: races with a closure elsewhere
        }
        submitter.join();
        executor.close();
        explore::check(shared >= 1, "the closure ran");
    });
}

TEST_CASE("driver: once adopted, the background thread has given way, before any callback") {
    explore::mustHold({.world = {.longestPoll = allTimers}, .share = 2.0}, [] {
        Executor executor(small());
        int shared = 0;
        Thread submitter([&] { executor.submit([&shared] { ++shared; }); });
        DriverOptions options;
        options.silence = 24h;
        Driver driver = executor.adopt(options);
        ++shared; // nobody else may be at it now
        while (shared < 2) {
            static_cast<void>(driver.enter());
            explore::yield();
        }
        submitter.join();
        explore::check(shared == 2, "the closure ran once");
    });
}

TEST_CASE("driver: a background thread that takes the seat right after an adoption sees it and runs nothing") {
    explore::mustHold({.world = {.longestPoll = polls}, .share = 2.0}, [] {
        Executor executor(small());
        int shared = 0;
        explore::check(bool(executor.post([&shared] { ++shared; })), "it is taken");
        Driver driver = executor.adopt();
        ++shared; // nobody else may be at it now
        executor.close();
        explore::check(shared <= 2, "it ran at most once");
    });
}

TEST_CASE("driver: when it falls silent the background thread takes over, and gives way to the next block") {
    explore::mustHold({.world = {.longestPoll = allTimers}, .share = 2.0}, [] {
        Executor executor(small());
        int shared = 0;
        DriverOptions options;
        options.silence = 1ms;
        Driver driver = executor.adopt(options);
        executor.submit([&shared] { ++shared; }); // nobody calls back meanwhile
        explore::check(shared == 1, "the submit ended");
        if (auto block = driver.enter())
            ++shared;
    });
}

TEST_CASE("driver: two callbacks at once: one gets the block, or one after the other") {
    explore::mustHold({.world = {.longestPoll = allTimers}, .share = 2.0}, [] {
        Executor executor(small());
        int shared = 0, refused = 0;
        {
            Driver driver = executor.adopt();
            Thread faulty([&] {
                if (auto block = driver.enter())
                    ++shared;
            });
            if (auto block = driver.enter())
                ++shared;
            else
                ++refused;
            faulty.join();
        }
        explore::check(shared + refused >= 1 && shared <= 2, "at most one at a time");
        executor.close();
        const auto seen = executor.statistics();
        explore::check(seen.blocks == static_cast<std::uint64_t>(shared), "each block is counted");
    });
}

TEST_CASE("tagged: a value that is let go elsewhere dies at home, once") {
    explore::mustHold({.world = {.longestPoll = polls}, .share = 2.0}, [] {
        Executor executor(small());
        Tagged<Traced> value(executor, DestroyPolicy::sendHome, 7);
        executor.submit([&value] { explore::check(value.open().value() == 7, "it opens at home"); });
        Thread other([gone = std::move(value)] {});
        executor.close();
        other.join();
    });
}
