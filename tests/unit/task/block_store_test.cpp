// SPDX-License-Identifier: MIT
#include <cstdint>
#include <cstring>
#include <doctest/doctest.h>
#include <optional>
#include <random>
#include <rondo/task/channel.h>
#include <rondo/task/detail/block_cache.h>
#include <rondo/task/pool.h>
#include <rondo/task/spawn.h>
#include <set>
#include <vector>

using namespace rondo;
using namespace rondo::task;
using detail::BlockCache;
using detail::BlockStore;

TEST_CASE("block store: blocks of all sizes are aligned, whole, and no two of them lie in each other") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto store = BlockStore::make();
    BlockCache first(*store), second(*store);
    struct Block {
        unsigned char* bytes;
        std::size_t size;
        unsigned char mark;
    };
    std::vector<Block> blocks;
    for (int step = 0; step < 100'000; ++step) {
        // Taken from one, given back to any.
        auto& cache = random() % 2 == 0 ? first : second;
        if (blocks.empty() || random() % 16 < (step < 50'000 ? 9U : 7U)) {
            const std::size_t size = 1 + random() % 1200;
            auto* const bytes = static_cast<unsigned char*>(cache.take(size));
            REQUIRE(reinterpret_cast<std::uintptr_t>(bytes) % 16 == 0);
            const auto mark = static_cast<unsigned char>(random());
            std::memset(bytes, mark, size);
            blocks.push_back({bytes, size, mark});
            continue;
        }
        std::swap(blocks[random() % blocks.size()], blocks.back());
        const auto block = blocks.back();
        blocks.pop_back();
        bool whole = true;
        for (std::size_t byte = 0; byte < block.size; ++byte)
            whole = whole && block.bytes[byte] == block.mark;
        REQUIRE(whole);
        cache.give(block.bytes, block.size);
    }
    for (const auto& block : blocks)
        first.give(block.bytes, block.size);
}

TEST_CASE("block store: what one cache gives back another one takes again") {
    constexpr int count = 1000;
    const auto store = BlockStore::make();
    BlockCache taking(*store), giving(*store);
    std::set<void*> seen;
    for (int round = 0; round < 100; ++round) {
        std::vector<void*> blocks;
        for (int number = 0; number < count; ++number)
            blocks.push_back(taking.take(100));
        seen.insert(blocks.begin(), blocks.end());
        for (auto* const block : blocks)
            giving.give(block, 100);
    }
    CHECK(seen.size() <= count + 4 * BlockStore::batch);
}

TEST_CASE("block store: a coroutine that outlives its pool is destroyed outside of it") {
    std::optional<Task<int>> kept;
    {
        Pool pool({.workers = 1});
        pool.run([&]() -> Task<> {
            auto call = [](int number) -> Task<int> { co_return number; };
            kept.emplace(call(1));
            co_return;
        });
    }
    kept.reset();
}

TEST_CASE("block store: a coroutine that one pool has made is destroyed in another one") {
    std::optional<Task<int>> kept;
    const auto call = [](int number) -> Task<int> { co_return number; };
    std::optional<Pool> maker(std::in_place, PoolOptions{.workers = 1});
    maker->run([&]() -> Task<> {
        kept.emplace(call(1));
        co_return;
    });
    maker.reset();
    Pool taker({.workers = 1});
    int result = 0;
    taker.run([&]() -> Task<> {
        result = co_await *std::move(kept);
        kept.reset();
    });
    CHECK(result == 1);
}
