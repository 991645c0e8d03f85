// SPDX-License-Identifier: MIT
#include <rondo/session/file/audio_file_source.h>

#include <cmath>
#include <doctest/doctest.h>
#include <random>
#include <support/seed.h>
#include <support/sound_files.h>
#include <support/temporary_folder.h>

using namespace rondo;
using session::AudioFileSource;

namespace {

std::vector<float> pull(AudioFileSource& source, std::size_t frames, std::size_t chunk = 777) {
    std::vector<float> samples;
    while (samples.size() < frames * source.channelCount()) {
        std::vector<float> part(std::min(chunk, frames - samples.size() / source.channelCount()) *
                                source.channelCount());
        const auto count = source.read(part);
        REQUIRE(count);
        samples.insert(samples.end(), part.begin(),
                       part.begin() + static_cast<std::ptrdiff_t>(*count * source.channelCount()));
        if (*count < part.size() / source.channelCount())
            break;
    }
    return samples;
}

AudioFileSource opened(session::AudioFileSourceOptions options) {
    auto source = AudioFileSource::open(std::move(options));
    REQUIRE_MESSAGE(source, (source ? "" : source.error().text));
    return std::move(*source);
}

std::vector<float> part(const std::vector<float>& samples, std::size_t from, std::size_t count) {
    const auto first = samples.begin() + static_cast<std::ptrdiff_t>(from);
    return {first, first + static_cast<std::ptrdiff_t>(count)};
}

} // namespace

TEST_CASE("Files of one recording follow each other as if they were one") {
    const test::TemporaryFolder folder;
    const auto whole = test::sines(30000, 2, 44100);
    test::writeWav(folder / "a.wav", part(whole, 0, 20002), 2, 44100);
    test::writeWav(folder / "b.wav", part(whole, 20002, 39998), 2, 44100);
    test::writeWav(folder / "whole.wav", whole, 2, 44100);
    for (const double rate : {44100.0, 48000.0}) {
        auto parts = opened({{folder / "a.wav", folder / "b.wav"}, rate, 2, false});
        auto one = opened({{folder / "whole.wav"}, rate, 2, false});
        CHECK(parts.frameCount() == one.frameCount());
        CHECK(pull(parts, 1000000) == pull(one, 1000000, 5000));
        CHECK(parts.currentFile() == 1);
    }
}

TEST_CASE("Files of different rates and channels become one stream of the first one's kind") {
    const test::TemporaryFolder folder;
    test::writeWav(folder / "a.wav", test::sines(4410, 2, 44100), 2, 44100);
    test::writeWav(folder / "b.wav", test::sines(9600, 1, 96000), 1, 96000);
    auto source = opened({{folder / "a.wav", folder / "b.wav"}, 0, 0, false});
    CHECK(source.rate() == 44100);
    CHECK(source.channelCount() == 2);
    CHECK(source.frameCount() == 8820);
    CHECK(pull(source, 100000).size() == 2 * 8820);
}

TEST_CASE("A loop has no seam, at the file's rate and at another") {
    const test::TemporaryFolder folder;
    // 441 Hz and 44100 frames: whole periods, so that the loop is one endless sine.
    test::writeWav(folder / "a.wav", test::sines(44100, 1, 44100, 441), 1, 44100);
    for (const double rate : {44100.0, 48000.0}) {
        auto source = opened({{folder / "a.wav"}, rate, 1, true});
        const auto frames = static_cast<std::size_t>(rate * 3.5);
        const auto heard = pull(source, frames);
        const auto wanted = test::sines(frames, 1, rate, 441);
        REQUIRE(heard.size() == frames);
        float largest = 0;
        for (std::size_t frame = 5000; frame < frames; ++frame)
            largest = std::max(largest, std::abs(heard[frame] - wanted[frame]));
        CHECK(largest < 1e-4F);
    }
}

TEST_CASE("A bad file anywhere in the list is refused before anything is read") {
    const test::TemporaryFolder folder;
    test::writeWav(folder / "a.wav", test::sines(100, 1, 44100), 1, 44100);
    CHECK(!AudioFileSource::open({{}, 0, 0, false}));
    CHECK(!AudioFileSource::open({{folder / "a.wav", folder / "missing.wav"}, 0, 0, false}));
    CHECK(!AudioFileSource::open({{folder / "a.wav"}, std::nan(""), 0, false}));
    CHECK(!AudioFileSource::open({{folder / "a.wav"}, -1, 0, false}));
    CHECK(!AudioFileSource::open({{folder / "a.wav"}, 0, 65, false}));
    test::writeWav(folder / "slow.wav", test::sines(100, 1, 1000), 1, 1000);
    const auto far = AudioFileSource::open({{folder / "slow.wav"}, 768000, 0, false});
    REQUIRE(!far);
    CHECK(far.error().text.find("too far") != std::string::npos);
}

TEST_CASE("A file that vanishes while the list plays ends it with a sentence, after what was there") {
    const test::TemporaryFolder folder;
    test::writeWav(folder / "a.wav", test::sines(100, 1, 44100), 1, 44100);
    test::writeWav(folder / "b.wav", test::sines(100, 1, 44100), 1, 44100);
    auto source = opened({{folder / "a.wav", folder / "b.wav"}, 0, 0, false});
    std::filesystem::remove(folder / "b.wav");
    std::vector<float> samples(500);
    CHECK(source.read(samples) == 100U);
    const auto after = source.read(samples);
    REQUIRE(!after);
    CHECK(after.error().code == base::ErrorCode::notFound);
}

TEST_CASE("From every place come the samples that playing from the start gives there, converted or not") {
    const test::TemporaryFolder folder;
    const auto seed = test::seedOfThisRun();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<float> noise(-0.5f, 0.5f);
    std::vector<float> whole(90'000);
    for (auto& sample : whole)
        sample = noise(random);
    test::writeWav(folder / "a.wav", part(whole, 0, 30'001), 1, 44100);
    test::writeWav(folder / "b.wav", part(whole, 30'001, 20'000), 1, 44100);
    test::writeWav(folder / "c.wav", part(whole, 50'001, 39'999), 1, 22050);
    for (const double rate : {44100.0, 48000.0, 96000.0, 16000.0, 22050.0, 44099.5}) {
        CAPTURE(rate);
        auto source = opened({{folder / "a.wav", folder / "b.wav", folder / "c.wav"}, rate, 1, false});
        const auto all = pull(source, 1'000'000);
        REQUIRE(static_cast<std::int64_t>(all.size()) == source.frameCount());
        const auto second = static_cast<std::size_t>(30'001 * rate / 44100); // where a file begins
        for (const auto place :
             {std::size_t{0}, std::size_t{1}, std::size_t{700}, second - 1, second, second + 1, second + 300,
              random() % (all.size() - 600), random() % (all.size() - 600)}) {
            CAPTURE(place);
            REQUIRE(source.seek(static_cast<std::int64_t>(place)));
            const auto heard = pull(source, 500);
            float largest = 0;
            for (std::size_t frame = 0; frame < heard.size(); ++frame)
                largest = std::max(largest, std::abs(heard[frame] - all[place + frame]));
            CHECK(heard.size() == 500);
            if (rate != 44099.5) // no short period, so it may be half a frame off
                CHECK(largest < 1e-6f);
        }
    }
}

TEST_CASE("A looped source knows how long its pass is, also when its files say something else") {
    const test::TemporaryFolder folder;
    test::writeWav(folder / "a.wav", test::sines(1001, 1, 44100), 1, 44100);
    auto once = opened({{folder / "a.wav"}, 48000, 1, false});
    CHECK(once.passFrames() == 0);
    auto looped = opened({{folder / "a.wav"}, 48000, 1, true});
    CHECK(looped.passFrames() == doctest::Approx(1001 * 48000.0 / 44100));
    pull(looped, 10'000);
    CHECK(looped.passFrames() == doctest::Approx(1001 * 48000.0 / 44100));
    auto cut = opened({{folder / "a.wav"}, 0, 0, true});
    CHECK(cut.passFrames() == 1001);
    std::filesystem::resize_file(folder / "a.wav", 44 + 4 * 600);
    pull(cut, 5'000);
    CHECK(cut.passFrames() == 600);
}
