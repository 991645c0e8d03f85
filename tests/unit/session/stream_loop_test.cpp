// SPDX-License-Identifier: MIT
#include <rondo/session/file/stream_loop.h>

#include "stream_player.h"

#include <atomic>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <optional>
#include <random>
#include <rondo/session/file/detail/loop_change.h>
#include <rondo/session/file/file_streamer.h>
#include <span>
#include <support/seed.h>
#include <support/sound_files.h>
#include <support/temporary_folder.h>
#include <thread>

using namespace rondo;
using session::FileStreamer;
using session::StreamLoop;

namespace {

/// Frames that are all different.
std::vector<float> numbered(std::size_t frames) {
    std::vector<float> samples(frames);
    for (std::size_t frame = 0; frame < frames; ++frame)
        samples[frame] = static_cast<float>(frame + 1) / (1 << 20);
    return samples;
}

test::StreamPlayer playerOf(FileStreamer& streamer, session::AudioFileSourceOptions source,
                            bool staysOpen = true, bool playing = true) {
    auto stream = streamer.open(std::move(source), {.staysOpen = staysOpen});
    REQUIRE_MESSAGE(stream, (stream ? "" : stream.error().text));
    return test::StreamPlayer(std::move(*stream), playing);
}

/// What is to be heard, by an array: the loop, the pass, and the level of the player.
struct Model {
    std::span<const float> samples;
    bool whole = false;
    std::optional<StreamLoop> loop{};
    std::int64_t place = 0;
    bool started = false;
    bool playing = true;
    bool standing = false;
    int step = 0;

    std::int64_t frames() const { return static_cast<std::int64_t>(samples.size()); }
    bool ended() const { return place == frames(); }
    float next() {
        const float sample = samples[static_cast<std::size_t>(place)];
        const auto end = loop ? std::min(loop->end, frames()) : -1;
        const bool looping = place < end;
        ++place;
        if (looping && place == end)
            place = loop->first;
        else if (whole && ended())
            place = 0;
        return sample;
    }
    float render() {
        if (ended()) {
            step = 0;
            standing = true;
            return 0;
        }
        if (playing && (!started || (standing && place == 0)))
            step = 63;
        started = started || playing;
        step = std::clamp(step + (playing ? 1 : -1), 0, 64);
        standing = step == 0 && (standing || !playing);
        return step > 0 ? next() * static_cast<float>(step) / 64 : 0;
    }
    std::vector<float> render(std::size_t count) {
        std::vector<float> rendered;
        while (rendered.size() < count)
            rendered.push_back(render());
        return rendered;
    }
};

/// A list of files whose samples are `numbered`, cut at random.
std::vector<std::filesystem::path> randomFiles(const std::filesystem::path& folder,
                                               const std::vector<float>& samples, std::mt19937_64& random) {
    std::vector<std::size_t> cuts{0, samples.size()};
    for (auto count = random() % 3; count > 0; --count)
        cuts.push_back(1 + random() % (samples.size() - 1));
    std::ranges::sort(cuts);
    std::vector<std::filesystem::path> files;
    for (std::size_t cut = 0; cut + 1 < cuts.size(); ++cut) {
        if (cuts[cut] == cuts[cut + 1])
            continue;
        files.push_back(folder / (std::to_string(cut) + ".wav"));
        test::writeWav(files.back(),
                       {samples.begin() + static_cast<std::ptrdiff_t>(cuts[cut]),
                        samples.begin() + static_cast<std::ptrdiff_t>(cuts[cut + 1])},
                       1, 48000);
    }
    return files;
}

std::int64_t below(std::mt19937_64& random, std::int64_t end) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(std::max<std::int64_t>(end, 1)));
}

StreamLoop randomLoop(std::mt19937_64& random, const Model& model) {
    const auto frames = model.frames();
    const bool nearby = random() % 2 == 0; // around what is heard, else anywhere
    const auto first = std::clamp<std::int64_t>(
        nearby ? model.place - below(random, 3000) : below(random, frames), 0, frames - 64);
    const auto length = 64 + (random() % 3 == 0 ? below(random, 100) : below(random, nearby ? 5000 : frames));
    return {first, first + length};
}

/// Goes elsewhere while it plays or stands: a fade out, silence for a block at most when other changes have
/// taken the room of what comes, and then what the model says.
void locate(test::StreamPlayer& player, Model& model, std::int64_t target, std::uint32_t block) {
    REQUIRE(player.stream.locate(target));
    auto heard = player.playBlock(128, true);
    const auto more = player.playBlock(block, true);
    heard.insert(heard.end(), more.begin(), more.end());
    auto there = model;
    there.place = model.whole ? target % model.frames() : std::min(target, model.frames());
    there.step = 0;
    for (std::size_t fading = 0; fading < 64 + 128; ++fading) {
        auto attempt = there;
        const auto expected = attempt.render(heard.size() - fading);
        if (std::equal(expected.begin(), expected.end(), heard.begin() + static_cast<std::ptrdiff_t>(fading))) {
            model = attempt;
            return;
        }
    }
    FAIL("what is heard does not go on at the frame " << target);
}

} // namespace

TEST_CASE("Whatever loops are set while it plays, stands or is located, what is heard is what an array says") {
    const auto seed = test::seedOfThisRun();
    task::Pool pool({.workers = 1});
    for (std::uint64_t run = 0; run < 60; ++run) {
        CAPTURE(seed);
        CAPTURE(run);
        std::mt19937_64 random(seed + run);
        const test::TemporaryFolder folder;
        const auto samples =
            numbered(static_cast<std::size_t>(200 + below(random, run % 2 == 0 ? 5'000 : 400'000)));
        FileStreamer streamer(pool);
        const bool whole = random() % 3 == 0;
        auto player = playerOf(streamer, {randomFiles(folder.path(), samples, random), 0, 0, whole});
        Model model{.samples = samples, .whole = whole};
        int changes = 0; // at most two in 4096 frames that are played: more can be heard as a fade
        std::int64_t quiet = 0;
        for (int turn = 0; turn < 150; ++turn) {
            const auto action = random() % 12;
            if (action < 4 && (changes < 2 || (!model.playing && model.step == 0))) {
                ++changes;
                quiet = player.position.read().played;
                model.loop = action > 0 ? std::optional(randomLoop(random, model)) : std::nullopt;
                REQUIRE(player.stream.setLoop(model.loop));
            } else if (action == 4) {
                locate(player, model, below(random, model.frames() + 10),
                       static_cast<std::uint32_t>(128 + below(random, 2000)));
            } else if (action == 5) {
                model.playing = !model.playing || !model.started;
                player.setPlaying(model.playing);
            }
            const auto block = static_cast<std::uint32_t>(1 + below(random, random() % 4 == 0 ? 3000 : 300));
            const auto heard = player.playBlock(block, true);
            const auto expected = model.render(block);
            const auto wrong = std::ranges::mismatch(heard, expected).in1 - heard.begin();
            CAPTURE(turn);
            REQUIRE(wrong == static_cast<std::ptrdiff_t>(block));
            REQUIRE(player.position.read().frame == model.place);
            if (player.position.read().played - quiet >= 4096)
                changes = 0;
            REQUIRE(player.position.read().ended == model.ended());
        }
        CHECK(player.position.read().underruns == 0);
    }
}

TEST_CASE("A loop that no stream can play is refused with a sentence") {
    const test::TemporaryFolder folder;
    test::writeWav(folder / "a.wav", numbered(10'000), 1, 48000);
    task::Pool pool({.workers = 1});
    FileStreamer streamer(pool);
    auto stream = streamer.open({{folder / "a.wav"}, 0, 0, false}, {.staysOpen = true});
    REQUIRE(stream);
    for (const StreamLoop bad :
         {StreamLoop{-1, 5000}, StreamLoop{5000, 5063}, StreamLoop{5000, 4000}, StreamLoop{9'937, 20'000},
          StreamLoop{20'000, 30'000}, StreamLoop{std::numeric_limits<std::int64_t>::max(), 0},
          StreamLoop{0, std::numeric_limits<std::int64_t>::min()}}) {
        const auto refused = stream->setLoop(bad);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == base::ErrorCode::invalidArgument);
        CHECK(refused.error().text.find("64 frames") != std::string::npos);
    }
    CHECK(stream->setLoop(StreamLoop{9'936, std::numeric_limits<std::int64_t>::max()}));
    CHECK(stream->setLoop({}));
    auto once = streamer.open({{folder / "a.wav"}, 0, 0, false});
    REQUIRE(once);
    once->waitUntilReady(20'000); // all of it
    const auto closed = once->setLoop(StreamLoop{0, 1000});
    REQUIRE_FALSE(closed);
    CHECK(closed.error().code == base::ErrorCode::closed);
}

TEST_CASE("A converted loop plays the frames of the whole pass, cut at the stream's rate") {
    const test::TemporaryFolder folder;
    const auto tone = test::sines(60'000, 1, 44100, 1000);
    test::writeWav(folder / "a.wav", {tone.begin(), tone.begin() + 20'000}, 1, 44100);
    test::writeWav(folder / "b.wav", {tone.begin() + 20'000, tone.end()}, 1, 44100);
    const session::AudioFileSourceOptions files{{folder / "a.wav", folder / "b.wav"}, 48000, 1, false};
    task::Pool pool({.workers = 1});
    FileStreamer streamer(pool);
    auto once = playerOf(streamer, files);
    const auto pass = once.play(static_cast<std::size_t>(once.stream.frameCount()), true);
    for (const StreamLoop loop :
         {StreamLoop{1'001, 1'300}, StreamLoop{20'000, 23'500}, StreamLoop{500, 65'306}}) {
        CAPTURE(loop.first);
        auto player = playerOf(streamer, files);
        REQUIRE(player.stream.setLoop(loop));
        Model model{.samples = std::span(pass).first(65'306), .loop = loop};
        const auto heard = player.play(150'000, true);
        const auto expected = model.render(heard.size());
        float largest = 0;
        for (std::size_t frame = 0; frame < heard.size(); ++frame)
            largest = std::max(largest, std::abs(heard[frame] - expected[frame]));
        CHECK(largest < 1e-6f);
        CHECK(player.position.read().frame == model.place);
        CHECK(player.position.read().underruns == 0);
    }
}

TEST_CASE(
    "A stream that loops as a whole says where in the pass it is, also converted and for hundreds of passes") {
    const test::TemporaryFolder folder;
    test::writeWav(folder / "a.wav", test::sines(1001, 1, 44100), 1, 44100);
    task::Pool pool({.workers = 1});
    FileStreamer streamer(pool);
    auto player = playerOf(streamer, {{folder / "a.wav"}, 48000, 1, true});
    const auto pass = 1001 * 48000.0 / 44100;
    for (int turn = 1; turn <= 100; ++turn) {
        player.play(10 * test::StreamPlayer::block, true);
        const auto place = std::fmod(turn * 10.0 * test::StreamPlayer::block, pass);
        CHECK(std::abs(static_cast<double>(player.position.read().frame) - place) <= 1);
    }
}

TEST_CASE("A loop whose files end before they say goes on where they end, and never ends") {
    const test::TemporaryFolder folder;
    const auto samples = numbered(70'000);
    struct Case {
        std::size_t there;
        std::int64_t loopEnd;
        std::int64_t target;
    };
    for (const auto& [there, loopEnd, target] :
         {Case{30'000, 70'000, 100}, Case{1'000, 70'000, 100}, Case{1'000, 10'000, 9'900}}) {
        CAPTURE(there);
        CAPTURE(loopEnd);
        test::writeWav(folder / "a.wav", samples, 1, 48000);
        task::Pool pool({.workers = 1});
        FileStreamer streamer(pool);
        auto player = playerOf(streamer, {{folder / "a.wav"}, 0, 0, false});
        player.stream.waitUntilReady(1);
        std::filesystem::resize_file(folder / "a.wav", 44 + 4 * std::uintmax_t{there});
        REQUIRE(player.stream.setLoop(StreamLoop{200, loopEnd}));
        REQUIRE(player.stream.locate(target));
        const auto heard = player.play(3 * 70'000, true);
        CHECK_FALSE(player.position.read().ended);
        CHECK(player.stream.progress().state == session::FileStreamState::streaming);
        const auto now = player.position.read().frame;
        CHECK(now >= 200);
        CHECK(now < static_cast<std::int64_t>(there));
        CHECK(heard.back() == samples[(now == 200 ? there : static_cast<std::size_t>(now)) - 1]);
    }
}

TEST_CASE("A change is heard at the first frame that it makes another, whatever has been read ahead") {
    const test::TemporaryFolder folder;
    const auto samples = numbered(400'000);
    test::writeWav(folder / "a.wav", samples, 1, 48000);
    task::Pool pool({.workers = 1});
    FileStreamer streamer(pool);
    auto player = playerOf(streamer, {{folder / "a.wav"}, 0, 0, false});
    player.stream.waitUntilReady(90'000);
    Model model{.samples = samples};
    const auto check = [&](std::size_t frames) {
        const auto heard = player.play(frames, true);
        CHECK(heard == model.render(heard.size()));
        CHECK(player.position.read().frame == model.place);
    };
    check(1024);
    model.loop = {500, 2000};
    REQUIRE(player.stream.setLoop(model.loop));
    check(10'240);
    model.loop = {500, 1'000'000}; // to the files' end
    REQUIRE(player.stream.setLoop(model.loop));
    check(500'736);
    REQUIRE(player.stream.setLoop(StreamLoop{100, 200})); // behind it: on to the end
    model.loop = {100, 200};
    check(400'128);
    CHECK(player.position.read().ended);
    REQUIRE(player.stream.setLoop(StreamLoop{300, 400})); // wakes nobody
    check(256);
    CHECK(player.position.read().ended);
    REQUIRE(player.stream.locate(350));
    player.play(2560, true);
    CHECK(player.position.read().frame >= 300);
    CHECK(player.position.read().frame < 400);
    CHECK(player.position.read().underruns == 0);
}

TEST_CASE("A transport's stop, locate and play go to the frame") {
    const test::TemporaryFolder folder;
    const auto samples = numbered(100'000);
    test::writeWav(folder / "a.wav", samples, 1, 48000);
    task::Pool pool({.workers = 1});
    FileStreamer streamer(pool);
    auto player = playerOf(streamer, {{folder / "a.wav"}, 0, 0, false});
    player.play(2560, true);
    player.setPlayingIn(100, false);
    player.play(512, true);
    const auto stopped = player.position.read().frame;
    CHECK(stopped == 2560 + 100 + 63);
    player.play(5120, true);
    CHECK(player.position.read().frame == stopped);
    CHECK_FALSE(player.position.read().playing);

    REQUIRE(player.stream.locate(70'000));
    player.play(256, true);
    CHECK(player.position.read().frame == 70'000);
    CHECK_FALSE(player.position.read().ended);
    player.setPlayingIn(37, true);
    auto heard = player.play(256, true);
    CHECK(heard[36] == 0);
    for (std::size_t frame = 37; frame < heard.size(); ++frame)
        REQUIRE(heard[frame] ==
                samples[70'000 + frame - 37] * std::min(1.0f, static_cast<float>(frame - 36) / 64));

    for (const std::int64_t end : {100'000, 500'000}) {
        REQUIRE(player.stream.locate(end));
        player.play(512, true);
        CHECK(player.position.read().ended);
        CHECK(player.position.read().frame == 100'000);
        REQUIRE(player.stream.locate(0));
        heard = player.play(512, true);
        CHECK_FALSE(player.position.read().ended);
        CHECK(player.position.read().frame == 512);
        CHECK(heard.back() == samples[511]);
    }
    player.play(100'000, true);
    CHECK(player.position.read().ended);
    CHECK(player.position.read().frame == 100'000);
    player.setPlaying(false);
    player.play(256, true);
    REQUIRE(player.stream.locate(0));
    player.play(256, true);
    CHECK_FALSE(player.position.read().ended);
    CHECK(player.position.read().frame == 0);
    player.setPlaying(true);
    heard = player.play(256, true);
    CHECK(heard[0] == samples[0]); // the very beginning
    CHECK(heard[255] == samples[255]);
    CHECK(player.position.read().underruns == 0);
}

TEST_CASE("Loops and places that come from another thread while it plays leave it where the last ones say") {
    const test::TemporaryFolder folder;
    const auto samples = numbered(200'000);
    test::writeWav(folder / "a.wav", samples, 1, 48000);
    const auto seed = test::seedOfThisRun();
    CAPTURE(seed);
    task::Pool pool({.workers = 2});
    FileStreamer streamer(pool);
    auto player = playerOf(streamer, {{folder / "a.wav"}, 0, 0, false});
    std::atomic<bool> done{false};
    std::thread changes([&] {
        std::mt19937_64 random(seed);
        const Model model{.samples = samples};
        for (int turn = 0; turn < 300; ++turn) {
            if (turn % 7 == 0)
                static_cast<void>(player.stream.locate(below(random, 200'000)));
            static_cast<void>(player.stream.setLoop(randomLoop(random, model)));
            std::this_thread::yield();
        }
        done = true;
    });
    while (!done) {
        player.playBlock(128, false);
        const auto frame = player.position.read().frame;
        REQUIRE(frame >= 0);
        REQUIRE(frame <= 200'000);
    }
    changes.join();
    REQUIRE(player.stream.setLoop(StreamLoop{1'000, 3'000}));
    REQUIRE(player.stream.locate(2'000));
    player.play(1024, true);
    for (int turn = 0; turn < 40; ++turn) {
        const auto heard = player.play(256, true);
        const auto now = player.position.read().frame;
        CHECK(now >= 1'000);
        CHECK(now < 3'000);
        CHECK(heard.back() == samples[static_cast<std::size_t>(now == 1'000 ? 3'000 : now) - 1]);
    }
}

TEST_CASE("A change that is waited for is heard in the next block, a few frames ahead") {
    const test::TemporaryFolder folder;
    const auto samples = numbered(400'000);
    test::writeWav(folder / "a.wav", samples, 1, 48000);
    task::Pool pool({.workers = 2});
    FileStreamer streamer(pool);
    auto player = playerOf(streamer, {{folder / "a.wav"}, 0, 0, false});
    Model model{.samples = samples};
    CHECK(player.play(100'096, true) == model.render(100'096));
    for (std::int64_t turn = 0; turn < 500; ++turn) {
        CAPTURE(turn);
        model.loop = {model.place - 100 - turn % 70, model.place + 10 + turn % 50};
        REQUIRE(player.stream.setLoop(model.loop));
        REQUIRE(player.playBlock(64, true) == model.render(64));
        CHECK(player.position.read().frame == model.place);
    }
    CHECK(player.position.read().underruns == 0);
}

TEST_CASE("Of any number of changes while it stands the last one counts, and room is left for it") {
    const test::TemporaryFolder folder;
    const auto samples = numbered(400'000);
    test::writeWav(folder / "a.wav", samples, 1, 48000);
    task::Pool pool({.workers = 1});
    FileStreamer streamer(pool);
    for (const std::int64_t ahead : {70, 3'000}) {
        auto player = playerOf(streamer, {{folder / "a.wav"}, 0, 0, false});
        Model model{.samples = samples};
        player.stream.waitUntilReady(90'000);
        model.render(10'240);
        player.play(10'240, true);
        player.setPlaying(model.playing = false);
        player.play(256, true);
        model.render(256);
        for (std::int64_t change = 0; change < 40; ++change) {
            model.loop = {model.place - 1'000 + change, model.place + ahead + change};
            REQUIRE(player.stream.setLoop(model.loop));
            player.playBlock(64, true);
            CHECK(player.position.read().frame == model.place);
        }
        player.setPlaying(model.playing = true);
        for (int block = 0; block < 10; ++block)
            REQUIRE(player.playBlock(3'000, true) == model.render(3'000));
        CHECK(player.position.read().underruns == 0);
    }
}

TEST_CASE("A loop that is set after the end changes nothing of the end") {
    const test::TemporaryFolder folder;
    const auto samples = numbered(5'000);
    test::writeWav(folder / "a.wav", samples, 1, 48000);
    task::Pool pool({.workers = 1});
    FileStreamer streamer(pool);
    auto player = playerOf(streamer, {{folder / "a.wav"}, 0, 0, false});
    player.play(5'120, true);
    REQUIRE(player.position.read().ended);
    for (std::int64_t change = 0; change < 300; ++change) {
        REQUIRE(player.stream.setLoop(StreamLoop{change, 1'000 + change}));
        player.playBlock(64, change % 2 == 0);
        REQUIRE(player.position.read().ended);
    }
    player.playBlock(64, true);
    CHECK(player.stream.progress().state == session::FileStreamState::ended);
    CHECK(player.position.read().frame == 5'000);
    CHECK(player.position.read().underruns == 0);
}

TEST_CASE("A change that is taken back is no fit for a player that may have made it meanwhile") {
    session::detail::SentStream stream;
    stream.mark.leaveAt = 100; // a loop that has been sent from frame 1000 on
    stream.mark.path.firstFrame = 1000;
    stream.mark.path.position = stream.mark.path.loopFirst = 20;
    stream.mark.path.loopEnd = 100;
    stream.beforeEnd = 1000;
    stream.sent = 1500;
    stream.heard = 60;
    const auto back = session::detail::changeOfLoop(stream, {});
    CHECK(back.leaveAt == 999); // and not 1000, which is also where the loop begins
    CHECK(back.position == 999);
    stream.heard = 1010; // in the loop: on from its end
    const auto on = session::detail::changeOfLoop(stream, {});
    CHECK((on.leaveAt == 1080 && on.position == 100));
    stream.heard = 100; // on the way into it: there it goes, whatever comes then
    const auto into = session::detail::changeOfLoop(stream, {});
    CHECK((into.leaveAt == 100 && into.position == 20));
}
