// SPDX-License-Identifier: MIT
#include <cli/waveform_picture.h>

#include <doctest/doctest.h>
#include <limits>
#include <rondo/session/peaks/peak_cache.h>
#include <support/sound_files.h>
#include <support/temporary_folder.h>

using namespace rondo;
using namespace rondo::host;
using session::Peak;
using Lines = std::vector<std::string>;

namespace {

std::shared_ptr<const session::WaveformPeaks> peaksOf(const std::vector<float>& samples,
                                                      std::uint16_t channels) {
    const test::TemporaryFolder folder;
    test::writeWav(folder / "in.wav", samples, channels, 48000);
    task::Pool pool({.workers = 1});
    const auto job = session::PeakCache(pool).open(folder / "in.wav");
    REQUIRE(job.wait());
    REQUIRE(job.peaks());
    return job.peaks();
}

Lines linesOf(const std::string& text) {
    Lines lines;
    for (std::size_t place = 0; place < text.size(); place = text.find('\n', place) + 1)
        lines.push_back(text.substr(place, text.find('\n', place) - place));
    return lines;
}

} // namespace

TEST_CASE("A column is as high as its loudest sample on either side, in eighths of a line") {
    const std::vector<Peak> columns{
        {0, 1, 0}, {-1, 0, 0}, {-0.25F, 0.5F, 0}, {0, 0.5625F, 0}, {-0.0625F, 0, 0}};
    CHECK(drawWaveform(columns, 2, 1) == Lines{"██ ▁", "████▁"});
    CHECK(drawWaveform(columns, 1, 1) == Lines{"██▄▅▁"});
    CHECK(drawWaveform(columns, 1, 2) == Lines{"▄▄▂▂▁"});
}

TEST_CASE("Silence is a dot, and the softest sound is not silence") {
    const std::vector<Peak> columns{{}, {0, 1e-6F, 0}, {}, {-1, 1, 1}, {}};
    CHECK(drawWaveform(columns, 2, 1) == Lines{"   █", "·▁·█·"});
    CHECK(drawWaveform(std::vector<Peak>(3), 2, 0) == Lines{"", "···"});
    CHECK(drawWaveform({}, 2, 1) == Lines{"", ""});
}

TEST_CASE("What is louder than the top, or no number, does not leave the picture") {
    constexpr auto infinite = std::numeric_limits<float>::infinity();
    constexpr auto none = std::numeric_limits<float>::quiet_NaN();
    const std::vector<Peak> columns{{-7, 7, 1}, {-infinite, infinite, 1}, {none, none, none}};
    CHECK(drawWaveform(columns, 1, 1) == Lines{"██·"});
    CHECK(drawWaveform(columns, 1, static_cast<double>(none)) == Lines{"···"});
}

TEST_CASE("Each channel has a picture with its number, and the loudest of them fills its own") {
    std::vector<float> samples(2 * 77 * 1024);
    for (std::size_t frame = 0; frame < 77 * 1024; ++frame) {
        samples[2 * frame] = frame < 38 * 1024 ? 0.25F : 0;
        samples[2 * frame + 1] = -0.125F;
    }
    const auto peaks = peaksOf(samples, 2);
    CHECK(loudestOf(*peaks, 0) == 0.25);
    CHECK(loudestOf(*peaks, 1) == 0.125);
    const auto lines = linesOf(drawChannels(*peaks, 80));
    REQUIRE(lines.size() == 8);
    const auto times = [](std::size_t count, const std::string& text) {
        std::string all;
        while (count-- > 0)
            all += text;
        return all;
    };
    for (std::size_t line = 0; line < 3; ++line)
        CHECK(lines[line] == "   " + times(38, "█"));
    CHECK(lines[3] == " 1 " + times(38, "█") + times(39, "·"));
    CHECK(lines[4].empty());
    CHECK(lines[5].empty());
    CHECK(lines[6] == "   " + times(77, "█"));
    CHECK(lines[7] == " 2 " + times(77, "█"));
    CHECK(linesOf(drawChannels(*peaks, 3))[7] == " 2 " + times(17, "█"));
}

TEST_CASE("Many channels have two lines each") {
    const auto lines = linesOf(drawChannels(*peaksOf(std::vector<float>(12 * 3000, 1.0F), 12), 40));
    REQUIRE(lines.size() == 24);
    CHECK(lines[22].starts_with("   █"));
    CHECK(lines[23].starts_with("12 █"));
}
