// SPDX-License-Identifier: MIT
// Blocks of a driver between the brackets of RealtimeSanitizer, which ends the program at the first allocation,
// lock or blocking call that it knows. Without an argument nothing may be found; with one, the call that it
// names.
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <rondo/concurrency/executor.h>
#include <rondo/concurrency/spsc_channel.h>
#include <string_view>
#include <thread>

extern "C" {
void __rtsan_realtime_enter();
void __rtsan_realtime_exit();
}

using namespace rondo::concurrency;

namespace {

constexpr int blockCount = 200;

void misbehave(std::string_view call, Executor& executor) {
    if (call == "malloc") {
        void* volatile block = std::malloc(64);
        std::free(block);
    } else if (call == "mutex") {
        static std::mutex mutex;
        const std::scoped_lock lock(mutex);
    } else if (call == "closure") {
        // Too large for the pool: such a closure is boxed on the heap.
        static_cast<void>(executor.post([large = std::array<char, 500>{}] { return large[0]; }));
    }
}

} // namespace

int main(int argumentCount, char** arguments) {
    const std::string_view call = argumentCount > 1 ? arguments[1] : "";
    Executor executor;
    Driver driver = executor.adopt();
    auto [sender, receiver] = makeSpscChannel<float>(64);
    std::atomic<int> blocks{0}, closures{0};
    std::atomic<bool> ended{false};
    std::thread audio([&] {
        float value = 0;
        while (!ended) {
            __rtsan_realtime_enter();
            if (const auto block = driver.enter()) {
                while (receiver.tryReceive(value))
                    static_cast<void>(value);
                if (blocks.fetch_add(1) == blockCount)
                    misbehave(call, executor);
            }
            __rtsan_realtime_exit();
            std::this_thread::yield();
        }
    });
    for (int turn = 0; turn < blockCount; ++turn) {
        executor.submit([&] { closures.fetch_add(1); });
        static_cast<void>(executor.post([&] { closures.fetch_add(1); }));
        static_cast<void>(sender.trySend(1.0F));
    }
    while (blocks <= blockCount || closures < 2 * blockCount)
        std::this_thread::yield();
    ended = true;
    audio.join();
    std::printf("%d blocks, none reported\n", blockCount);
    return 0;
}
