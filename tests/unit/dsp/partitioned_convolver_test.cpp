// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <functional>
#include <random>
#include <rondo/audio/audio_buffer.h>
#include <rondo/dsp/detail/convolver_stage.h>
#include <rondo/dsp/partitioned_convolver.h>
#include <support/spectrum.h>
#include <utility>

using namespace rondo;
using dsp::PartitionedConvolver;

namespace {

audio::AudioBuffer noise(std::uint32_t channels, std::uint32_t frames, unsigned seed) {
    std::mt19937 numbers(seed);
    audio::AudioBuffer made(channels, frames);
    for (std::uint32_t channel = 0; channel < channels; ++channel)
        for (auto& sample : made.block().channel(channel))
            sample = static_cast<float>(numbers() % 20001) / 10000 - 1;
    return made;
}

audio::AudioBuffer play(PartitionedConvolver convolver, const audio::AudioBuffer& input,
                        const std::function<std::uint32_t()>& nextBlock) {
    audio::AudioBuffer output(input.channelCount(), input.frameCount());
    for (std::uint32_t done = 0; done < input.frameCount();) {
        const auto count = std::min(nextBlock(), input.frameCount() - done);
        convolver.process(input.block().frames(done, count), output.block().frames(done, count));
        done += count;
    }
    return output;
}

bool same(const audio::AudioBuffer& one, const audio::AudioBuffer& other) {
    for (std::uint32_t channel = 0; channel < one.channelCount(); ++channel)
        if (!std::ranges::equal(one.block().channel(channel), other.block().channel(channel)))
            return false;
    return true;
}

double directAt(std::span<const float> input, std::span<const float> response, std::size_t frame) {
    double sum = 0;
    for (std::size_t tap = 0; tap < response.size() && tap <= frame; ++tap)
        sum += double{response[tap]} * double{input[frame - tap]};
    return sum;
}

} // namespace

TEST_CASE("a convolution is that of the definition, without delay, whatever the response's length") {
    const auto input = noise(1, 34000, 1);
    for (const std::uint32_t length : {1u, 2u, 63u, 64u, 65u, 128u, 1000u, 1024u, 1025u, 1536u, 1537u, 8192u,
                                       8193u, 12288u, 12289u, 30000u}) {
        CAPTURE(length);
        const auto response = noise(1, length, 2);
        const auto output = play(PartitionedConvolver(response.block(), 1), input, [] { return 64u; });
        std::mt19937 numbers(3);
        double worst = 0;
        const auto check = [&](std::size_t frame) {
            const double expected = directAt(input.block().channel(0), response.block().channel(0), frame);
            worst = std::max(worst, std::abs(output.block().channel(0)[frame] - expected));
        };
        for (std::size_t frame = 0; frame < 70; ++frame)
            check(frame);
        for (int turn = 0; turn < 300; ++turn)
            check(numbers() % 34000);
        // Rounding grows with the root of the length: a part in 10^6 of the typical sum.
        CHECK(worst < 2e-6 * (1 + std::sqrt(static_cast<double>(length))));
    }
}

TEST_CASE("one sample comes back as the response, each sample of it in its place") {
    const auto response = noise(1, 25000, 4);
    for (const std::uint32_t offset : {0u, 1u, 63u, 700u, 4097u}) {
        audio::AudioBuffer input(1, 30000);
        input.block().channel(0)[offset] = 1;
        const auto output = play(PartitionedConvolver(response.block(), 1), input, [] { return 500u; });
        double worst = 0;
        for (std::uint32_t frame = 0; frame < 30000; ++frame) {
            const float expected =
                frame >= offset && frame < offset + 25000 ? response.block().channel(0)[frame - offset] : 0.0f;
            worst = std::max(worst, std::abs(double{output.block().channel(0)[frame]} - double{expected}));
        }
        CHECK(worst < 1e-5);
    }
}

TEST_CASE("the samples do not depend on the blocks nor on the instruction set") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    const auto input = noise(2, 20000, 5);
    for (const std::uint32_t length : {40u, 3000u, 14000u}) {
        const auto response = noise(2, length, 6);
        const auto expected = play(PartitionedConvolver(response.block(), 2, dsp::InstructionSet::baseline),
                                   input, [] { return 64u; });
        for (const auto set : {dsp::InstructionSet::baseline, dsp::InstructionSet::avx2}) {
            if (!dsp::supports(set))
                continue;
            for (const std::uint32_t block : {1u, 7u, 32u, 500u, 4096u, 20000u})
                CHECK(same(play(PartitionedConvolver(response.block(), 2, set), input, [=] { return block; }),
                           expected));
            std::mt19937 numbers(seed);
            CHECK(same(play(PartitionedConvolver(response.block(), 2, set), input,
                            [&] { return static_cast<std::uint32_t>(1 + numbers() % 300); }),
                       expected));
        }
    }
}

TEST_CASE("a response of one channel serves all channels, one of several each its own, also in place") {
    const auto response = noise(3, 2000, 7);
    const auto input = noise(3, 5000, 8);
    const auto each = play(PartitionedConvolver(response.block(), 3), input, [] { return 64u; });
    for (std::uint32_t channel = 0; channel < 3; ++channel) {
        audio::AudioBuffer one(1, 5000);
        one.block().copyFrom(input.block().channels(channel, 1));
        PartitionedConvolver convolver(response.block().channels(channel, 1), 1);
        convolver.process(std::as_const(one).block(), one.block());
        CHECK(std::ranges::equal(one.block().channel(0), each.block().channel(channel)));
    }
    const auto shared =
        play(PartitionedConvolver(response.block().channels(0, 1), 3), input, [] { return 64u; });
    CHECK(std::ranges::equal(shared.block().channel(0), each.block().channel(0)));
    CHECK_FALSE(std::ranges::equal(shared.block().channel(1), each.block().channel(1)));
}

TEST_CASE("silence follows when the input has been silent for the response and the extra tail") {
    const auto response = noise(1, 15000, 9);
    for (const std::uint32_t sounding : {64u, 4000u, 5000u}) {
        audio::AudioBuffer input(1, 40000);
        input.block().copyFrom(noise(1, sounding, 10).block());
        const auto output = play(PartitionedConvolver(response.block(), 1), input, [] { return 64u; });
        const auto rest = output.block().channel(0).subspan(sounding + 15000 + PartitionedConvolver::extraTail);
        CHECK(std::ranges::all_of(rest, [](float sample) { return sample == 0; }));
    }
}

TEST_CASE("a convolver that has become silent goes on wherever the stream does") {
    const auto response = noise(1, 10000, 11);
    const auto input = noise(1, 16000, 12);
    PartitionedConvolver convolver(response.block(), 1);
    convolver.seek(12345);
    audio::AudioBuffer output(1, 16000);
    convolver.process(input.block(), output.block());
    for (const std::size_t frame : {0u, 100u, 5000u, 15999u})
        CHECK(output.block().channel(0)[frame] ==
              doctest::Approx(directAt(input.block().channel(0), response.block().channel(0), frame))
                  .epsilon(1e-3));
}

TEST_CASE("a long partition's work falls evenly on the quanta of its period, for short and long responses") {
    for (const std::uint32_t points : {512u, 4096u})
        for (const std::uint32_t length : {points, 14 * points, 120 * points}) {
            CAPTURE(points);
            CAPTURE(length);
            const auto response = noise(1, length, 13);
            const auto quanta = points / PartitionedConvolver::quantum;
            const dsp::detail::ConvolverStage stage(std::make_shared<dsp::detail::SpectralPlan>(points),
                                                    dsp::detail::spectralLoopsBaseline,
                                                    response.block().channel(0), quanta);
            std::uint64_t most = 0;
            std::uint64_t all = 0;
            for (std::uint32_t quantum = 0; quantum < quanta; ++quantum) {
                most = std::max(most, stage.cost(quantum));
                all += stage.cost(quantum);
            }
            // Two transforms of at least five passes, and the products.
            CHECK(all >= std::uint64_t{10} * points + length);
            // One step more than its share at most, and no step is more than 16 bins of each partition.
            CHECK(most <= all / quanta + std::max(512u, 32 * length / points));
        }
}
