// SPDX-License-Identifier: MIT
#include <rondo/session/file/stream_loop.h>

#include "stream_player.h"

#include <doctest/doctest.h>
#include <optional>
#include <random>
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
            return 0;
        }
        if (!started && playing)
            step = 63;
        started = started || playing;
        step = std::clamp(step + (playing ? 1 : -1), 0, 64);
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
