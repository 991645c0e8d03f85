// SPDX-License-Identifier: MIT
#include <rondo/session/file/audio_file_writer.h>

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <rondo/session/file/audio_file_reader.h>
#include <support/file_size_limit.h>
#include <support/sound_files.h>
#include <support/temporary_folder.h>
#include <sys/stat.h>

using namespace rondo;
using session::AudioFileReader;
using session::AudioFileWriter;
using session::AudioFileWriterOptions;

namespace {

AudioFileWriterOptions optionsFor(const std::filesystem::path& path, std::uint32_t bits = 0) {
    AudioFileWriterOptions options;
    options.path = path;
    options.format = *session::formatForPath(path, bits);
    return options;
}

std::vector<float> readBack(const std::filesystem::path& path) {
    auto reader = AudioFileReader::open(path);
    REQUIRE_MESSAGE(reader, (reader ? "" : reader.error().text));
    std::vector<float> samples(static_cast<std::size_t>(reader->frameCount()) * reader->channelCount() +
                               200000);
    std::size_t filled = 0;
    for (;;) {
        const auto count = reader->read(std::span(samples).subspan(filled));
        REQUIRE(count);
        if (*count == 0)
            break;
        filled += *count * reader->channelCount();
    }
    samples.resize(filled);
    return samples;
}

void writeAll(const AudioFileWriterOptions& options, const std::vector<float>& samples) {
    auto writer = AudioFileWriter::open(options);
    REQUIRE_MESSAGE(writer, (writer ? "" : writer.error().text));
    REQUIRE(writer->write(samples));
    const auto finished = writer->finish();
    REQUIRE_MESSAGE(finished, (finished ? "" : finished.error().text));
}

std::size_t filesIn(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

double largestDifference(const std::vector<float>& a, const std::vector<float>& b) {
    double difference = 0;
    for (std::size_t index = 0; index < std::min(a.size(), b.size()); ++index)
        difference =
            std::max(difference, std::abs(static_cast<double>(a[index]) - static_cast<double>(b[index])));
    return difference;
}

} // namespace

TEST_CASE("Every format gives back what was written, as well as it can") {
    const test::TemporaryFolder folder;
    const auto samples = test::sines(48000, 2, 48000);
    struct Case {
        const char* name;
        std::uint32_t bits;
        double tolerance;
    };
    for (const auto& [name, bits, tolerance] :
         {Case{"a.wav", 32, 0}, Case{"a.wav", 24, 0.6e-7}, Case{"a.wav", 16, 2.5 / 32768},
          Case{"a.aiff", 32, 0}, Case{"a.aiff", 24, 0.6e-7}, Case{"a.flac", 24, 0.6e-7},
          Case{"a.flac", 16, 2.5 / 32768}, Case{"a.ogg", 0, 0.05}, Case{"a.opus", 0, 0.05},
          Case{"a.mp3", 0, 0.05}}) {
        CAPTURE(name);
        CAPTURE(bits);
        writeAll(optionsFor(folder / name, bits), samples);
        const auto back = readBack(folder / name);
        CHECK(back.size() == samples.size());
        CHECK(largestDifference(samples, back) <= tolerance);
    }
    CHECK(filesIn(folder.path()) == 6);
}

TEST_CASE("Integers of 16 bits pass through unchanged") {
    const test::TemporaryFolder folder;
    std::vector<float> samples;
    for (int value = -32768; value < 32768; ++value)
        samples.push_back(static_cast<float>(value) / 32768.0F);
    for (const char* name : {"a.wav", "a.flac", "a.aiff"}) {
        writeAll(optionsFor(folder / name, 16), samples);
        CHECK(readBack(folder / name) == samples);
    }
}

TEST_CASE("A tone below the last of 16 bits survives by dither, and silence stays silent") {
    const test::TemporaryFolder folder;
    const auto tone = test::sines(48000, 1, 48000, 1000, 0.4 / 32768);
    auto options = optionsFor(folder / "a.wav", 16);
    options.channelCount = 1;
    writeAll(options, tone);
    const auto back = readBack(folder / "a.wav");
    double correlation = 0;
    double power = 0;
    for (std::size_t frame = 0; frame < tone.size(); ++frame) {
        correlation += static_cast<double>(tone[frame]) * static_cast<double>(back[frame]);
        power += static_cast<double>(tone[frame]) * static_cast<double>(tone[frame]);
    }
    CHECK(correlation / power == doctest::Approx(1).epsilon(0.1));
    writeAll(options, std::vector<float>(1000));
    CHECK(readBack(folder / "a.wav") == std::vector<float>(1000));
}

TEST_CASE("The same samples make the same file") {
    const test::TemporaryFolder folder;
    const auto samples = test::sines(20000, 2, 48000, 997, 0.3);
    for (const std::uint32_t bits : {16U, 24U, 32U}) {
        writeAll(optionsFor(folder / "a.wav", bits), samples);
        writeAll(optionsFor(folder / "b.wav", bits), samples);
        const auto bytes = test::readBytes(folder / "a.wav");
        CHECK(bytes == test::readBytes(folder / "b.wav"));
        CHECK(bytes.find("PEAK") == std::string::npos); // that chunk holds the time of writing
    }
}

TEST_CASE("Samples beyond full scale are clipped and counted, and what is no number becomes silence") {
    const test::TemporaryFolder folder;
    auto writer = AudioFileWriter::open(optionsFor(folder / "a.wav", 24));
    REQUIRE(writer);
    REQUIRE(
        writer->write(std::vector<float>{1.5F, -1.5F, std::nanf(""), std::numeric_limits<float>::infinity()}));
    CHECK(writer->clippedSamples() == 2);
    REQUIRE(writer->finish());
    const auto back = readBack(folder / "a.wav");
    CHECK(back[0] == doctest::Approx(1.0));
    CHECK(back[1] == -1.0F);
    CHECK(back[2] == 0.0F);
    CHECK(back[3] == 0.0F);
}

TEST_CASE("Without finish nothing is left, and what stood there stays") {
    const test::TemporaryFolder folder;
    test::writeBytes(folder / "old.wav", "precious");
    {
        auto writer = AudioFileWriter::open(optionsFor(folder / "old.wav"));
        REQUIRE(writer);
        REQUIRE(writer->write(std::vector<float>(20000)));
        CHECK(filesIn(folder.path()) == 2);
    }
    CHECK(filesIn(folder.path()) == 1);
    CHECK(test::readBytes(folder / "old.wav") == "precious");
}

TEST_CASE("A file that cannot grow ends in one sentence and leaves nothing") {
    const test::TemporaryFolder folder;
    for (const char* name : {"a.wav", "a.flac", "a.ogg", "a.opus", "a.mp3"}) {
        CAPTURE(name);
        std::vector<float> noise(200000);
        std::uint32_t state = 1;
        for (auto& sample : noise)
            sample = static_cast<float>((state = state * 1664525U + 1013904223U) >> 8) / 16777216.0F - 0.5F;
        base::Result<void> result;
        {
            const test::FileSizeLimit limit(20000);
            auto writer = AudioFileWriter::open(optionsFor(folder / name));
            REQUIRE(writer);
            result = writer->write(noise);
            if (result)
                result = writer->finish();
        }
        REQUIRE(!result);
        CHECK(result.error().code == base::ErrorCode::full);
        CHECK(result.error().text.find(name) != std::string::npos);
        CHECK(filesIn(folder.path()) == 0);
    }
}

TEST_CASE("A target that cannot be written is refused before anything is written") {
    const test::TemporaryFolder folder;
    const auto refusal = [](const AudioFileWriterOptions& options) {
        const auto writer = AudioFileWriter::open(options);
        REQUIRE(!writer);
        CHECK(writer.error().text.ends_with("."));
        return writer.error();
    };
    std::filesystem::create_directory(folder / "folder.wav");
    CHECK(refusal(optionsFor(folder / "folder.wav")).text.find("is a directory") != std::string::npos);
    CHECK(refusal(optionsFor(folder / "nowhere" / "a.wav")).code == base::ErrorCode::notFound);
    REQUIRE(::mkfifo((folder / "pipe.wav").c_str(), 0600) == 0);
    CHECK(refusal(optionsFor(folder / "pipe.wav")).text.find("pipe") != std::string::npos);
    test::writeWav(folder / "in.wav", {0, 0}, 2, 48000);
    std::filesystem::create_symlink(folder / "in.wav", folder / "alias.wav");
    auto options = optionsFor(folder / "alias.wav");
    options.inputs = {folder / "in.wav"};
    CHECK(refusal(options).text.find("is the one that is read") != std::string::npos);
    options = optionsFor(folder / "a.opus");
    options.rate = 44100;
    CHECK(refusal(options).code == base::ErrorCode::unsupported);
    options = optionsFor(folder / "a.wav");
    options.rate = std::nan("");
    CHECK(refusal(options).code == base::ErrorCode::unsupported);
    options = optionsFor(folder / "a.aiff");
    options.expectedFrames = std::int64_t{1} << 31;
    CHECK(refusal(options).code == base::ErrorCode::full);
    CHECK(filesIn(folder.path()) == 4);
}

TEST_CASE("The format follows the name and the bits") {
    using session::AudioContainer;
    using session::formatForPath;
    using session::SampleEncoding;
    CHECK(formatForPath("A.WAV", 32) == session::AudioFileFormat{AudioContainer::wav, SampleEncoding::float32});
    CHECK(formatForPath("a.flac") == session::AudioFileFormat{AudioContainer::flac, SampleEncoding::integer24});
    CHECK(formatForPath("a.opus") ==
          session::AudioFileFormat{AudioContainer::opus, SampleEncoding::compressed});
    CHECK(!formatForPath("a.flac", 32));
    CHECK(!formatForPath("a.mp3", 16));
    CHECK(!formatForPath("a.wav", 17));
    CHECK(!formatForPath("a.txt"));
    CHECK(!formatForPath("wav"));
    CHECK(!formatForPath(""));
}
