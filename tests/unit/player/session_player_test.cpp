// SPDX-License-Identifier: MIT
#include <host/player/session_player.h>

#include "offline_stage.h"
#include <algorithm>
#include <cmath>
#include <rondo/session/file/audio_file_reader.h>

using namespace rondo;
using test::OfflineStage;

namespace {

/// The two channels of `sines`.
test::Render sinesOf(std::size_t frames, double frequency = 440) {
    const auto samples = test::sines(frames, 2, 48000, frequency);
    test::Render render(2);
    for (std::size_t sample = 0; sample < samples.size(); ++sample)
        render[sample % 2].push_back(samples[sample]);
    return render;
}

test::Render part(const test::Render& whole, std::size_t first, std::size_t count) {
    test::Render result;
    for (const auto& channel : whole)
        result.emplace_back(channel.begin() + static_cast<std::ptrdiff_t>(first),
                            channel.begin() + static_cast<std::ptrdiff_t>(first + count));
    return result;
}

float loudest(const test::Render& render) {
    float most = 0;
    for (const auto& channel : render)
        for (const float sample : channel)
            most = std::max(most, std::abs(sample));
    return most;
}

/// A stage that plays one file from its beginning.
struct PlayingStage : OfflineStage {
    PlayingStage() {
        REQUIRE(edits.openFiles({file("a.wav")}));
        REQUIRE(player.open());
        REQUIRE(player.play());
    }
};

} // namespace

TEST_CASE("a session without inserts plays its file bit for bit") {
    PlayingStage stage;
    const auto played = stage.run(20000);
    const auto compared = test::compareRenders(played, sinesOf(20000));
    CHECK_MESSAGE(compared.same, compared.text());
    CHECK(stage.player.transport().position.value == doctest::Approx(20000 / 48000.0));
    CHECK(stage.player.transport().length->value == doctest::Approx(20000 / 48000.0));
    stage.run(200);
    CHECK(stage.player.transport().ended);
    CHECK_FALSE(stage.player.transport().playing);
}

TEST_CASE("after its end a session plays from the beginning again, bit for bit") {
    PlayingStage stage;
    stage.run(21000);
    REQUIRE(stage.player.transport().ended);
    REQUIRE(stage.player.play());
    auto again = stage.run(20200);
    // It begins when the file has been gone back in, at a block's edge; then it is the same.
    const auto first = std::ranges::find_if(again[1], [](float sample) { return sample != 0; });
    const auto begin = static_cast<std::size_t>(first - again[1].begin()) - 1;
    const auto compared = test::compareRenders(part(again, begin, 19000), part(sinesOf(20000), 0, 19000));
    CHECK_MESSAGE(compared.same, compared.text());
}

TEST_CASE("stop holds the place, and locate goes elsewhere") {
    PlayingStage stage;
    stage.run(5000);
    stage.player.stop();
    stage.run(500);
    const auto held = stage.player.transport().position.value;
    CHECK(loudest(stage.run(1000)) == 0);
    CHECK(stage.player.transport().position.value == held);
    CHECK(stage.history.document().view->position.value == doctest::Approx(held).epsilon(0.05));
    REQUIRE(stage.player.locate({0.25}));
    stage.run(500);
    CHECK(stage.player.transport().position.value == doctest::Approx(0.25).epsilon(1e-9));
    REQUIRE(stage.player.play());
    const auto played = stage.run(2000);
    // Behind the fade it is the file from there on.
    const auto compared = test::compareRenders(part(played, 200, 1000), part(sinesOf(20000), 12200, 1000));
    CHECK_MESSAGE(compared.same, compared.text());
}

TEST_CASE("every change of the chain is undone to the sample") {
    PlayingStage stage;
    REQUIRE(stage.edits.setLoop({0}, {0}, false));
    const auto gain = stage.edits.addOwnNode("gain", 0);
    REQUIRE(gain);
    REQUIRE(stage.edits.setParameter(*gain, "gain", -6));
    stage.run(4000);
    const auto softer = stage.run(1000);
    CHECK(loudest(softer) == doctest::Approx(0.5 * std::pow(10.0, -6 / 20.0)).epsilon(1e-3));
    SUBCASE("a parameter goes back to what it was") { REQUIRE(stage.history.undo()); }
    SUBCASE("an insert that is bypassed lets the signal pass") { REQUIRE(stage.edits.bypass(*gain, true)); }
    SUBCASE("an insert that is removed is gone") { REQUIRE(stage.edits.remove(*gain)); }
    SUBCASE("an insert is undone") {
        REQUIRE(stage.history.undo());
        REQUIRE(stage.history.undo());
    }
    stage.run(4000);
    const auto compared = test::compareRenders(stage.run(1000), part(sinesOf(20000), 9000, 1000));
    CHECK_MESSAGE(compared.same, compared.text());
    CHECK(stage.player.takeNotices().empty());
}

TEST_CASE("a removed insert comes back with what was set") {
    PlayingStage stage;
    const auto gain = stage.edits.addOwnNode("gain", 0);
    REQUIRE(gain);
    REQUIRE(stage.edits.setParameter(*gain, "gain", -20));
    REQUIRE(stage.edits.remove(*gain));
    stage.run(1000);
    REQUIRE(stage.history.undo());
    stage.run(4000);
    CHECK(loudest(stage.run(1000)) == doctest::Approx(0.05).epsilon(1e-3));
    CHECK(stage.player.status(*gain).playing);
    CHECK(stage.player.status(*gain).peak[0] == doctest::Approx(0.05).epsilon(0.05));
}

TEST_CASE("the order of inserts is the order of the signal") {
    PlayingStage stage;
    REQUIRE(stage.edits.openFiles({stage.file("long.wav", 400000)}));
    REQUIRE(stage.player.play());
    const auto quiet = stage.edits.addOwnNode("gain", 0);
    const auto last = stage.edits.addOwnNode("gain", 1);
    REQUIRE((quiet && last));
    REQUIRE(stage.edits.setParameter(*quiet, "gain", -20));
    stage.run(150000); // for the needles to fall
    CHECK(stage.player.status(*last).peak[0] == doctest::Approx(0.05).epsilon(0.05));
    REQUIRE(stage.edits.move(*last, 0));
    stage.run(5000);
    CHECK(stage.player.status(*last).peak[0] == doctest::Approx(0.5).epsilon(0.05));
}

TEST_CASE("strip and master are heard, and undone") {
    PlayingStage stage;
    auto strip = *stage.history.document().strip;
    strip.gain = base::Decibels{-12};
    strip.invertLeft = true;
    REQUIRE(stage.edits.setStrip(strip));
    stage.run(2000);
    auto expected = part(sinesOf(20000), 2000, 1000);
    const auto played = stage.run(1000);
    const float factor = static_cast<float>(base::Decibels{-12}.toGain());
    CHECK(played[0][500] == doctest::Approx(-factor * expected[0][500]));
    CHECK(played[1][500] == doctest::Approx(factor * expected[1][500]));
    REQUIRE(stage.history.undo());
    auto master = *stage.history.document().master;
    master.mono = true;
    REQUIRE(stage.edits.setMaster(master));
    stage.run(2000);
    const auto mono = stage.run(1000);
    CHECK(mono[0] == mono[1]);
    CHECK(mono[0][500] == doctest::Approx((sinesOf(20000)[0][5500] + sinesOf(20000)[1][5500]) / 2));
    master.mute = true;
    REQUIRE(stage.edits.setMaster(master));
    stage.run(1000);
    CHECK(loudest(stage.run(500)) == 0);
}

TEST_CASE("a plugin that is not there is a stand-in that lets the signal pass, and says so") {
    PlayingStage stage;
    hosting::LocatedPlugin gone;
    gone.plugin.identifier = "urn:gone";
    gone.plugin.name = "Gone";
    const auto insert = stage.edits.addPlugin(gone, 0);
    REQUIRE(insert);
    stage.run(4000);
    CHECK(stage.player.status(*insert).missing);
    CHECK_FALSE(stage.player.status(*insert).trouble.empty());
    CHECK(stage.player.takeNotices().size() == 1);
    const auto compared = test::compareRenders(stage.run(1000), part(sinesOf(20000), 4000, 1000));
    CHECK_MESSAGE(compared.same, compared.text());
    CHECK(std::get<host::HostedPlugin>(stage.history.document().find(*insert)->content).identifier ==
          "urn:gone");
}

TEST_CASE("what is captured is what is rendered, bit for bit, without the latency of the way") {
    PlayingStage stage;
    stage.player.stop();
    REQUIRE(stage.edits.openFiles({stage.file("b.wav", 9000)}));
    stage.run(1000);
    const auto capture = stage.folder / "capture.wav";
    REQUIRE(stage.player.startCapture(capture, 32));
    stage.run(1000);
    REQUIRE(stage.player.play());
    stage.run(20000);
    REQUIRE(stage.player.stopCapture());
    auto reader = session::AudioFileReader::open(capture);
    REQUIRE(reader);
    std::vector<float> samples(9000 * 2);
    REQUIRE(reader->read(samples).value_or(0) == 9000);
    CHECK(samples == test::sines(9000, 2, 48000));
}

TEST_CASE("the live input is heard while it plays, from the channels that were chosen") {
    OfflineStage stage;
    stage.input = [](audio::AudioBlock block) {
        for (std::uint32_t channel = 0; channel < block.channelCount(); ++channel)
            std::ranges::fill(block.channel(channel), 0.1F * static_cast<float>(channel + 1));
    };
    REQUIRE(stage.edits.useInput({.first = 2, .channels = 2}));
    REQUIRE(stage.player.open());
    CHECK(stage.requests.back().inputChannels == 3);
    CHECK(loudest(stage.run(1000)) == 0);
    REQUIRE(stage.player.play());
    stage.run(2000);
    const auto heard = stage.run(100);
    CHECK(heard[0][50] == 0.2F);
    CHECK(heard[1][50] == 0.3F);
    CHECK(stage.player.transport().position.value > 0);
    REQUIRE(stage.edits.useInput({.first = 1, .channels = 1}));
    REQUIRE(stage.player.play());
    stage.run(2000);
    CHECK(stage.run(100)[1][50] == 0.1F);
}

TEST_CASE("a device that cannot be opened is told, and everything else goes on") {
    OfflineStage stage;
    stage.refuses = true;
    REQUIRE(stage.edits.openFiles({stage.file("a.wav")}));
    CHECK_FALSE(stage.player.open());
    CHECK(stage.player.deviceReport().trouble.find("in use") != std::string::npos);
    CHECK_FALSE(stage.player.play());
    REQUIRE(stage.edits.addOwnNode("reverb", 0));
    stage.player.attend();
    stage.refuses = false;
    REQUIRE(stage.player.open());
    CHECK(stage.player.deviceReport().trouble.empty());
    REQUIRE(stage.player.play());
    CHECK(loudest(stage.run(4000)) > 0.1F);
}

TEST_CASE("another wish opens another device, with everything on it") {
    PlayingStage stage;
    REQUIRE(stage.edits.addOwnNode("gain", 0));
    REQUIRE(stage.edits.setDevices({.rate = 44100.0, .block = base::Frames{64}}));
    stage.player.attend();
    CHECK(stage.player.deviceReport().format.rate == 44100);
    CHECK(stage.player.deviceReport().format.blockFrames == 64);
    CHECK(stage.player.status(stage.history.document().inserts.front()->id).playing);
    REQUIRE(stage.player.play());
    CHECK(loudest(stage.run(4000)) > 0.1F);
}

TEST_CASE("a file that cannot be read is told, and the document keeps it") {
    PlayingStage stage;
    REQUIRE(stage.edits.openFiles({stage.folder / "not-there.wav"}));
    stage.run(200);
    CHECK(stage.player.takeNotices().size() == 1);
    CHECK(stage.player.transport().trouble.find("not-there.wav") != std::string::npos);
    CHECK_FALSE(stage.player.play());
    CHECK(stage.history.document().source->files.size() == 1);
    REQUIRE(stage.history.undo());
    REQUIRE(stage.player.play());
    CHECK(loudest(stage.run(4000)) > 0.1F);
}

TEST_CASE("a player follows another session, of which nothing stays") {
    PlayingStage stage;
    const auto insert = stage.edits.addOwnNode("gain", 0);
    REQUIRE(insert);
    REQUIRE(stage.edits.setParameter(*insert, "gain", -40));
    host::SessionDocument document;
    document.source.change([&](auto& source) { source.files = {{stage.file("c.wav", 5000, 1000)}}; });
    document.inserts.emplace_back(host::Insert{*insert, host::OwnNode{"gain"}});
    host::History other(document);
    stage.player.follow(other);
    stage.run(4000);
    CHECK(loudest(stage.run(100)) == 0);
    REQUIRE(stage.player.play());
    const auto played = stage.run(5000);
    CHECK(loudest(played) == doctest::Approx(0.5).epsilon(1e-3));
    host::SessionEdits edits(other, stage.player);
    REQUIRE(edits.setParameter(*insert, "gain", -60));
    CHECK(stage.history.document().find(*insert) != nullptr);
    stage.player.follow(stage.history);
}

TEST_CASE("a test tone sounds beside the session") {
    OfflineStage stage;
    CHECK_FALSE(stage.player.playTestTone(true));
    REQUIRE(stage.player.open());
    REQUIRE(stage.player.playTestTone(true));
    CHECK(stage.player.testToneSounds());
    stage.run(4000);
    CHECK(loudest(stage.run(1000)) == doctest::Approx(std::pow(10.0, -18 / 20.0)).epsilon(0.01));
    REQUIRE(stage.player.playTestTone(false));
    stage.run(4000);
    CHECK(loudest(stage.run(1000)) == 0);
}

TEST_CASE("a loop goes round without a gap") {
    PlayingStage stage;
    REQUIRE(stage.edits.setLoop({0.1}, {0.2}, true));
    const auto looped = stage.player.transport();
    CHECK(looped.playing);
    stage.run(48000);
    CHECK(stage.player.transport().playing);
    const auto position = stage.player.transport().position.value;
    CHECK(position >= 0.1);
    CHECK(position <= 0.2);
    REQUIRE(stage.history.undo());
    stage.run(48000);
    CHECK(stage.player.transport().ended);
}
