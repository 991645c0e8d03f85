// SPDX-License-Identifier: MIT
// Run by ctest to see that REALTIME programs fail when a block misbehaves, and only then.
#include <realtime/violating_calls.h>
#include <rondo/concurrency/executor.h>
#include <support/realtime_check.h>
#include <thread>

namespace {

template <class Call>
void inBlock(Call call) {
    rondo::concurrency::Executor executor;
    auto driver = executor.adopt();
    std::thread([&] {
        { const auto warm = driver.enter(); }
        const auto block = driver.enter();
        call();
    }).join();
}

} // namespace

TEST_CASE("behaves") {
    inBlock([] { rondo::test::behave(); });
}

TEST_CASE("misbehaves and is forgiven") {
    inBlock([] { sched_yield(); });
    CHECK(rondo::test::callsOf(rondo::test::forgivenViolations()) == std::vector<std::string>{"sched_yield"});
}

TEST_CASE("misbehaves") {
    inBlock([] { sched_yield(); });
}
