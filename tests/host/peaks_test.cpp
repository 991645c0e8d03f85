// SPDX-License-Identifier: MIT
#include "expect.h"
#include "program.h"
#include <csignal>
#include <doctest/doctest.h>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <support/sound_files.h>
#include <support/temporary_folder.h>

using namespace rondo::test;

namespace {

std::size_t filesIn(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

std::size_t countOf(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (auto place = text.find(part); place != std::string::npos; place = text.find(part, place + part.size()))
        ++count;
    return count;
}

} // namespace

TEST_CASE("Peaks are made beside each file, drawn, and taken from there as long as the file is the same") {
    const TemporaryFolder folder;
    const auto file = (folder / "in.wav").string();
    writeWav(file, sines(96'000, 2, 48000), 2, 48000);
    const auto first = runRondo({"peaks", file});
    checkSuccess(first);
    CHECK(first.output.starts_with("'" + file +
                                   "': 0:02.0 (96000 frames at 48000 Hz, 2 channels), peak  -6.0  -6.0 dBFS, "
                                   "computed\n   ████"));
    CHECK(first.output.ends_with("█\n1 of 1 file, 0 from the cache\n"));
    CHECK(countOf(first.output, "█") == 2 * 4 * 77);
    CHECK(std::filesystem::exists(file + ".peaks"));
    const auto second = runRondo({"peaks", file});
    checkSuccess(second);
    CHECK(second.output.find("dBFS, from the cache\n") != std::string::npos);
    CHECK(second.output.ends_with("1 of 1 file, 1 from the cache\n"));
    CHECK(countOf(second.output, "█") == 2 * 4 * 77);
    writeWav(file, sines(48'000, 2, 48000), 2, 48000);
    CHECK(runRondo({"peaks", file}).output.find("dBFS, computed\n") != std::string::npos);
}

TEST_CASE("The picture is as wide as the terminal, and left out when nobody wants it") {
    const TemporaryFolder folder;
    const auto file = (folder / "in.wav").string();
    writeWav(file, sines(48'000, 1, 48000), 1, 48000);
    ProgramOptions narrow;
    narrow.outputColumns = 43;
    CHECK(countOf(runRondo({"peaks", file}, narrow).output, "█") == 4 * 40);
    const auto plain = runRondo({"peaks", file, "--no-picture"});
    CHECK(plain.output.find("█") == std::string::npos);
    CHECK(plain.output.find("peak  -6.0 dBFS, from the cache\n1 of 1 file") != std::string::npos);
    const auto quiet = runRondo({"peaks", file, "--quiet"});
    checkSuccess(quiet);
    CHECK(quiet.output.empty());
    CHECK(quiet.errors.empty());
}

TEST_CASE("Peak files go to the folder that is named for them, and their figures are JSON") {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "caches");
    writeWav(folder / "a.wav", sines(44'100, 1, 44100, 440, 1.0), 1, 44100);
    writeWav(folder / "b.wav", std::vector<float>(3 * 1000, 0.0F), 3, 8000);
    const auto end = runRondo({"peaks", (folder / "a.wav").string(), (folder / "b.wav").string(), "--cache",
                               (folder / "caches").string(), "--json", "--quiet"});
    checkSuccess(end);
    CHECK(end.errors.empty());
    CHECK(filesIn(folder.path()) == 3);
    CHECK(filesIn(folder / "caches") == 2);
    const auto json = nlohmann::json::parse(end.output);
    REQUIRE(json.size() == 2);
    CHECK(json[0]["file"] == (folder / "a.wav").string());
    CHECK(std::filesystem::exists(json[0]["cache"].get<std::string>()));
    CHECK(json[0]["state"] == "ready");
    CHECK(json[0]["cached"] == false);
    CHECK(json[0]["stored"] == true);
    CHECK(json[0]["rate"] == 44100);
    CHECK(json[0]["channels"] == 1);
    CHECK(json[0]["frames"] == 44'100);
    CHECK(json[0]["seconds"] == 1);
    CHECK(json[0]["peak"][0].get<double>() == doctest::Approx(0).epsilon(0.01));
    CHECK(json[1]["channels"] == 3);
    CHECK(json[1]["peak"] == nlohmann::json{-144.0, -144.0, -144.0});
    checkRefusal(runRondo({"peaks", (folder / "a.wav").string(), "--cache", (folder / "no").string()}), 1,
                 "--cache");
}

TEST_CASE("A file without peaks does not keep the others from having some") {
    const TemporaryFolder folder;
    writeBytes(folder / "text.mp3", "This is not music, and it never was.\n");
    std::vector<std::string> arguments{"peaks", (folder / "none.wav").string(), (folder / "text.mp3").string()};
    for (int number = 0; number < 40; ++number) {
        const auto file = folder / (std::to_string(number) + ".wav");
        writeWav(file, sines(2000, 1, 48000), 1, 48000);
        arguments.push_back(file.string());
    }
    arguments.insert(arguments.end(), {"--jobs", "2"});
    const auto end = runRondo(arguments);
    CHECK(end.exitCode == 1);
    CHECK(countOf(end.errors, "rondo: ") == 2);
    CHECK(end.errors.find("of 42 files") != std::string::npos);
    CHECK(end.errors.find("rondo: The file '" + (folder / "none.wav").string()) <
          end.errors.find("rondo: The file '" + (folder / "text.mp3").string()));
    CHECK(end.output.starts_with("'" + (folder / "none.wav").string() + "': failed\n"));
    CHECK(end.output.ends_with("40 of 42 files, 0 from the cache\n"));
    CHECK(filesIn(folder.path()) == 81);
}

TEST_CASE("Peaks that cannot be stored are told, drawn all the same, and leave nothing") {
    const TemporaryFolder folder;
    writeWav(folder / "in.wav", sines(480'000, 2, 48000), 2, 48000);
    ProgramOptions options;
    options.largestFile = 10'000;
    const auto end = runRondo({"peaks", (folder / "in.wav").string()}, options);
    CHECK(end.exitCode == 1);
    CHECK(countOf(end.errors, "rondo: ") == 1);
    CHECK(end.errors.find("in.wav.peaks") != std::string::npos);
    CHECK(end.output.find("dBFS, computed, not stored\n") != std::string::npos);
    CHECK(end.output.find("█") != std::string::npos);
    CHECK(filesIn(folder.path()) == 1);
}

TEST_CASE("Peaks that are stopped leave what is complete and nothing that is half written") {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "caches");
    writeWav(folder / "short.wav", sines(1000, 1, 48000), 1, 48000);
    // A hundred hours of silence take no room on the disk, but their time to be read.
    const std::uint32_t bytes = 0xf0000000;
    std::vector<std::string> arguments{"peaks", (folder / "short.wav").string()};
    for (const char* name : {"a.wav", "b.wav", "c.wav", "d.wav", "e.wav", "f.wav"}) {
        writeBytes(folder / name, wavBytes({1, 8000, bytes, false}, ""));
        std::filesystem::resize_file(folder / name, 44 + std::uintmax_t{bytes});
        arguments.push_back((folder / name).string());
    }
    arguments.insert(arguments.end(), {"--cache", (folder / "caches").string(), "--jobs", "1", "--json"});
    ProgramOptions options;
    options.after = "1 done";
    options.columns = 80;
    options.intervene = [](pid_t process) { ::kill(process, SIGINT); };
    const auto end = runRondo(arguments, options);
    CHECK(!end.hung);
    CHECK(end.exitCode == 1);
    CHECK(end.errors.find("rondo: The work was stopped before its end, when 1 of 7 files had peaks; start it "
                          "again for the others.") != std::string::npos);
    const auto json = nlohmann::json::parse(end.output);
    REQUIRE(json.size() == 7);
    CHECK(json[0]["state"] == "ready");
    for (std::size_t index = 1; index < 7; ++index)
        CHECK(json[index]["state"] == "cancelled");
    CHECK(json[6]["frames"] == 0); // not so many are open at the same time
    CHECK(filesIn(folder / "caches") == 1);
    CHECK(filesIn(folder.path()) == 8);
}
