// SPDX-License-Identifier: MIT
#include <rondo/session/file/audio_file_reader.h>

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <random>
#include <rondo/session/file/audio_file_writer.h>
#include <support/sound_files.h>
#include <support/temporary_folder.h>
#include <sys/stat.h>

using namespace rondo;
using session::AudioFileReader;

namespace {

std::vector<float> readAll(AudioFileReader& reader) {
    std::vector<float> samples;
    std::vector<float> chunk(1000 * reader.channelCount());
    for (;;) {
        const auto count = reader.read(chunk);
        if (!count || *count == 0)
            return samples;
        samples.insert(samples.end(), chunk.begin(),
                       chunk.begin() + static_cast<std::ptrdiff_t>(*count * reader.channelCount()));
    }
}

void checkRefused(const std::filesystem::path& path, base::ErrorCode code, const std::string& words) {
    const auto reader = AudioFileReader::open(path);
    REQUIRE_MESSAGE(!reader, path.string());
    CHECK(reader.error().code == code);
    INFO(reader.error().text);
    CHECK(reader.error().text.find(words) != std::string::npos);
    CHECK(reader.error().text.find("'" + path.string() + "'") != std::string::npos);
    CHECK(std::ranges::count(reader.error().text, '\n') == 0);
    CHECK(reader.error().text.ends_with("."));
}

void writeSound(const std::filesystem::path& path, const std::vector<float>& samples, std::uint32_t channels) {
    session::AudioFileWriterOptions options;
    options.path = path;
    options.format = *session::formatForPath(path);
    options.channelCount = channels;
    auto writer = session::AudioFileWriter::open(options);
    REQUIRE_MESSAGE(writer, (writer ? "" : writer.error().text));
    REQUIRE(writer->write(samples));
    REQUIRE(writer->finish());
}

} // namespace

TEST_CASE("What is no sound file is refused in a sentence that names it") {
    const test::TemporaryFolder folder;
    using enum base::ErrorCode;
    checkRefused(folder / "missing.wav", notFound, "does not exist");
    checkRefused(folder / "missing" / "deeper.wav", notFound, "does not exist");
    checkRefused(folder.path(), unsupported, "is a directory");
    test::writeBytes(folder / "empty.wav", "");
    checkRefused(folder / "empty.wav", damaged, "is empty");
    test::writeBytes(folder / "text.wav",
                     "Once upon a time there was a file that held no sound at all, only words.");
    checkRefused(folder / "text.wav", unsupported, "is not a sound file");
    test::writeBytes(folder / "zeros.wav", std::string(5000, '\0'));
    checkRefused(folder / "zeros.wav", unsupported, "is not a sound file");
    test::writeBytes(folder / "stub.wav", test::wavBytes({}, "").substr(0, 20));
    checkRefused(folder / "stub.wav", damaged, "cut off inside its header");
    test::writeBytes(folder / "stub.flac", "fLaC");
    checkRefused(folder / "stub.flac", damaged, "cut off inside its header");
    REQUIRE(::mkfifo((folder / "pipe.wav").c_str(), 0600) == 0);
    checkRefused(folder / "pipe.wav", unsupported, "pipe");
}

TEST_CASE("Impossible headers are refused") {
    const test::TemporaryFolder folder;
    const std::string samples(65 * 4 * 16, '\0');
    const auto size = static_cast<std::uint32_t>(samples.size());
    test::writeBytes(folder / "none.wav", test::wavBytes({0, 48000, size, true}, samples));
    CHECK(!AudioFileReader::open(folder / "none.wav"));
    test::writeBytes(folder / "many.wav", test::wavBytes({65, 48000, size, true}, samples));
    checkRefused(folder / "many.wav", base::ErrorCode::unsupported, "65 channels");
    test::writeBytes(folder / "slow.wav", test::wavBytes({2, 7, size, true}, samples));
    checkRefused(folder / "slow.wav", base::ErrorCode::unsupported, "7 Hz");
    test::writeBytes(folder / "silent.wav", test::wavBytes({2, 48000, 0, true}, ""));
    checkRefused(folder / "silent.wav", base::ErrorCode::damaged, "no sound after it");
}

TEST_CASE("A WAV file that is cut off gives what it has and says so") {
    const test::TemporaryFolder folder;
    const auto samples = test::sines(12000, 2, 48000);
    test::writeBytes(folder / "cut.wav",
                     test::wavBytes({2, 48000, 48000 * 8, true}, test::floatBytes(samples)));
    auto reader = AudioFileReader::open(folder / "cut.wav");
    REQUIRE(reader);
    CHECK(readAll(*reader) == samples);
    REQUIRE(reader->notices().size() == 1);
    CHECK(reader->notices()[0].find("promises 1.00 s and it holds 0.25 s") != std::string::npos);
}

TEST_CASE("Compressed files that are cut off give what they have and say so") {
    const test::TemporaryFolder folder;
    for (const char* kind : {"flac", "ogg", "opus", "aiff"}) {
        CAPTURE(std::string(kind));
        const auto path = folder / (std::string("whole.") + kind);
        writeSound(path, test::sines(480000, 2, 48000), 2);
        auto whole = AudioFileReader::open(path);
        REQUIRE(whole);
        CHECK(readAll(*whole).size() == 2 * 480000);
        CHECK(whole->notices().empty());
        CHECK(!whole->cutOff());
        const auto bytes = test::readBytes(path);
        test::writeBytes(folder / "cut", bytes.substr(0, bytes.size() * 6 / 10));
        auto cut = AudioFileReader::open(folder / "cut");
        REQUIRE_MESSAGE(cut, (cut ? "" : cut.error().text));
        const auto left = readAll(*cut).size();
        CHECK(left > 0);
        CHECK(left < 2 * 480000);
        REQUIRE(!cut->notices().empty());
        CHECK(cut->notices()[0].find("is cut off") != std::string::npos);
        CHECK(cut->cutOff());
    }
}

TEST_CASE("Samples that are not numbers become silence and are counted") {
    const test::TemporaryFolder folder;
    constexpr auto infinity = std::numeric_limits<float>::infinity();
    test::writeWav(folder / "odd.wav", {0.5F, std::nanf(""), infinity, -0.5F, -infinity, 2.0F}, 1, 48000);
    auto reader = AudioFileReader::open(folder / "odd.wav");
    REQUIRE(reader);
    CHECK(readAll(*reader) == std::vector<float>{0.5F, 0, 0, -0.5F, 0, 2.0F});
    REQUIRE(reader->notices().size() == 1);
    CHECK(reader->notices()[0].find("3 samples that are not finite") != std::string::npos);
}

TEST_CASE("A rewound file gives the same samples again") {
    const test::TemporaryFolder folder;
    for (const char* kind : {"wav", "aiff", "flac", "ogg", "opus", "mp3"}) {
        CAPTURE(std::string(kind));
        const auto path = folder / (std::string("sound.") + kind);
        writeSound(path, test::sines(30000, 2, 48000), 2);
        auto reader = AudioFileReader::open(path);
        REQUIRE_MESSAGE(reader, (reader ? "" : reader.error().text));
        const auto first = readAll(*reader);
        REQUIRE(reader->rewind());
        const auto second = readAll(*reader);
        REQUIRE(first.size() == second.size());
        float difference = 0;
        for (std::size_t index = 0; index < first.size(); ++index)
            difference = std::max(difference, std::abs(first[index] - second[index]));
        CHECK(difference <= 1e-4F);
    }
}

TEST_CASE("Damaged files of every kind are refused or read, never crash or hang") {
    const unsigned seed = 20260;
    MESSAGE("seed " << seed);
    std::mt19937 random(seed);
    const test::TemporaryFolder folder;
    for (const char* kind : {"wav", "aiff", "flac", "ogg", "opus", "mp3"}) {
        const auto path = folder / (std::string("sound.") + kind);
        writeSound(path, test::sines(4000, 2, 48000), 2);
        const auto whole = test::readBytes(path);
        for (int round = 0; round < 60; ++round) {
            auto bytes = whole.substr(0, 1 + random() % whole.size());
            const auto reach = std::min<std::size_t>(bytes.size(), round % 2 == 0 ? 64 : bytes.size());
            for (int change = 0; change < 1 + round % 8; ++change)
                bytes[random() % reach] = static_cast<char>(random());
            test::writeBytes(folder / "damaged", bytes);
            if (auto reader = AudioFileReader::open(folder / "damaged")) {
                std::vector<float> chunk(512 * reader->channelCount());
                for (int read = 0; read < 1000; ++read) {
                    const auto count = reader->read(chunk);
                    if (!count || *count == 0)
                        break;
                    REQUIRE(std::ranges::all_of(chunk, [](float sample) { return std::isfinite(sample); }));
                }
            } else {
                CHECK(!reader.error().text.empty());
            }
        }
    }
}
