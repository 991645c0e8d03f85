// SPDX-License-Identifier: MIT
#include <explore/explorer.h>
#include <rondo/concurrency/detail/job_pool.h>
#include <rondo/concurrency/detail/published.h>
#include <rondo/concurrency/reclaimer.h>

using explore::Thread;
using explore::Traced;
using namespace rondo::concurrency;

namespace {
struct Corpse final : Retirable {
    explicit Corpse(int number) : item(number) {}
    Traced item;
};
} // namespace

TEST_CASE("reclaimer: two threads retire, two collect, each object dies once") {
    explore::mustHold({}, [] {
        Reclaimer reclaimer;
        Thread first([&] { reclaimer.retire(new Corpse(1)); });
        Thread second([&] {
            reclaimer.retire(new Corpse(2));
            reclaimer.collect();
        });
        std::size_t collected = reclaimer.collect();
        first.join();
        second.join();
        collected += reclaimer.collect();
        explore::check(reclaimer.retired() == 2 && reclaimer.collected() == 2,
                       "all that was retired is collected");
        explore::check(collected <= 2, "and none twice");
    });
}

TEST_CASE("reclaimer: one thread retires while another collects again and again") {
    explore::mustHold({}, [] {
        Reclaimer reclaimer;
        Thread producer([&] {
            for (int number = 1; number <= 3; ++number)
                reclaimer.retire(new Corpse(number));
        });
        reclaimer.collect();
        reclaimer.collect();
        producer.join();
        reclaimer.collect();
        explore::check(reclaimer.collected() == 3, "all that was retired is collected");
    });
}

TEST_CASE("job pool: a cell has one user at a time, and none is lost") {
    explore::mustHold({}, [] {
        detail::JobPool pool(2);
        const auto use = [&pool] {
            for (int turn = 0; turn < 2; ++turn) {
                if (void* cell = pool.take()) {
                    auto* item = new (cell) Traced(turn);
                    explore::check(item->value() == turn, "nobody else writes the cell");
                    item->~Traced();
                    pool.give(cell);
                }
            }
        };
        Thread first(use), second(use);
        use();
        first.join();
        second.join();
        void* one = pool.take();
        void* two = pool.take();
        explore::check(one != nullptr && two != nullptr && one != two, "both cells are there again");
        explore::check(pool.take() == nullptr, "and no third");
    });
}

TEST_CASE("published: a value is whole, never older than what the reader knows, and a reader never waits") {
    explore::mustHold({}, [] {
        struct Wide {
            std::uint64_t left, right;
        };
        detail::Published<Wide> published;
        Thread writer([&] {
            for (std::uint64_t number = 1; number <= 2; ++number)
                published.store({number, number});
        });
        const Wide seen = published.load({7, 7});
        explore::check(seen.left == seen.right, "the value is whole");
        writer.join();
        const Wide last = published.load({7, 7});
        explore::check(last.left == 2 && last.right == 2, "the last value arrives");
    });
}
