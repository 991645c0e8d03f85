// SPDX-License-Identifier: MIT
//
// Messages to and from the audio thread: parameters by a channel, a meter by a latest value, and an interface
// thread that sleeps until there is something to show or it is told to stop. Exit code 0 when everything came
// out as expected.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <rondo/concurrency/executor.h>
#include <rondo/concurrency/latest_value.h>
#include <rondo/concurrency/spsc_channel.h>
#include <rondo/concurrency/stop_source.h>
#include <rondo/concurrency/wait_any.h>
#include <thread>

using namespace rondo;
using namespace std::chrono_literals;
using concurrency::Deadline;

namespace {

constexpr int framesInBlock = 64;

// [update]
struct Update {
    std::uint32_t parameter;
    float value;
};
// [/update]

struct AudioSide {
    concurrency::SpscReceiver<Update> receiver;
    concurrency::LatestValueWriter<float> meter;
    float gain = 0;

    void process() noexcept {
        // [drain]
        // the audio thread, at a block's start
        for (const Update& update : receiver.drain())
            apply(update);
        // [/drain]
        std::array<float, framesInBlock> block;
        block.fill(gain);
        meter.write(*std::max_element(block.begin(), block.end()));
    }
    void apply(const Update& update) noexcept {
        if (update.parameter == 0)
            gain = update.value;
    }
};

} // namespace

int main() {
    concurrency::Executor executor({.name = "audio"});
    // [channel]
    auto [sender, receiver] = concurrency::makeSpscChannel<Update>(1024);
    // [/channel]
    auto [meterWriter, meterReader] = concurrency::makeLatestValue<float>(0);
    AudioSide audio{std::move(receiver), std::move(meterWriter)};
    concurrency::StopSource stop;

    std::thread soundCard([&, driver = executor.adopt()]() mutable {
        while (!stop.stopRequested()) {
            if (auto block = driver.enter())
                audio.process();
            std::this_thread::yield(); // a sound card would call back when it is time
        }
    });
    int busy = 0;
    const auto showThatTheAudioThreadIsBusy = [&busy] { ++busy; };
    // [send]
    // the interface's thread
    if (!sender.trySend({.parameter = 0, .value = 0.5F}))
        showThatTheAudioThreadIsBusy();
    // [/send]
    float shown = 0;
    // [wait]
    const auto token = stop.token();
    while (shown != 0.5F) {
        const auto ready = concurrency::waitAny(Deadline::in(10s), meterReader.readable(), token.requested());
        if (!ready[0])
            break; // stopped, or nothing for ten seconds
        static_cast<void>(meterReader.tryReadNew(shown));
    }
    // [/wait]
    stop.requestStop();
    soundCard.join();
    std::printf("the meter shows %.2f\n", static_cast<double>(shown));
    return shown == 0.5F && busy == 0 ? 0 : 1;
}
