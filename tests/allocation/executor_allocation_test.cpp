// SPDX-License-Identifier: MIT
#include <allocation/failing_allocation.h>
#include <array>
#include <coroutine>
#include <latch>
#include <memory>
#include <optional>
#include <rondo/concurrency/executor.h>
#include <rondo/concurrency/tagged.h>
#include <rondo/concurrency/wait_any.h>
#include <stdexcept>
#include <thread>

using namespace rondo;
using namespace rondo::concurrency;
using namespace rondo::test;

namespace {

/// Whether it still does what executors do.
void checkUsable(Executor& executor) {
    CLAIM(executor.submit([] { return 4; }) == 4);
    CLAIM(executor.post([] {}));
    const Tagged<Payload> value(executor, DestroyPolicy::sendHome, 3);
    auto driver = executor.adopt();
    std::thread callback([&] { static_cast<void>(driver.enter()); });
    callback.join();
}

/// Holds the executor in a closure until told.
class Busy {
public:
    explicit Busy(Executor& executor) {
        CLAIM(executor.post([latches = latches_] {
            latches->inside.count_down();
            latches->go.wait();
        }));
        latches_->inside.wait();
    }
    ~Busy() { latches_->go.count_down(); }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;

private:
    struct Latches {
        std::latch inside{1}, go{1};
    };
    // Shared, because the closure may still be on its way out of `wait`.
    const std::shared_ptr<Latches> latches_ = std::make_shared<Latches>();
};

struct Detached {
    struct promise_type {
        Detached get_return_object() noexcept { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() noexcept {}
        void unhandled_exception() noexcept {}
    };
};

Detached onTheExecutor(Executor& executor, std::latch& done) {
    try {
        const Payload payload(1);
        co_await executor.schedule();
        co_await executor.scheduleBackstage();
    } catch (...) { // NOLINT: the latch says that it came to an end
    }
    done.count_down();
}

} // namespace

TEST_CASE("an executor that cannot be made leaves nothing behind") {
    sweep("Executor: construction", [](Attempt& attempt) {
        int runs = 0;
        const Payload payload(1);
        const ExecutorOptions options{.name = longName,
                                      .prelude = [payload, &runs] { runs += payload.number(); },
                                      .postlude = [payload, &runs] { runs += payload.number(); }};
        std::optional<Executor> executor;
        const bool made = attempt([&] { executor.emplace(options); });
        CLAIM(made == executor.has_value());
        CLAIM((made || runs == 0 || runs == 2)); // the postlude only after the prelude
        if (!made) {
            runs = 0;
            executor.emplace(options);
        }
        checkUsable(*executor);
        executor.reset();
        CLAIM(runs == 2);
    });
    sweep("Executor: construction, the prelude throws", [](Attempt& attempt) {
        attempt([&] {
            try {
                Executor executor({.prelude = [] { throw std::runtime_error(longName); }});
                FAIL_CHECK("it was made");
            } catch (const base::Failure&) { // no thread
                throw;
            } catch (const std::runtime_error& error) {
                CLAIM(error.what() == longName);
            }
        });
    });
    sweep("Executor: construction, misuse", [](Attempt& attempt) {
        attempt([&] {
            try {
                Executor executor({.name = longName, .realtimePriority = 1000});
                FAIL_CHECK("a priority of 1000 was taken");
            } catch (const base::Failure& failure) {
                CLAIM((failure.code() == base::ErrorCode::invalidArgument));
            }
        });
    });
}

TEST_CASE("a submit that runs out of memory leaves the executor as it was") {
    sweepNothing("submit", [](Attempt& attempt) {
        Executor executor;
        int runs = 0;
        CLAIM(attempt([&] { executor.submit([&] { ++runs; }); }));
        CLAIM(runs == 1);
    });
    sweep("submit: the closure allocates its result", [](Attempt& attempt) {
        Executor executor;
        std::optional<Payload> result;
        const bool done = attempt([&] { result.emplace(executor.submit([] { return Payload(6); })); });
        CLAIM(done == (result && result->number() == 6));
        checkUsable(executor);
    });
    sweep("submit: the closure throws", [](Attempt& attempt) {
        Executor executor;
        attempt([&] {
            try {
                executor.submit([] { throw std::runtime_error(longName); });
                FAIL_CHECK("it returned");
            } catch (const std::runtime_error& error) {
                CLAIM(error.what() == longName);
            }
        });
        checkUsable(executor);
    });
}

TEST_CASE("a submit that is refused for want of memory is refused all the same") {
    sweep("submit: closed", [](Attempt& attempt) {
        Executor executor({.name = longName});
        executor.close();
        attempt([&] {
            try {
                executor.submit([] {});
                FAIL_CHECK("it returned");
            } catch (const base::Failure& failure) {
                CLAIM((failure.code() == base::ErrorCode::closed));
            }
        });
        CLAIM(!executor.trySubmit([] {}));
    });
    sweep("submit: poisoned", [](Attempt& attempt) {
        Executor executor({.name = longName, .onThrow = ThrowPolicy::poison});
        attempt([&] {
            try {
                executor.submit([] { throw std::runtime_error(longName); });
            } catch (const std::runtime_error&) { // NOLINT: what follows matters
            }
            const auto refused = executor.trySubmit([] {});
            CLAIM((!refused && refused.error().code == base::ErrorCode::poisoned));
        });
        CLAIM(!executor.trySubmit([] {}));
    });
    sweep("submit: deadlock", [](Attempt& attempt) {
        Executor first({.name = "first " + longName}), second({.name = "second " + longName});
        attempt([&] {
            try {
                first.submit([&] { second.submit([&] { first.submit([] {}); }); });
                FAIL_CHECK("it returned");
            } catch (const base::Failure& failure) {
                CLAIM((failure.code() == base::ErrorCode::deadlock));
            }
        });
        checkUsable(first);
        checkUsable(second);
    });
}

TEST_CASE("a submit with a deadline that runs out of memory did not run") {
    sweep("trySubmit: closed, submitFor: timeout", [](Attempt& attempt) {
        Executor executor({.name = longName});
        int runs = 0;
        {
            const Busy busy(executor);
            attempt([&] {
                const auto late = executor.submitFor(std::chrono::microseconds(10), [&] { ++runs; });
                CLAIM((!late && late.error().code == base::ErrorCode::timeout));
            });
        }
        checkUsable(executor);
        CLAIM(runs == 0);
        executor.close();
        attempt([&] {
            const auto closed = executor.trySubmit([&] { ++runs; });
            CLAIM((!closed && closed.error().code == base::ErrorCode::closed));
        });
        CLAIM(runs == 0);
    });
    sweep("submitUntil: full", [](Attempt& attempt) {
        Executor executor({.name = longName, .postCapacity = 1});
        const Busy busy(executor);
        attempt([&] {
            const auto refused = executor.submitFor(std::chrono::microseconds(10), [] {});
            CLAIM(!refused);
        });
    });
    sweep("drop", [](Attempt& attempt) {
        Executor executor;
        attempt([&] { executor.drop(Payload(1)); });
        checkUsable(executor);
    });
}

TEST_CASE("a post that runs out of memory leaves the closure with the caller") {
    sweepNothing("post: small", [](Attempt& attempt) {
        Executor executor;
        Payload payload(5);
        CLAIM(attempt([&] { CLAIM(executor.post([payload = std::move(payload)] {})); }));
    });
    sweep("post: large", [](Attempt& attempt) {
        std::atomic<int> seen{0};
        {
            Executor executor;
            auto closure = [&seen, payload = Payload(5), large = std::array<char, 4096>{}]() mutable {
                seen += payload.number() + large[0];
            };
            const bool posted = attempt([&] { CLAIM(executor.post(std::move(closure))); });
            if (!posted) {
                closure();
                CLAIM(seen == 5);
                seen = 0;
                CLAIM(executor.post(std::move(closure)));
            }
            executor.submit([] {});
        }
        CLAIM(seen == 5);
    });
    sweep("post: large, closed", [](Attempt& attempt) {
        Executor executor;
        executor.close();
        int seen = 0;
        auto closure = [&seen, payload = Payload(5), large = std::array<char, 4096>{}]() mutable {
            seen += payload.number() + large[0];
        };
        std::optional<RefusedPost<decltype(closure)>> refused;
        attempt([&] {
            auto posted = executor.post(std::move(closure));
            REQUIRE(!posted);
            refused.emplace(std::move(posted.error()));
        });
        refused ? refused->closure() : closure();
        CLAIM(seen == 5);
    });
    sweep("post: the closure throws, or is dropped", [](Attempt& attempt) {
        Executor executor;
        attempt([&] { CLAIM(executor.post([payload = Payload(1)] { throw std::runtime_error(longName); })); });
        executor.submit([] {});
        const Busy busy(executor);
        attempt([&] { CLAIM(executor.post([payload = Payload(1)] {})); });
        std::thread([&] { executor.close(Deadline::immediately()); }).join();
    });
    sweep("schedule, scheduleBackstage", [](Attempt& attempt) {
        Executor executor;
        std::latch done(1);
        if (!attempt([&] { onTheExecutor(executor, done); }))
            done.count_down();
        while (!done.try_wait())
            executor.reclaimer()->collect();
        checkUsable(executor);
    });
}

TEST_CASE("adopt, close and the reports survive a failed allocation") {
    sweep("adopt", [](Attempt& attempt) {
        Executor executor;
        std::optional<Driver> driver;
        const bool made = attempt([&] { driver.emplace(executor.adopt()); });
        CLAIM(made == driver.has_value());
        driver.reset();
        checkUsable(executor);
    });
    sweep("adopt: refused", [](Attempt& attempt) {
        Executor executor({.name = longName});
        {
            const auto driver = executor.adopt();
            attempt([&] {
                try {
                    const auto second = executor.adopt();
                    FAIL_CHECK("adopted twice");
                } catch (const base::Failure& failure) {
                    if (std::string(failure.what()).empty())
                        throw;
                }
            });
        }
        checkUsable(executor);
    });
    sweep("close", [](Attempt& attempt) {
        Executor executor({.name = longName, .postlude = [] { throw std::runtime_error(longName); }});
        CLAIM(executor.post([payload = Payload(1)] {}));
        attempt([&] { CLAIM(!executor.close().text().empty()); });
        CLAIM(executor.close().complete);
        CLAIM(!executor.trySubmit([] {}));
    });
    sweep("close: stuck", [](Attempt& attempt) {
        Executor executor({.name = longName});
        {
            const Busy busy(executor);
            attempt([&] { CLAIM(!executor.close(Deadline::immediately()).text().empty()); });
            CLAIM(!executor.close(Deadline::immediately()).complete);
        }
        CLAIM(executor.close().complete);
    });
    sweep("close: on itself", [](Attempt& attempt) {
        Executor executor({.name = longName});
        attempt([&] {
            try {
                executor.submit([&] { executor.close(); });
                FAIL_CHECK("it closed itself");
            } catch (const base::Failure& failure) {
                CLAIM((failure.code() == base::ErrorCode::wrongThread));
            }
        });
        checkUsable(executor);
    });
}

TEST_CASE("looking at an executor needs no memory") {
    sweepNothing("statistics, ended, waitAny", [](Attempt& attempt) {
        Executor executor({.name = longName});
        CLAIM(attempt([&] {
            CLAIM((executor.statistics().closuresRun == 0));
            const auto ended = executor.ended();
            CLAIM(waitAny(Deadline::immediately(), ended).none());
        }));
    });
}

TEST_CASE("a tagged value that runs out of memory was never made") {
    for (const auto policy : {DestroyPolicy::sendHome, DestroyPolicy::reclaim, DestroyPolicy::report})
        sweep("Tagged: construction", [policy](Attempt& attempt) {
            Executor executor;
            std::optional<Tagged<Payload>> value;
            const bool made = attempt([&] { value.emplace(executor, policy, 7); });
            CLAIM(made == value.has_value());
            if (!made)
                value.emplace(executor, policy, 7);
            CLAIM(executor.submit([&] { return value->open().number(); }) == 7);
            executor.submit([&] { value.reset(); });
        });
    sweep("Tagged: opened elsewhere", [](Attempt& attempt) {
        Executor executor({.name = longName});
        Tagged<Payload> value(executor, DestroyPolicy::sendHome, 7);
        attempt([&] {
            CLAIM(value.tryOpen() == nullptr);
            try {
                value.open();
                FAIL_CHECK("it opened");
            } catch (const base::Failure& failure) {
                CLAIM((failure.code() == base::ErrorCode::wrongThread));
            }
        });
        CLAIM(executor.submit([&] { return value.open().number(); }) == 7);
    });
    sweep("Tagged: let go elsewhere, reported", [](Attempt& attempt) {
        std::string told;
        Executor executor({.name = longName, .onMisuse = [&](const base::Error& error) { told = error.text; }});
        std::optional<Tagged<Payload>> value;
        value.emplace(executor, DestroyPolicy::report, 7);
        attempt([&] { value.reset(); });
        CLAIM(told.empty() == attempt.failed());
        CLAIM((executor.statistics().strayDestructions == 1));
        checkUsable(executor);
    });
}
