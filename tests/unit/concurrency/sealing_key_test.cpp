// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <doctest/doctest.h>
#include <limits>
#include <memory>
#include <random>
#include <rondo/concurrency/detail/seal_code.h>
#include <rondo/concurrency/detail/seal_table.h>
#include <rondo/concurrency/detail/tag_scope.h>
#include <rondo/concurrency/sealing_key.h>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

using namespace rondo;
using namespace rondo::concurrency;

namespace {

struct Counted {
    explicit Counted(int& ends, int number = 0) noexcept : ended(&ends), value(number) {}
    Counted(Counted&& other) noexcept : ended(std::exchange(other.ended, nullptr)), value(other.value) {}
    ~Counted() {
        if (ended != nullptr)
            ++*ended;
    }
    int* ended;
    int value;
};

using Raw = std::array<std::uint64_t, 2>;

template <class T, Rights held>
Sealed<T, held> flipped(const Sealed<T, held>& handle, const std::vector<unsigned>& bits) {
    auto raw = std::bit_cast<Raw>(handle);
    for (const auto bit : bits)
        raw[bit / 64] ^= std::uint64_t{1} << bit % 64;
    return std::bit_cast<Sealed<T, held>>(raw);
}

bool mentions(const base::Error& error, const char* what) { return error.text.find(what) != std::string::npos; }

} // namespace

TEST_CASE("rights are sets: they join, meet and have names") {
    static_assert((Rights::send | Rights::receive | Rights::close) == Rights::all);
    static_assert(Rights::all.includes(Rights::send) && !Rights::send.includes(Rights::all));
    static_assert(Rights::none.includes(Rights::none));
    static_assert((Rights{0xff} & Rights::all) == Rights::all && (Rights{0xf0} | Rights::none) == Rights::none);
    CHECK(Rights::none.names() == "nothing");
    CHECK(Rights::all.names() == "send and receive and close");
}

TEST_CASE("a handle's bits give back what went in") {
    using detail::SealCode;
    std::mt19937_64 random(1);
    for (int round = 0; round < 1000; ++round) {
        const auto slot = static_cast<std::uint32_t>(random() & 0xffffU);
        const auto generation = static_cast<std::uint32_t>(random());
        const Rights rights{static_cast<std::uint8_t>(random() & 7U)};
        const auto bits = SealCode::pack(slot, generation, rights);
        REQUIRE(SealCode::sound(bits));
        REQUIRE(SealCode::slot(bits) == slot);
        REQUIRE(SealCode::generation(bits) == generation);
        REQUIRE(SealCode::rights(bits) == rights);
        for (std::uint8_t kept = 0; kept < 8; ++kept)
            REQUIRE(SealCode::narrowed(bits, Rights{kept}) ==
                    SealCode::pack(slot, generation, rights & Rights{kept}));
    }
}

TEST_CASE("any one to five flipped bits of a handle are noticed") {
    // The code is linear: it is enough that no word of weight one to five is a sound one.
    const auto bit = [](unsigned index) { return std::uint64_t{1} << index; };
    std::array<bool, 1U << detail::SealCode::checkBits> pairs{};
    const auto syndrome = [](std::uint64_t bits) { // what the check should have been, against what it is
        return (detail::SealCode::pack(detail::SealCode::slot(bits), detail::SealCode::generation(bits),
                                       detail::SealCode::rights(bits)) ^
                bits) &
               ((1U << detail::SealCode::checkBits) - 1);
    };
    for (unsigned a = 0; a < 64; ++a) {
        REQUIRE(syndrome(bit(a)) != 0);
        for (unsigned b = a + 1; b < 64; ++b) {
            const auto two = syndrome(bit(a) ^ bit(b));
            REQUIRE(two != 0);
            REQUIRE(!pairs[two]); // no two pairs share one: no four bits cancel, and with the parity no five
            pairs[two] = true;
            for (unsigned c = b + 1; c < 64; ++c)
                REQUIRE(syndrome(bit(a) ^ bit(b) ^ bit(c)) != 0);
        }
    }
    std::uint64_t odd = 0; // every sound word has an even number of ones
    for (unsigned a = 0; a < 64; ++a)
        odd |= std::popcount(syndrome(bit(a))) % 2 == 0 ? bit(a) : 0;
    CHECK(odd == 0);
}

TEST_CASE("a key opens what it sealed, for whoever brings the handle") {
    SealingKey<std::string> key("names");
    const auto handle = key.seal("secret").value();
    const auto copy = handle;
    CHECK(*key.open(copy).value() == "secret");
    CHECK(*key.tryOpen(handle) == "secret");
    *key.tryOpen(handle) += "s";
    CHECK(key.tryOpen(copy)->size() == 7);
    CHECK(handle.id() == SealedId{key.number(), 0, 1});
    CHECK(key.statistics().sealed == 1);
    CHECK(key.statistics().live == 1);
    CHECK(key.statistics().forged() == 0);
}

TEST_CASE("another key's handle is refused, and both keys are in the text") {
    SealingKey<std::string> mine("mine"), theirs("theirs");
    const auto handle = theirs.seal("x").value();
    REQUIRE(mine.seal("y").has_value()); // same slot, generation and rights
    const auto refused = mine.open(handle);
    REQUIRE(!refused);
    CHECK(refused.error().code == base::ErrorCode::forged);
    CHECK(mentions(refused.error(), "'mine'"));
    CHECK(mentions(refused.error(), ("key " + std::to_string(theirs.number())).c_str()));
    CHECK(!mine.revoke(handle));
    CHECK(!mine.take(handle));
    CHECK(mine.statistics().otherKeys == 3);
    CHECK(theirs.tryOpen(handle));
}

TEST_CASE("a handle that was never given out is refused") {
    SealingKey<int> key("numbers");
    const Sealed<int> none;
    CHECK(!none);
    CHECK(!key.tryOpen(none));
    CHECK(mentions(key.open(none).error(), "never given out"));
    CHECK(key.statistics().otherKeys == 2);
}

TEST_CASE("a handle of a place that the key has not is refused") {
    SealingKey<int> key("numbers", 2);
    const auto raw = std::bit_cast<Raw>(key.seal(1).value());
    for (const std::uint32_t slot : {2U, 3U, 65535U})
        CHECK_FALSE(
            key.tryOpen(std::bit_cast<Sealed<int>>(Raw{raw[0], detail::SealCode::pack(slot, 1, Rights::all)})));
    CHECK(key.statistics().damaged == 3);
}

TEST_CASE("a revoked handle is stale for ever, also when its place is used again") {
    SealingKey<int> key("numbers", 1);
    const auto first = key.seal(1).value();
    REQUIRE(key.revoke(first));
    const auto second = key.seal(2).value();
    CHECK(first.id().slot == second.id().slot);
    CHECK(!key.tryOpen(first));
    CHECK(key.open(first).error().code == base::ErrorCode::forged);
    CHECK(key.revoke(first).error().code == base::ErrorCode::forged);
    CHECK(key.take(first).error().code == base::ErrorCode::forged);
    CHECK(key.statistics().stale == 4);
    CHECK(*key.tryOpen(second) == 2);
}

TEST_CASE("a missing right is named, and the object stays as it was") {
    SealingKey<int> key("numbers");
    const auto handle = key.seal(1).value().narrowed(Rights::receive);
    const auto refused = key.open(handle, Rights::send | Rights::receive);
    REQUIRE(!refused);
    CHECK(refused.error().code == base::ErrorCode::notOwner);
    CHECK(mentions(refused.error(), "to send"));
    CHECK(key.revoke(handle, Rights::close).error().code == base::ErrorCode::notOwner);
    CHECK(key.take(handle, Rights::close).error().code == base::ErrorCode::notOwner);
    CHECK(key.statistics().missingRight == 3);
    CHECK(key.statistics().forged() == 0);
    CHECK(key.tryOpen(handle, Rights::receive));
}

TEST_CASE("rights only shrink, by value and by type") {
    SealingKey<int> key("numbers");
    const auto sealed = key.seal(1, Rights::send | Rights::receive).value();
    CHECK(sealed.rights() == (Rights::send | Rights::receive));
    CHECK(sealed.narrowed(Rights::all) == sealed);
    CHECK(sealed.narrowed(Rights::send).narrowed(Rights::all).rights() == Rights::send);
    const Sealed<int, Rights::receive | Rights::close> typed = sealed;
    CHECK(typed.rights() == Rights::receive);
    const Sealed<int, Rights::close> nothing = typed;
    CHECK(nothing.rights() == Rights::none);
    CHECK(key.tryOpen(nothing));
    static_assert(!std::is_convertible_v<Sealed<int, Rights::send>, Sealed<int>>);
    static_assert(!std::is_constructible_v<Sealed<int, Rights::send>, Sealed<int, Rights::receive>>);
    static_assert(std::is_trivially_copyable_v<Sealed<std::string>> && sizeof(Sealed<std::string>) == 16);
}

TEST_CASE("flipped bits never open a handle") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 random(seed);
    SealingKey<int> key("numbers", 64);
    std::vector<Sealed<int>> handles;
    for (int object = 0; object < 64; ++object)
        handles.push_back(key.seal(static_cast<int>(object)).value());
    std::uint64_t refused = 0;
    for (int round = 0; round < 100'000; ++round) {
        const auto count = round % 2 == 0 ? 1 + random() % 5 : 1 + random() % 128;
        std::vector<unsigned> bits;
        while (bits.size() < count)
            if (const auto bit = random() % 128; std::find(bits.begin(), bits.end(), bit) == bits.end())
                bits.push_back(static_cast<unsigned>(bit));
        const auto forged = flipped(handles[random() % handles.size()], bits);
        REQUIRE_FALSE(key.tryOpen(forged));
        REQUIRE_FALSE(key.tryOpen(forged.narrowed(Rights::none)));
        refused += 2;
    }
    CHECK(key.statistics().forged() == refused);
    CHECK(key.statistics().live == 64);
}

TEST_CASE("an object ends once: when it is revoked, or with the last who has it open") {
    int ended = 0;
    SealingKey<Counted> key("counted");
    const auto closed = key.seal(Counted(ended)).value();
    REQUIRE(key.revoke(closed));
    CHECK(ended == 1);

    const auto open = key.seal(Counted(ended, 7)).value();
    auto first = key.tryOpen(open);
    auto second = key.tryOpen(open);
    REQUIRE(key.revoke(open));
    CHECK(!key.tryOpen(open));
    CHECK(!key.revoke(open));
    first.close();
    CHECK(ended == 1);
    CHECK(second->value == 7);
    CHECK(key.statistics().live == 1);
    second = {};
    CHECK(ended == 2);
    CHECK(key.statistics().live == 0);
}

TEST_CASE("in a callback an object is left to the next who works with the key") {
    int ended = 0;
    SealingKey<Counted> key("counted", 1);
    const auto letGoInCallback = [&](const Sealed<Counted>& handle) {
        auto opened = key.tryOpen(handle);
        REQUIRE(key.revoke(handle));
        const detail::TagScope callback(Tag::make(), "callback", detail::TagScope::Kind::callback);
        opened.close();
    };
    letGoInCallback(key.seal(Counted(ended)).value());
    CHECK(ended == 0);
    CHECK(key.statistics().live == 1);
    key.collect();
    CHECK(ended == 1);
    CHECK(key.statistics().live == 0);

    letGoInCallback(key.seal(Counted(ended)).value());
    CHECK(ended == 1);
    const auto next = key.seal(Counted(ended)); // the only place
    CHECK(next.has_value());
    CHECK(ended == 2);
    letGoInCallback(next.value());
    CHECK(ended == 2);
    CHECK(!key.revoke(next.value()));
    CHECK(ended == 3);
    letGoInCallback(key.seal(Counted(ended)).value()); // left to the key's end
}

TEST_CASE("take hands the object out once") {
    int ended = 0;
    SealingKey<Counted> key("counted");
    const auto handle = key.seal(Counted(ended, 5)).value();
    {
        auto taken = key.take(handle);
        REQUIRE(taken.has_value());
        CHECK(taken->value == 5);
        CHECK(!key.take(handle));
        CHECK(ended == 0);
        CHECK(key.statistics().live == 0);
    }
    CHECK(ended == 1);
}

TEST_CASE("take waits for those who have the object open") {
    SealingKey<int> key("numbers");
    const auto handle = key.seal(1).value();
    auto opened = key.tryOpen(handle);
    std::atomic<bool> taken = false;
    std::thread taker([&] {
        CHECK(key.take(handle).value() == 2);
        taken = true;
    });
    while (key.tryOpen(handle)) // until the taker has revoked it
        std::this_thread::yield();
    CHECK(!taken);
    *opened = 2;
    opened.close();
    taker.join();
}

TEST_CASE("a full key refuses and leaves the object with the caller") {
    SealingKey<std::unique_ptr<int>> key("pointers", 2);
    REQUIRE(key.seal(std::make_unique<int>(1)));
    const auto second = key.seal(std::make_unique<int>(2)).value();
    auto third = std::make_unique<int>(3);
    const auto refused = key.seal(std::move(third));
    REQUIRE(!refused);
    CHECK(refused.error().code == base::ErrorCode::full);
    CHECK(mentions(refused.error(), "'pointers'"));
    REQUIRE(third != nullptr);
    REQUIRE(key.revoke(second));
    CHECK(key.seal(std::move(third)));
    CHECK(third == nullptr);
}

TEST_CASE("a key needs room for one object, and its handles have room for 65536") {
    CHECK_THROWS_WITH_AS(SealingKey<int>("none", 0), doctest::Contains("'none' can keep 1 to 65536"),
                         base::Failure);
    CHECK_THROWS_AS(SealingKey<int>("many", 65537), base::Failure);
    SealingKey<int> all("all", 65536);
    Sealed<int> last;
    for (int object = 0; object < 65536; ++object)
        last = all.seal(static_cast<int>(object)).value();
    CHECK(last.id().slot == 65535);
    CHECK(*all.tryOpen(last) == 65535);
}

TEST_CASE("a place whose numbers are used up is not used again") {
    struct Place final : detail::SealSlot {
        void reclaim() noexcept override { giveBack(); }
    } places[2];
    detail::SealTable table("table", 2, std::numeric_limits<std::uint32_t>::max());
    table.add(places[0], 0);
    table.add(places[1], 1);
    auto* slot = table.takeFree();
    REQUIRE(slot == &places[0]);
    const auto generation = slot->publish();
    CHECK(generation == std::numeric_limits<std::uint32_t>::max());
    CHECK(slot->revoke(generation));
    CHECK(table.takeFree() == &places[1]);
    CHECK(table.takeFree() == nullptr);
    CHECK(table.worn == 1);
    CHECK(mentions(table.noPlace(), "1 of its places are worn out"));
    places[1].publish();
    table.close();
}

TEST_CASE("the key's end revokes, and waits for those inside") {
    int ended = 0;
    auto key = std::make_unique<SealingKey<Counted>>("counted");
    REQUIRE(key->seal(Counted(ended)));
    const auto handle = key->seal(Counted(ended, 3)).value();
    std::atomic<bool> inside = false, gone = false;
    std::thread reader([&, opened = key->tryOpen(handle)]() mutable {
        inside = true;
        for (int turn = 0; turn < 1000; ++turn)
            std::this_thread::yield();
        CHECK(!gone);
        CHECK(opened->value == 3); // the end waits for us, so it is still there
        opened.close();
    });
    while (!inside)
        std::this_thread::yield();
    key.reset();
    gone = true;
    CHECK(ended == 2);
    reader.join();
}
