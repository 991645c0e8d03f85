// SPDX-License-Identifier: MIT
//
// Misbehaves as its argument says, for AddressSanitizer to report: looks at the frame of a task that has ended,
// at the task itself, gives a block back twice, or writes behind one. Without an argument it behaves.
#include <cstdio>
#include <cstring>
#include <rondo/task/channel.h>
#include <rondo/task/detail/block_cache.h>
#include <rondo/task/detail/current_task.h>
#include <rondo/task/pool.h>
#include <rondo/task/spawn.h>
#include <rondo/task/yield.h>
#include <string>

using namespace rondo::task;

namespace {

/// Where a child had its number, and where the child itself was.
struct Remains {
    const volatile int* number = nullptr;
    const void* task = nullptr;
};

Task<Remains> endedChild() {
    Remains remains;
    {
        auto child = spawn([&]() -> Task<> {
            int number = 1;
            remains = {&number, &detail::currentTask("the test")};
            co_await yield();
            ++number;
        });
        co_await child;
    }
    co_return remains;
}

void misbehave(const std::string& how) {
    Pool pool({.workers = 1});
    pool.run([&]() -> Task<> {
        const auto remains = co_await endedChild();
        if (how == "frame")
            std::printf("%d\n", *remains.number);
        if (how == "task")
            std::printf("%d\n", *static_cast<const volatile unsigned char*>(remains.task));
        auto* const block = static_cast<char*>(detail::BlockCache::allocate(100));
        std::memset(block, 0, how == "behind" ? 101 : 100);
        detail::BlockCache::release(block, 100);
        if (how == "twice")
            detail::BlockCache::release(block, 100);
    });
}

/// Blocks that come back from outside the pool.
void misbehaveOutside(const std::string& how) {
    const auto store = detail::BlockStore::make();
    void* block = nullptr;
    {
        detail::BlockCache cache(*store);
        block = cache.take(100);
    }
    detail::BlockCache::release(block, 100);
    if (how == "outside")
        std::memset(block, 0, 100);
}

} // namespace

int main(int count, char** arguments) {
    const std::string how = count > 1 ? arguments[1] : "";
    misbehave(how);
    misbehaveOutside(how);
    std::puts("nothing was reported");
    return 0;
}
