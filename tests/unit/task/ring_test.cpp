// SPDX-License-Identifier: MIT
#include <rondo/task/detail/ring.h>

#include <doctest/doctest.h>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <rondo/task/channel.h>

using namespace rondo;
using task::detail::Ring;

TEST_CASE("ring: it holds its capacity, whatever power of two its room is rounded to, and gives in order") {
    for (const std::size_t capacity : {1U, 2U, 3U, 5U, 8U, 1000U}) {
        CAPTURE(capacity);
        Ring<std::size_t> ring(capacity);
        std::size_t in = 0, out = 0;
        std::optional<std::size_t> item;
        for (int turn = 0; turn < 5; ++turn) {
            while (!ring.full())
                ring.push(in++);
            CHECK(in - out == capacity);
            for (std::size_t half = (capacity + 1) / 2; half > 0; --half) {
                ring.pop(item);
                CHECK(item == out++);
            }
        }
        while (!ring.empty()) {
            ring.pop(item);
            CHECK(item == out++);
        }
        CHECK(in == out);
    }
}

TEST_CASE("ring: one without capacity is empty and full") {
    const Ring<int> ring(0);
    CHECK(ring.empty());
    CHECK(ring.full());
}

TEST_CASE("ring: what nobody has taken is destroyed with it, and a swap takes it along") {
    const auto item = std::make_shared<int>(1);
    {
        Ring<std::shared_ptr<int>> ring(3);
        ring.push(std::shared_ptr(item));
        ring.push(std::shared_ptr(item));
        std::optional<std::shared_ptr<int>> taken;
        ring.pop(taken);
        CHECK(item.use_count() == 3);
        taken.reset();
        CHECK(item.use_count() == 2);
        {
            Ring<std::shared_ptr<int>> other(0);
            other.swap(ring);
            CHECK(ring.full());
            CHECK(item.use_count() == 2);
        }
        CHECK(item.use_count() == 1);
    }
    CHECK(item.use_count() == 1);
}

TEST_CASE("ring: a channel with more places than there is memory is refused as such") {
    CHECK_THROWS_AS(task::makeChannel<int>(std::numeric_limits<std::size_t>::max()), std::bad_alloc);
    CHECK_THROWS_AS(task::makeChannel<int>(std::numeric_limits<std::size_t>::max() / 4), std::bad_alloc);
}
