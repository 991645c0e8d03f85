// SPDX-License-Identifier: MIT
//
// The audio thread as a place that closures are sent to: state that belongs to it, a question with an answer,
// and what happens to those who reach for the state from elsewhere. Exit code 0 when everything came out as
// expected.
#include <cstdio>
#include <rondo/concurrency/tagged.h>
#include <stdexcept>
#include <vector>

using namespace rondo;

int main() {
    // [submit]
    concurrency::Executor audioThread({.name = "audio"});
    concurrency::Tagged<std::vector<float>> envelope(audioThread, concurrency::DestroyPolicy::reclaim,
                                                     std::vector<float>(4, 0.5F));

    float factor = 0.25F; // the caller waits, so the closure may use the caller's locals
    const float sum = audioThread.submit([&] {
        float total = 0;
        for (float& value : envelope.open())
            total += value *= factor;
        return total;
    });
    // [/submit]
    std::printf("the audio thread answered %.3f\n", static_cast<double>(sum));
    if (sum != 0.5F)
        return 1;

    try {
        envelope.open();
        return 1;
    } catch (const base::Failure& failure) {
        std::printf("from here: %s\n", failure.what());
    }
    try {
        audioThread.submit([] { throw std::runtime_error("a closure's exception comes back to its caller"); });
        return 1;
    } catch (const std::runtime_error& error) {
        std::printf("and %s\n", error.what());
    }
    return 0;
}
