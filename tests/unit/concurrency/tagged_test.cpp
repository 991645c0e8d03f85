// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/concurrency/tagged.h>
#include <thread>

using namespace rondo;
using concurrency::DestroyPolicy;
using concurrency::Executor;
using concurrency::Tagged;

namespace {

struct Witness {
    explicit Witness(std::thread::id& place) : diedOn(place) {}
    Witness(const Witness&) = delete;
    Witness& operator=(const Witness&) = delete;
    ~Witness() { diedOn = std::this_thread::get_id(); }
    std::thread::id& diedOn;
    int value = 3;
};

} // namespace

TEST_CASE("a tagged value opens on its executor and throws elsewhere, naming both sides") {
    Executor audio({.name = "audio"});
    Executor other({.name = "other"});
    Tagged<int> value(audio, DestroyPolicy::sendHome, 5);
    CHECK(audio.submit([&] { return value.open() += 1; }) == 6);
    CHECK(value.tryOpen() == nullptr);
    CHECK(audio.submit([&] { return *value.tryOpen(); }) == 6);
    CHECK_THROWS_WITH_AS(value.open(), doctest::Contains("'audio'"), base::Failure);
    CHECK_THROWS_WITH_AS(value.open(), doctest::Contains("a thread that no executor owns"), base::Failure);
    CHECK_THROWS_WITH_AS(other.submit([&] { value.open(); }), doctest::Contains("'other'"), base::Failure);
}

TEST_CASE("sendHome destroys the value on its executor, from wherever it is let go") {
    std::thread::id home;
    std::thread::id place;
    {
        Executor executor;
        home = executor.submit([] { return std::this_thread::get_id(); });
        { const Tagged<Witness> value(executor, DestroyPolicy::sendHome, place); }
        executor.submit([] {});
        CHECK(place == home);
        place = {};
        auto value = std::make_unique<Tagged<Witness>>(executor, DestroyPolicy::sendHome, place);
        executor.submit([&] { value.reset(); });
        CHECK(place == home);
    }
}

TEST_CASE("reclaim destroys the value where the reclaimer collects") {
    Executor executor;
    std::thread::id place;
    { const Tagged<Witness> value(executor, DestroyPolicy::reclaim, place); }
    while (executor.reclaimer()->collected() == 0)
        executor.reclaimer()->collect();
    CHECK(place != std::thread::id());
}

TEST_CASE("after its executor closed, a tagged value dies where it is let go") {
    std::thread::id place;
    {
        auto executor = std::make_unique<Executor>();
        Tagged<Witness> value(*executor, DestroyPolicy::sendHome, place);
        executor.reset();
        Tagged<Witness> moved = std::move(value);
    }
    CHECK(place == std::this_thread::get_id());
}

TEST_CASE("a value that waits to be sent home when its executor closes still dies at home") {
    struct Native {
        bool& atHome;
        concurrency::Tag home;
        ~Native() { atHome = home.isCurrent(); }
    };
    bool atHome = false;
    Executor executor;
    const auto driver = executor.adopt({.silence = std::chrono::hours(1)});
    { const Tagged<Native> value(executor, DestroyPolicy::sendHome, atHome, executor.tag()); }
    executor.close();
    CHECK(atHome);
}
