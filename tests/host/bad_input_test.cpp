// SPDX-License-Identifier: MIT
#include "expect.h"
#include "program.h"
#include <csignal>
#include <doctest/doctest.h>
#include <filesystem>
#include <support/sound_files.h>
#include <support/temporary_folder.h>
#include <sys/mount.h>

using namespace rondo::test;

namespace {

std::size_t filesIn(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

} // namespace

TEST_CASE("A command line that cannot be understood ends with code 2 and names the argument") {
    const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
        {{"play", "--block", "0"}, "--block"},
        {{"play", "--block", "100000"}, "--block"},
        {{"play", "--block", "64.5"}, "--block"},
        {{"play", "--block", "-64"}, "--block"},
        {{"play", "--block", "many"}, "--block"},
        {{"play", "--rate", "nan"}, "--rate"},
        {{"play", "--rate", "-48000"}, "--rate"},
        {{"play", "--rate", "0"}, "--rate"},
        {{"play", "--rate", "1e300"}, "--rate"},
        {{"play", "--gain", "nan"}, "--gain"},
        {{"play", "--gain", "inf"}, "--gain"},
        {{"play", "--gain", "25"}, "--gain"},
        {{"play", "--seconds", "-1"}, "--seconds"},
        {{"play", "--seconds", "0"}, "--seconds"},
        {{"play", "--seconds", "nan"}, "--seconds"},
        {{"play", "--realtime-check=maybe"}, "--realtime-check"},
        {{"play", "--louder"}, "--louder"},
        {{"--block", "0"}, "--block"},
        {{"window", "--scale", "49"}, "--scale"},
        {{"window", "--scale", "nan"}, "--scale"},
        {{"window", "--scale", "many"}, "--scale"},
        {{"window", "--theme", "pink"}, "--theme"},
        {{"window", "--louder"}, "window --help"},
        {{"window", "a.rondo", "b.wav"}, "session"},
        {{"sing"}, "sing"},
        {{"render", "a.wav"}, "-o"},
        {{"render", "-o", "b.wav"}, "file"},
        {{"render", "a.wav", "--demo", "-o", "b.wav"}, "--demo"},
        {{"render", "a.wav", "--loop", "-o", "b.wav"}, "--loop"},
        {{"render", "a.wav", "-o", "b.wav", "--bits", "7"}, "--bits"},
        {{"render", "a.wav", "-o", "b.xyz"}, "b.xyz"},
        {{"render", "a.wav", "-o", "b"}, "'b'"},
        {{"render", "a.wav", "-o", "b.flac", "--bits", "32"}, "FLAC"},
        {{"render", "a.wav", "-o", "b.wav", "--jobs", "0"}, "--jobs"},
        {{"render", "a.wav", "-o", "b.wav", "--jobs", "257"}, "--jobs"},
        {{"render", "a.wav", "-o", "b.wav", "--format", "flac"}, "--format"},
        {{"render", "a.wav", "b.wav", "-o", "out", "--format", "xyz"}, "'xyz'"},
        {{"render", "a.wav", "b.wav", "-o", "out", "--format", "x/y.wav"}, "'x/y.wav'"},
        {{"render", "a.wav", "b.wav", "-o", "out", "--format", "flac", "--bits", "32"}, "FLAC"},
        {{"render", "a.wav", "b.wav", "-o", "out", "--loop"}, "--loop"},
        {{"render", "a.wav", "b.wav", "--demo", "-o", "out"}, "--demo"},
        {{"render", "a.wav", "b.wav"}, "-o"},
        {{"render", "a.wav", "b/a.json", "-o", "out"}, "'out/a.wav'"},
        {{"peaks"}, "file"},
        {{"peaks", "a.wav", "--jobs", "2.5"}, "--jobs"},
        {{"peaks", "a.wav", "--louder"}, "--louder"},
        {{"devices", "--device", "x"}, "--device"},
    };
    for (const auto& [arguments, named] : cases) {
        CAPTURE(arguments.back());
        checkRefusal(runRondo(arguments), 2, named);
    }
}

TEST_CASE("A file that cannot be played or rendered ends with code 1 and one sentence") {
    const TemporaryFolder folder;
    writeBytes(folder / "empty.wav", "");
    writeBytes(folder / "text.mp3", "This is not music, and it never was.\n");
    writeBytes(folder / "stub.wav", wavBytes({}, "").substr(0, 30));
    writeBytes(folder / "silent.wav", wavBytes({}, ""));
    writeBytes(folder / "many.wav", wavBytes({65, 48000, 6500, true}, std::string(6500, '\0')));
    std::filesystem::create_directory(folder / "folder.wav");
    const auto files = filesIn(folder.path());
    for (const char* name :
         {"missing.wav", "empty.wav", "text.mp3", "stub.wav", "silent.wav", "many.wav", "folder.wav"}) {
        CAPTURE(std::string(name));
        const auto path = (folder / name).string();
        checkRefusal(runRondo({"play", "--device", "virtual", path}), 1, path);
        checkRefusal(runRondo({"render", path, "-o", (folder / "out.wav").string()}), 1, path);
        CHECK(filesIn(folder.path()) == files);
    }
}

TEST_CASE("One bad file in a list is told before anything sounds") {
    const TemporaryFolder folder;
    writeWav(folder / "good.wav", sines(4800, 2, 48000), 2, 48000);
    checkRefusal(runRondo({"play", "--device", "virtual", (folder / "good.wav").string(),
                           (folder / "bad.wav").string()}),
                 1, "bad.wav");
}

TEST_CASE("A file that is cut off plays what it has, says so, and ends with code 1") {
    const TemporaryFolder folder;
    writeBytes(folder / "cut.wav", wavBytes({2, 48000, 480000, true}, floatBytes(sines(4800, 2, 48000))));
    const auto played = runRondo({"play", "--device", "virtual", "--quiet", (folder / "cut.wav").string()});
    checkRefusal(played, 1, "cut.wav");
    CHECK(played.errors.find("is cut off") != std::string::npos);
    CHECK(played.errors.find("get a complete copy") != std::string::npos);
    const auto rendered =
        runRondo({"render", (folder / "cut.wav").string(), "-o", (folder / "out.wav").string(), "--quiet"});
    checkRefusal(rendered, 1, "cut.wav");
    CHECK(rendered.errors.find("is cut off") != std::string::npos);
    CHECK(readBytes(folder / "out.wav").size() >= 4800 * 6);
}

TEST_CASE("A device that does not exist ends with code 1 and is named") {
    checkRefusal(runRondo({"play", "--device", "no such device"}), 1, "no such device");
}

TEST_CASE("A target that cannot be written is refused and stays as it was") {
    const TemporaryFolder folder;
    const auto sound = folder / "in.wav";
    writeWav(sound, sines(4800, 2, 48000), 2, 48000);
    const auto before = readBytes(sound);
    std::filesystem::create_directory(folder / "folder.wav");
    for (const char* name : {"in.wav", "folder.wav", "nowhere/out.wav"}) {
        CAPTURE(std::string(name));
        const auto target = (folder / name).string();
        checkRefusal(runRondo({"render", sound.string(), "-o", target}), 1, target);
    }
    checkRefusal(runRondo({"render", sound.string(), "-o", (folder / "out.opus").string(), "--rate", "44100"}),
                 1, "Opus");
    CHECK(readBytes(sound) == before);
    CHECK(filesIn(folder.path()) == 2);
}

TEST_CASE("A file that may not grow ends with code 1 and leaves nothing") {
    const TemporaryFolder folder;
    const auto sound = folder / "in.wav";
    writeWav(sound, sines(96000, 2, 48000), 2, 48000);
    ProgramOptions options;
    options.largestFile = 100000;
    for (const char* name : {"out.wav", "out.aiff", "out.flac"}) {
        const auto target = (folder / name).string();
        checkRefusal(runRondo({"render", sound.string(), "-o", target, "--quiet"}, options), 1, target);
        CHECK(filesIn(folder.path()) == 1);
    }
}

TEST_CASE("A full disk ends with code 1 and leaves nothing") {
    const TemporaryFolder folder;
    const auto disk = folder / "disk";
    std::filesystem::create_directory(disk);
    if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=256k") != 0) {
        MESSAGE("skipped: only root can mount a small disk");
        return;
    }
    writeWav(folder / "in.wav", sines(96000, 2, 48000), 2, 48000);
    const auto target = disk / "out.wav";
    checkRefusal(runRondo({"render", (folder / "in.wav").string(), "-o", target.string(), "--quiet"}), 1,
                 "disk became full");
    CHECK(filesIn(disk) == 0);
    CHECK(::umount(disk.c_str()) == 0);
}
