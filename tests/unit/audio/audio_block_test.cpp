// SPDX-License-Identifier: MIT
#include <cstdint>
#include <doctest/doctest.h>
#include <numeric>
#include <rondo/audio/audio_buffer.h>
#include <rondo/audio/flush_denormals.h>

using namespace rondo;

TEST_CASE("a buffer is silent, and its channels are aligned and apart") {
    audio::AudioBuffer buffer(3, 7);
    CHECK(buffer.channelCount() == 3);
    CHECK(buffer.frameCount() == 7);
    for (std::uint32_t channel = 0; channel < 3; ++channel) {
        const auto samples = buffer.block().channel(channel);
        CHECK(samples.size() == 7);
        CHECK(reinterpret_cast<std::uintptr_t>(samples.data()) % 64 == 0);
        CHECK(std::accumulate(samples.begin(), samples.end(), 0.0f) == 0);
        std::ranges::fill(samples, static_cast<float>(channel + 1));
    }
    for (std::uint32_t channel = 0; channel < 3; ++channel)
        CHECK(buffer.block().channel(channel)[6] == static_cast<float>(channel + 1));
}

TEST_CASE("a part of a block shows the same samples") {
    audio::AudioBuffer buffer(4, 10);
    const auto part = buffer.block().channels(1, 2).frames(2, 6).frames(1, 3);
    CHECK(part.channelCount() == 2);
    CHECK(part.frameCount() == 3);
    part.channel(1)[0] = 5;
    CHECK(buffer.block().channel(2)[3] == 5);
    const audio::ConstAudioBlock constant = part;
    CHECK(constant.channel(1)[0] == 5);
}

TEST_CASE("copying takes what both have and clears the rest") {
    audio::AudioBuffer small(1, 2);
    std::ranges::fill(small.block().channel(0), 1.0f);
    audio::AudioBuffer large(2, 4);
    for (std::uint32_t channel = 0; channel < 2; ++channel)
        std::ranges::fill(large.block().channel(channel), 9.0f);
    large.block().copyFrom(small.block());
    CHECK(large.block().channel(0)[1] == 1);
    CHECK(large.block().channel(0)[2] == 0);
    CHECK(large.block().channel(1)[0] == 0);
    small.block().copyFrom({});
    CHECK(small.block().channel(0)[0] == 0);
}

TEST_CASE("empty blocks and buffers can be used") {
    audio::AudioBlock none;
    CHECK(none.empty());
    none.clear();
    none.copyFrom({});
    audio::AudioBuffer buffer(0, 0);
    CHECK(buffer.block().empty());
}

TEST_CASE("denormals are flushed for a while, and nested") {
    volatile float small = 1e-30f;
    const auto product = [&] { return small * small * 1e10f; };
    volatile float denormal = 1e-39f;
    CHECK(denormal * 1.0f != 0);
    {
        const audio::FlushDenormals outer;
        CHECK(denormal * 1.0f == 0);
        {
            const audio::FlushDenormals inner;
            CHECK(product() == 0);
        }
        CHECK(denormal * 1.0f == 0);
    }
    CHECK(denormal * 1.0f != 0);
}
