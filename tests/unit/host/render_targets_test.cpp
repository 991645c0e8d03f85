// SPDX-License-Identifier: MIT
#include <cli/render_targets.h>

#include <doctest/doctest.h>
#include <support/sound_files.h>
#include <support/temporary_folder.h>

using namespace rondo;
using namespace rondo::host;

TEST_CASE("Each input becomes the file of its name in the folder, in their order") {
    const auto targets = renderTargets({"b/verse.json", "a.take.wav", ".hidden.ogg"}, "out", "flac");
    REQUIRE(targets);
    CHECK(*targets == std::vector<RenderTarget>{{"b/verse.json", "out/verse.flac"},
                                                {"a.take.wav", "out/a.take.flac"},
                                                {".hidden.ogg", "out/.hidden.flac"}});
}

TEST_CASE("Two inputs that would become the same file are refused, and both are named") {
    for (const auto& other : {"b/x.wav", "x.json", "./a/x.flac", "a/x.wav"}) {
        const auto targets = renderTargets({"a/x.wav", "a/y.wav", other}, "out", "wav");
        REQUIRE(!targets);
        CHECK(targets.error().code == base::ErrorCode::invalidArgument);
        for (const auto& named : {"'a/x.wav'", "'out/x.wav'", other})
            CHECK(targets.error().text.find(named) != std::string::npos);
    }
    CHECK(renderTargets({"a/x.wav", "a/X.wav"}, "out", "wav"));
}

TEST_CASE("An input without a name is refused") {
    CHECK(renderTargets({""}, "out", "wav").error().code == base::ErrorCode::invalidArgument);
    CHECK(renderTargets({"folder/"}, "out", "wav").error().code == base::ErrorCode::invalidArgument);
}

TEST_CASE("A target that one of them reads is refused under any of its names, and others are not") {
    const test::TemporaryFolder folder;
    test::writeBytes(folder / "sound.wav", "sound");
    test::writeBytes(folder / "other.wav", "other");
    std::filesystem::create_symlink(folder / "sound.wav", folder / "link.wav");
    std::filesystem::create_hard_link(folder / "sound.wav", folder / "hard.wav");
    const std::vector<RenderReads> reads{{"graph.json", {"graph.json", folder / "sound.wav"}}};
    for (const char* name : {"sound.wav", "link.wav", "hard.wav"}) {
        const auto checked = checkNoneIsRead({{"in.json", folder / name}}, reads);
        REQUIRE(!checked);
        CHECK(checked.error().code == base::ErrorCode::refused);
        CHECK(checked.error().text.find(name) != std::string::npos);
        CHECK(checked.error().text.find("'graph.json'") != std::string::npos);
    }
    CHECK(checkNoneIsRead({{"in.json", folder / "other.wav"}, {"b.json", folder / "new.wav"}}, reads));
}
