// SPDX-License-Identifier: MIT
#include <rondo/nodes/polyphonic_node.h>

#include <cmath>
#include <doctest/doctest.h>
#include <functional>
#include <random>
#include <rondo/audio/channel_voice.h>
#include <rondo/graph/graph_control.h>
#include <rondo/nodes/sequencer_node.h>
#include <rondo/nodes/voice_keys.h>
#include <rondo/nodes/voice_node.h>
#include <support/event_probes.h>
#include <support/graph_probes.h>

using namespace rondo;
using nodes::NoteKey;
using nodes::PolyphonicNode;
using nodes::PolyphonicOptions;
using nodes::SequencerNode;
using nodes::VoiceKeys;

namespace {

PolyphonicOptions options(std::uint32_t voices = 4) {
    PolyphonicOptions made;
    made.voices = voices;
    made.waveform = dsp::Waveform::sine;
    made.cutoff = 20000;
    made.filterEnvelope = 0;
    made.detune = 0;
    made.release = 0.02f;
    return made;
}

/// A polyphonic node to the output of a mono graph.
struct Instrument {
    explicit Instrument(const PolyphonicOptions& options)
        : pair(graph::makeGraph({.outputChannels = 1}, std::make_shared<concurrency::Reclaimer>())) {
        auto edit = pair.control.edit();
        id = edit.add(std::make_unique<PolyphonicNode>(options), "synth");
        edit.connectToOutput(id);
        REQUIRE(edit.commit());
    }
    void at(std::int64_t frame, audio::UmpMessage message) {
        REQUIRE(pair.control.sendEventAt(frame, id, 0, message));
    }
    std::vector<float> play(
        std::uint32_t frames, const std::function<std::uint32_t()>& next = [] { return 64u; }) {
        return player.play(frames, next);
    }
    graph::Graph pair;
    graph::NodeId id;
    test::Player player{pair.processor, 1};
};

float loudest(const std::vector<float>& samples, std::size_t from, std::size_t to) {
    float most = 0;
    for (auto index = from; index < to; ++index)
        most = std::max(most, std::abs(samples[index]));
    return most;
}

float steepest(const std::vector<float>& samples, std::size_t from, std::size_t to) {
    float most = 0;
    for (auto frame = from; frame < to; ++frame)
        most = std::max(most, std::abs(samples[frame] - samples[frame - 1]));
    return most;
}

} // namespace

TEST_CASE("a note of a polyphonic node is sample for sample that of a voice, at its frame") {
    Instrument synth(options());
    synth.at(100, audio::midi2::noteOn(0, 0, 69, 0xffff));
    synth.at(4000, audio::midi2::noteOff(0, 0, 69));
    const auto samples = synth.play(8000);

    auto pair = graph::makeGraph({.outputChannels = 1}, std::make_shared<concurrency::Reclaimer>());
    auto edit = pair.control.edit();
    const auto voice = edit.add(std::make_unique<nodes::VoiceNode>(options()), "voice");
    edit.connectToOutput(voice);
    REQUIRE(edit.commit());
    REQUIRE(pair.control.setParameterAt(100, voice, nodes::VoiceNode::pitch, 69));
    REQUIRE(pair.control.setParameterAt(100, voice, nodes::VoiceNode::gate, 1));
    REQUIRE(pair.control.setParameterAt(4000, voice, nodes::VoiceNode::gate, 0));
    test::Player player(pair.processor, 1);
    CHECK(samples == player.block(8000)[0]);
    CHECK(loudest(samples, 0, 100) == 0);
    CHECK(loudest(samples, 100, 4000) > 0.1f);
}

TEST_CASE("a chord is the sum of its notes, in MIDI 1.0 and in MIDI 2.0") {
    const auto play = [](std::initializer_list<std::uint32_t> notes) {
        Instrument synth(options());
        for (const auto note : notes)
            synth.at(10, note == 64 ? audio::midi1::noteOn(0, 3, note, 127)
                                    : audio::midi2::noteOn(0, 3, note, 0xffff));
        return synth.play(3000);
    };
    const auto chord = play({60, 64, 67});
    const auto one = play({60});
    const auto two = play({64});
    const auto three = play({67});
    float error = 0;
    for (std::size_t frame = 0; frame < chord.size(); ++frame)
        error = std::max(error, std::abs(chord[frame] - one[frame] - two[frame] - three[frame]));
    // Oscillators of the second and third voice start where the first did.
    CHECK(error < 1e-6f);
    CHECK(loudest(chord, 0, 3000) > loudest(one, 0, 3000));
}

TEST_CASE("velocity, pitch bend, pedal, all notes off and all sound off do what their names say") {
    Instrument loud(options());
    Instrument soft(options());
    loud.at(0, audio::midi1::noteOn(0, 0, 69, 127));
    soft.at(0, audio::midi2::noteOn(0, 0, 69, 0x7fff));
    CHECK(loudest(soft.play(4000), 0, 4000) ==
          doctest::Approx(loudest(loud.play(4000), 0, 4000) / 2).epsilon(0.01));

    Instrument bent(options());
    bent.at(0, audio::midi1::noteOn(0, 0, 69, 127));
    bent.at(0, audio::midi1::pitchBend(0, 0, 16383));
    Instrument higher(options());
    higher.at(0, audio::midi1::noteOn(0, 0, 71, 127));
    CHECK(bent.play(3000) == higher.play(3000));

    for (const std::uint32_t channel : {0u, 1u}) { // a pedal belongs to its channel
        Instrument held(options());
        held.at(0, audio::midi1::controller(0, channel, 64, 127));
        held.at(0, audio::midi1::noteOn(0, 0, 69, 127));
        held.at(1000, audio::midi1::noteOff(0, 0, 69));
        held.at(20000, audio::midi1::controller(0, channel, 64, 0));
        const auto samples = held.play(30000);
        CHECK((loudest(samples, 15000, 20000) > 0.05f) == (channel == 0));
        CHECK(loudest(samples, 25000, 30000) == 0);
    }
    for (const std::uint32_t number : {120u, 123u}) {
        Instrument ended(options());
        for (const std::uint32_t note : {60u, 64u})
            ended.at(0, audio::midi1::noteOn(0, 0, note, 127));
        ended.at(4000, audio::midi1::controller(0, 0, number, 0));
        const auto samples = ended.play(10000);
        CHECK(loudest(samples, 3000, 4000) > 0.1f);
        // Sound off fades within 3 ms, notes off release.
        CHECK((loudest(samples, 4200, 10000) == 0) == (number == 120));
        CHECK(loudest(samples, 8000, 10000) == 0);
        Instrument other(options());
        other.at(0, audio::midi1::noteOn(0, 0, 60, 127));
        other.at(4000, audio::midi1::controller(0, 1, number, 0));
        CHECK(loudest(other.play(10000), 8000, 10000) > 0.05f);
    }
}

TEST_CASE("without a free voice the oldest is taken, faded and not cut") {
    const auto play = [](std::uint32_t voices) {
        Instrument synth(options(voices));
        synth.at(0, audio::midi1::noteOn(0, 0, 57, 127));
        synth.at(10, audio::midi1::noteOn(0, 0, 64, 127));
        synth.at(8000, audio::midi1::noteOn(0, 0, 69, 127));
        return synth.play(12000);
    };
    const auto stolen = play(2);
    const auto all = play(3);
    CHECK(std::vector(stolen.begin(), stolen.begin() + 8000) == std::vector(all.begin(), all.begin() + 8000));
    CHECK(std::vector(stolen.begin() + 8200, stolen.end()) != std::vector(all.begin() + 8200, all.end()));
    // No step is larger than those of the sounds themselves.
    CHECK(steepest(stolen, 7990, 8400) < 1.3f * steepest(all, 7000, 11000));
}

TEST_CASE("a chord of more notes than there are voices fades what sounded before, and cuts nothing off") {
    for (const std::uint32_t voices : {1u, 2u}) {
        const auto play = [&](std::initializer_list<std::uint32_t> chord) {
            Instrument synth(options(voices));
            for (std::uint32_t voice = 0; voice < voices; ++voice)
                synth.at(0, audio::midi1::noteOn(0, 0, 57 + voice, 127));
            for (const auto note : chord)
                synth.at(8011, audio::midi1::noteOn(0, 0, note, 127));
            return synth.play(9000);
        };
        const auto chord = play({60, 62, 64});
        CHECK(steepest(chord, 8000, 8400) < 3 * steepest(chord, 7000, 8000));
        if (voices == 1)
            CHECK(chord == play({64})); // nobody has heard the others
    }
}

TEST_CASE("notes stolen while others fade out still fade, as long as any voice has room for that") {
    Instrument synth(options(4));
    for (const std::uint32_t note : {57u, 58u, 59u, 60u})
        synth.at(0, audio::midi1::noteOn(0, 0, note, 127));
    // The first voice is taken twice within 3 ms.
    synth.at(8011, audio::midi1::noteOff(0, 0, 57));
    synth.at(8011, audio::midi1::noteOn(0, 0, 64, 127));
    synth.at(8090, audio::midi1::noteOff(0, 0, 64));
    synth.at(8090, audio::midi1::noteOn(0, 0, 65, 127));
    const auto samples = synth.play(9000);
    CHECK(steepest(samples, 8000, 8400) < 1.3f * steepest(samples, 7000, 8000));
}

TEST_CASE("the keys take free voices first, then the oldest released one, then the oldest") {
    VoiceKeys keys(3);
    const auto key = [](int note) { return NoteKey{0, 0, static_cast<std::uint8_t>(note)}; };
    std::vector<std::size_t> released;
    const auto release = [&](std::size_t voice) { released.push_back(voice); };
    CHECK(keys.start(key(1)).voice == 0);
    CHECK(keys.start(key(2)).voice == 1);
    CHECK(keys.start(key(3)).voice == 2);
    CHECK(keys.start(key(2)).voice == 1); // again
    keys.stop(key(3), release);
    keys.stop(key(2), release);
    CHECK(released == std::vector<std::size_t>{2, 1});
    const auto fourth = keys.start(key(4));
    CHECK(fourth.voice == 2); // started before the other released one was started again
    CHECK(fourth.stolen);
    CHECK(keys.start(key(5)).voice == 1);
    CHECK(keys.start(key(6)).voice == 0);
    keys.ended(1);
    CHECK_FALSE(keys.start(key(7)).stolen);
    keys.setPedal(0, 0, true, release);
    released.clear();
    keys.stop(key(7), release);
    keys.setPedal(0, 1, false, release);
    CHECK(released.empty());
    keys.setPedal(0, 0, false, release);
    CHECK(released == std::vector<std::size_t>{1});
    keys.stopAll(0, 0, release);
    CHECK(released.size() == 3);
}

TEST_CASE("a pedal holds the notes of its channel and group alone, and of them those that all notes off ends") {
    VoiceKeys keys(4);
    std::vector<std::size_t> released;
    const auto release = [&](std::size_t voice) { released.push_back(voice); };
    const NoteKey all[]{{0, 0, 60}, {0, 1, 60}, {1, 0, 60}, {0, 0, 61}};
    for (const auto& key : all)
        keys.start(key);
    keys.setPedal(0, 0, true, release);
    for (const auto& key : all)
        keys.stop(key, release);
    CHECK(released == std::vector<std::size_t>{1, 2});
    CHECK(keys.start(all[3]).voice == 3); // played again on its own voice while it is held
    keys.stopAll(0, 0, release);
    keys.setPedal(1, 0, false, release);
    keys.setPedal(0, 1, false, release);
    CHECK(released.size() == 2);
    for (const auto& key : all)
        keys.stop(key, release); // what was released is not held again
    keys.setPedal(0, 0, false, release);
    CHECK(released == std::vector<std::size_t>{1, 2, 0, 3});
    keys.setPedal(0, 0, true, release);
    keys.stop(all[0], release);
    keys.setPedal(0, 0, false, release);
    CHECK(released.size() == 4);
    keys.setPedal(1, 0, true, release);
    keys.start(all[0]);
    keys.stop(all[0], release);
    CHECK(released.size() == 5);
}

TEST_CASE("an instrument sleeps when its voices are done, and wakes for the next note") {
    Instrument synth(options());
    synth.at(0, audio::midi1::noteOn(0, 0, 69, 127));
    synth.at(1000, audio::midi1::noteOff(0, 0, 69));
    synth.play(20000);
    synth.pair.control.recorder()->setMeasuring(graph::Measuring::everyNode);
    const auto runs = [&] { return synth.pair.control.timesOf(synth.id).times.total(); };
    const auto before = runs();
    CHECK(loudest(synth.play(20000), 0, 20000) == 0);
    CHECK(runs() <= before + 1);
    synth.at(synth.player.position + 70, audio::midi1::noteOn(0, 0, 69, 127));
    CHECK(loudest(synth.play(2000), 0, 2000) > 0.1f);
    CHECK(runs() > before + 20);
}

TEST_CASE("a sequencer and a polyphonic node make the same samples for every block size and with workers") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    const auto render = [&](std::uint32_t workers, const std::function<std::uint32_t()>& next) {
        auto pair = graph::makeGraph({.maximumFrames = 512,
                                      .outputChannels = 1,
                                      .workers = workers,
                                      .workerUse = graph::WorkerUse::always},
                                     std::make_shared<concurrency::Reclaimer>());
        auto edit = pair.control.edit();
        auto sound = options(3); // fewer than there are notes
        sound.release = 0.2f;
        for (const double step : {0.021, 0.034}) {
            const auto notes = edit.add(std::make_unique<SequencerNode>(nodes::SequencerOptions{
                                            .notes = "C3 E3+G3 - Bb4+60 F#2", .step = step}),
                                        "notes");
            const auto synth = edit.add(std::make_unique<PolyphonicNode>(sound), "synth");
            edit.connectEvents(notes, 0, synth, 0);
            edit.connectToOutput(synth);
            std::mt19937 numbers(7);
            const auto parameters = PolyphonicNode(sound).describe().parameters;
            for (std::uint32_t parameter = 0; parameter < parameters.size(); ++parameter) {
                const auto curve = graph::AutomationCurve::make(
                    {{static_cast<std::int64_t>(numbers() % 5000), parameters[parameter].initial},
                     {9000, 0.5f * (parameters[parameter].initial + parameters[parameter].maximum)}});
                REQUIRE(curve);
                edit.automate(synth, parameter, *curve);
            }
        }
        const auto committed = edit.commit();
        REQUIRE(committed);
        test::Player player(pair.processor, 1);
        std::vector<float> samples;
        while (samples.size() < 12000) {
            const auto made =
                player.block(std::min(next(), 12000 - static_cast<std::uint32_t>(samples.size())));
            samples.insert(samples.end(), made[0].begin(), made[0].end());
        }
        return samples;
    };
    const auto expected = render(0, [] { return 64u; });
    CHECK(loudest(expected, 0, 12000) > 0.1f);
    for (const std::uint32_t block : {1u, 7u, 500u, 4096u})
        CHECK(render(0, [=] { return block; }) == expected);
    std::mt19937 random(seed);
    for (const std::uint32_t workers : {0u, 1u, 3u})
        CHECK(render(workers, [&] { return 1 + static_cast<std::uint32_t>(random() % 700); }) == expected);
}

TEST_CASE("a sequencer plays what is written, each note at the nearest frame, and ends or begins again") {
    for (const bool loop : {false, true}) {
        auto pair =
            graph::makeGraph({.rate = 44100, .outputChannels = 1}, std::make_shared<concurrency::Reclaimer>());
        auto edit = pair.control.edit();
        const auto notes =
            edit.add(std::make_unique<SequencerNode>(nodes::SequencerOptions{
                         .notes = " C4  Eb4+67 - ", .step = 0.01, .length = 0.5, .velocity = 1, .loop = loop}),
                     "notes");
        const auto heard = std::make_shared<test::Heard>();
        const auto listener = edit.add(std::make_unique<test::EventListenerNode>(heard), "listener");
        edit.connectEvents(notes, 0, listener, 0);
        REQUIRE(edit.commit());
        test::Player player(pair.processor, 1);
        player.block(441 * 3);
        using namespace audio::midi2;
        const std::vector<test::StreamEvent> expected{
            {0, noteOn(0, 0, 60, 0xffff)},   {221, noteOff(0, 0, 60)}, {441, noteOn(0, 0, 63, 0xffff)},
            {441, noteOn(0, 0, 67, 0xffff)}, {662, noteOff(0, 0, 63)}, {662, noteOff(0, 0, 67)}};
        CHECK(heard->events == expected);
        player.block(441 * 3);
        CHECK(heard->events.size() == (loop ? 12 : 6));
    }
}

TEST_CASE("what is no note, and options out of range, are refused in a sentence") {
    const auto refusal = [](const nodes::SequencerOptions& given) -> std::string {
        try {
            SequencerNode node(given);
        } catch (const base::Failure& failure) {
            return failure.what();
        }
        return "";
    };
    CHECK(refusal({.notes = "C4 H4"}) ==
          "A note like C4, F#3 or 60 was expected, and 'H4' is none; write it otherwise, or '-' for a rest.");
    for (const char* notes : {"128", "C", "C10", "Cb-1", "G#9", "C4+", "+", "C4++D4", "60x", "--"})
        CHECK(refusal({.notes = notes}).find("A note like C4") == 0);
    for (const char* notes : {"0", "127", "C-1", "G9", "B#3", "Cb4"})
        CHECK(refusal({.notes = notes}).empty());
    CHECK(refusal({.notes = " "}).find("1 to 4096 steps, and 0") != std::string::npos);
    CHECK(refusal({.step = 0}).find("0.001 to 60 s") != std::string::npos);
    CHECK(refusal({.length = std::nan("")}).find("0.01 to 1 of a step") != std::string::npos);
    CHECK(refusal({.velocity = 2}).find("from 0 to 1") != std::string::npos);
    CHECK_THROWS_AS(PolyphonicNode(options(0)), base::Failure);
    CHECK_THROWS_AS(PolyphonicNode(options(65)), base::Failure);
}
