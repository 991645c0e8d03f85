// SPDX-License-Identifier: MIT
#include <rondo/session/peaks/peak_cache.h>

#include <cmath>
#include <doctest/doctest.h>
#include <random>
#include <support/sound_files.h>
#include <support/temporary_folder.h>
#include <thread>

using namespace rondo;
using session::Peak;
using session::PeakCache;
using session::PeakState;
using session::WaveformPeaks;

namespace {

std::vector<float> noise(std::size_t samples, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> level(-1, 1);
    std::vector<float> result(samples);
    for (auto& sample : result)
        sample = level(random);
    return result;
}

Peak peakOf(const std::vector<float>& samples, std::size_t channels, std::size_t channel, std::size_t first,
            std::size_t end) {
    Peak peak{1, -1, 0};
    double squares = 0;
    end = std::min(end, samples.size() / channels);
    for (auto frame = first; frame < end; ++frame) {
        const float sample = samples[frame * channels + channel];
        peak.minimum = std::min(peak.minimum, sample);
        peak.maximum = std::max(peak.maximum, sample);
        squares += static_cast<double>(sample) * static_cast<double>(sample);
    }
    peak.rms = static_cast<float>(std::sqrt(squares / static_cast<double>(end - first)));
    return peak;
}

session::PeakJob done(const PeakCache& cache, const std::filesystem::path& file) {
    auto job = cache.open(file);
    REQUIRE(job.wait());
    return job;
}

bool same(const WaveformPeaks& a, const WaveformPeaks& b) {
    for (std::size_t zoom = 0; zoom < WaveformPeaks::zooms.size(); ++zoom)
        if (!std::ranges::equal(a.stored(zoom), b.stored(zoom)))
            return false;
    return a.frameCount() == b.frameCount() && a.channelCount() == b.channelCount() && a.rate() == b.rate();
}

} // namespace

TEST_CASE("At every zoom, minimum, maximum and RMS of each column are those of its samples") {
    const test::TemporaryFolder folder;
    const auto samples = noise(2 * 300'001, 1);
    test::writeWav(folder / "a.wav", samples, 2, 44100);
    task::Pool pool({.workers = 1});
    const auto job = done(PeakCache(pool), folder / "a.wav");
    REQUIRE(job.progress().state == PeakState::ready);
    const auto peaks = job.peaks();
    CHECK(peaks->frameCount() == 300'001);
    CHECK(peaks->rate() == 44100);
    for (const auto size : WaveformPeaks::zooms)
        for (std::uint32_t channel = 0; channel < 2; ++channel) {
            std::vector<Peak> columns((300'001 + size - 1) / size);
            peaks->read(channel, 0, size, columns);
            for (std::size_t column = 0; column < columns.size(); ++column) {
                const auto expected = peakOf(samples, 2, channel, column * size, (column + 1) * size);
                REQUIRE(columns[column].minimum == expected.minimum);
                REQUIRE(columns[column].maximum == expected.maximum);
                REQUIRE(columns[column].rms == doctest::Approx(expected.rms).epsilon(1e-5));
            }
        }
}

TEST_CASE("A window of any place and zoom misses no sample, and is zero outside of the file") {
    const test::TemporaryFolder folder;
    const auto samples = noise(100'000, 2);
    test::writeWav(folder / "a.wav", samples, 1, 48000);
    task::Pool pool({.workers = 1});
    const auto peaks = done(PeakCache(pool), folder / "a.wav").peaks();
    REQUIRE(peaks);
    std::mt19937 random(3);
    for (int turn = 0; turn < 120; ++turn) {
        const auto first = static_cast<std::int64_t>(random() % 100'000);
        const double zoom = std::pow(2.0, static_cast<double>(random() % 1500) / 100);
        std::vector<Peak> columns(1 + random() % 40);
        peaks->read(0, first, zoom, columns);
        for (std::size_t column = 0; column < columns.size(); ++column) {
            const auto begin =
                first + static_cast<std::int64_t>(std::floor(static_cast<double>(column) * zoom));
            const auto end =
                first + static_cast<std::int64_t>(std::floor(static_cast<double>(column + 1) * zoom));
            if (begin >= 100'000) {
                REQUIRE(columns[column] == Peak{});
            } else if (end > begin) {
                const auto exact =
                    peakOf(samples, 1, 0, static_cast<std::size_t>(begin), static_cast<std::size_t>(end));
                REQUIRE(columns[column].minimum <= exact.minimum);
                REQUIRE(columns[column].maximum >= exact.maximum);
            }
        }
    }
    std::vector<Peak> columns(3);
    peaks->read(0, -100'000, 1000, columns);
    CHECK(columns == std::vector<Peak>(3));
    peaks->read(0, std::numeric_limits<std::int64_t>::max(), 1e300, columns);
    CHECK(columns == std::vector<Peak>(3));
    peaks->read(0, std::numeric_limits<std::int64_t>::min(), 1e300, columns);
    CHECK(columns[1] == Peak{});
}

TEST_CASE("Peaks are stored once, beside the file or in a folder, and made anew when the file has changed") {
    const test::TemporaryFolder folder;
    task::Pool pool({.workers = 1});
    std::filesystem::create_directories(folder / "cache");
    std::filesystem::create_directories(folder / "other");
    for (const auto& place : {std::filesystem::path(), folder / "cache"}) {
        const PeakCache cache(pool, place);
        test::writeWav(folder / "a.wav", noise(50'000, 4), 1, 48000);
        auto job = done(cache, folder / "a.wav");
        CHECK_FALSE(job.progress().cached);
        CHECK(job.progress().stored);
        CHECK(std::filesystem::exists(cache.cacheOf(folder / "a.wav")));
        const auto again = done(cache, folder / "a.wav");
        CHECK(again.progress().cached);
        CHECK(same(*job.peaks(), *again.peaks()));
        test::writeWav(folder / "a.wav", noise(50'000, 5), 1, 48000); // as long, later
        std::filesystem::last_write_time(folder / "a.wav", std::filesystem::last_write_time(folder / "a.wav") +
                                                               std::chrono::seconds(2));
        const auto changed = done(cache, folder / "a.wav");
        CHECK_FALSE(changed.progress().cached);
        CHECK_FALSE(same(*job.peaks(), *changed.peaks()));
        CHECK(done(cache, folder / "a.wav").progress().cached);
        CHECK(cache.cacheOf(folder / "a.wav") != cache.cacheOf(folder / "other" / "a.wav"));
    }
    const auto nowhere = done(PeakCache(pool, folder / "no" / "such"), folder / "a.wav");
    CHECK(nowhere.progress().state == PeakState::ready);
    CHECK_FALSE(nowhere.progress().stored);
    CHECK(nowhere.progress().failure);
}

TEST_CASE(
    "A cache that is cut off, changed in any place, or anything else is never believed, and is replaced") {
    const test::TemporaryFolder folder;
    test::writeWav(folder / "a.wav", noise(2 * 20'000, 6), 2, 48000);
    task::Pool pool({.workers = 1});
    const PeakCache cache(pool);
    const auto right = done(cache, folder / "a.wav").peaks();
    const auto path = cache.cacheOf(folder / "a.wav");
    const auto bytes = test::readBytes(path);
    const auto seed = std::random_device()();
    MESSAGE("seed ", seed);
    std::mt19937 random(seed);
    for (int turn = 0; turn < 120; ++turn) {
        auto damaged = bytes;
        const auto at = turn < 64 ? static_cast<std::size_t>(turn) : random() % bytes.size();
        if (turn % 4 == 0)
            damaged.resize(at);
        else if (turn % 4 == 1)
            damaged.append(1 + random() % 100, 'x');
        else if (turn % 4 == 2)
            damaged[at] = static_cast<char>(damaged[at] ^ (1 << random() % 8));
        else
            for (auto& letter : damaged)
                letter = static_cast<char>(random());
        test::writeBytes(path, damaged);
        const auto job = done(cache, folder / "a.wav");
        REQUIRE(job.progress().state == PeakState::ready);
        REQUIRE_FALSE(job.progress().cached);
        REQUIRE(same(*job.peaks(), *right));
        REQUIRE(test::readBytes(path) == bytes);
    }
}

TEST_CASE("What is cancelled or cannot be read leaves no cache, and says so") {
    const test::TemporaryFolder folder;
    test::writeWav(folder / "a.wav", std::vector<float>(4'000'000), 1, 48000);
    test::writeBytes(folder / "b.wav", "no sound");
    task::Pool pool({.workers = 1});
    const PeakCache cache(pool);
    auto job = cache.open(folder / "a.wav");
    while (job.progress().frames == 0)
        std::this_thread::yield();
    CHECK(job.progress().frameCount == 4'000'000);
    CHECK(job.progress().rate == 48000);
    job.cancel();
    REQUIRE(job.wait());
    CHECK(job.progress().state == PeakState::cancelled);
    CHECK(job.peaks() == nullptr);
    CHECK(done(cache, folder / "b.wav").progress().failure->code == base::ErrorCode::unsupported);
    CHECK(done(cache, folder / "c.wav").progress().failure->code == base::ErrorCode::notFound);
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 2);
}
