// SPDX-License-Identifier: GPL-3.0-only
#include "demo_score.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <rondo/nodes/filter_node.h>
#include <rondo/nodes/gain_node.h>
#include <rondo/nodes/pluck_node.h>
#include <rondo/nodes/voice_node.h>
#include <span>

namespace rondo::host {
namespace {

using nodes::FilterNode;
using nodes::GainNode;
using nodes::VoiceNode;

static_assert(std::uint32_t{VoiceNode::gate} == std::uint32_t{nodes::PluckNode::gate} &&
                  std::uint32_t{VoiceNode::pitch} == std::uint32_t{nodes::PluckNode::pitch} &&
                  std::uint32_t{VoiceNode::velocity} == std::uint32_t{nodes::PluckNode::velocity},
              "one kind of note plays voices and strings");

/// A note, with beats counted from the start of its bar or of the piece.
struct Note {
    double beat;
    double length;
    float pitch;
    float velocity;
};

/// The harmony of one bar: the bass and four upper voices.
struct Chord {
    float bass;
    std::array<float, 4> voices;
};

constexpr Chord aMinor{33, {57, 60, 64, 71}};
constexpr Chord fMajor{29, {57, 60, 64, 69}};
constexpr Chord cMajor{36, {55, 60, 64, 74}};
constexpr Chord cOverE{28, {55, 60, 67, 72}};
constexpr Chord gSixth{31, {55, 59, 62, 64}};
constexpr Chord gMajor{31, {55, 59, 62, 67}};
constexpr Chord dMinor{26, {57, 60, 64, 65}};
constexpr Chord eSeventh{28, {56, 59, 62, 64}};
constexpr Chord eMinor{28, {55, 59, 62, 67}};
constexpr Chord cNinth{24, {55, 59, 62, 64}};

/// Intro (0 to 3), build (4 to 7), theme (8 to 15), duet (16 to 19), way home (20, 21), last chord (22, 23).
constexpr std::array<Chord, 24> harmony{aMinor, fMajor, cMajor, gSixth, aMinor, fMajor, cMajor, gSixth,
                                        aMinor, fMajor, cOverE, gMajor, aMinor, fMajor, dMinor, eSeventh,
                                        fMajor, gMajor, eMinor, aMinor, fMajor, gSixth, cNinth, cNinth};
constexpr int buildBar = 4, kickBar = 6, themeBar = 8, duetBar = 16, homeBar = 20, lastBar = 22;

/// Bars 8 to 22, beats from the start of bar 8.
constexpr Note melody[]{
    {0, 1.5, 76, 0.8F},    {1.5, 0.5, 74, 0.6F},   {2, 1, 72, 0.7F},      {3, 1, 71, 0.6F},
    {4, 1.5, 72, 0.7F},    {5.5, 0.5, 76, 0.7F},   {6, 2, 81, 0.9F},      {8, 1.5, 79, 0.85F},
    {9.5, 0.5, 76, 0.65F}, {10, 1, 74, 0.7F},      {11, 1, 76, 0.7F},     {12, 3, 74, 0.75F},
    {15, 0.5, 71, 0.6F},   {15.5, 0.5, 72, 0.65F}, {16, 1.5, 76, 0.8F},   {17.5, 0.5, 74, 0.6F},
    {18, 1, 72, 0.7F},     {19, 1, 76, 0.75F},     {20, 1.5, 81, 0.9F},   {21.5, 0.5, 79, 0.7F},
    {22, 1, 76, 0.75F},    {23, 1, 72, 0.65F},     {24, 1.5, 77, 0.85F},  {25.5, 0.5, 76, 0.65F},
    {26, 1, 74, 0.7F},     {27, 1, 69, 0.65F},     {28, 2, 71, 0.75F},    {30, 1, 68, 0.7F},
    {31, 0.5, 71, 0.7F},   {31.5, 0.5, 76, 0.8F},  {32, 1, 81, 0.9F},     {33, 1.5, 84, 1.0F},
    {34.5, 0.5, 83, 0.8F}, {35, 1, 81, 0.8F},      {36, 1.5, 83, 0.95F},  {37.5, 0.5, 81, 0.75F},
    {38, 1, 79, 0.8F},     {39, 1, 74, 0.7F},      {40, 1.5, 79, 0.9F},   {41.5, 0.5, 76, 0.7F},
    {42, 2, 83, 0.95F},    {44, 1.5, 84, 1.0F},    {45.5, 0.5, 83, 0.8F}, {46, 2, 81, 0.85F},
    {48, 1, 81, 0.75F},    {49, 1, 79, 0.65F},     {50, 2, 76, 0.65F},    {52, 2, 74, 0.6F},
    {54, 1.9, 71, 0.5F},   {56, 5.5, 72, 0.6F}};

/// The duet's lower voice, beats from the start of bar 16.
constexpr Note lowerVoice[]{
    {0, 1, 72, 0.7F},     {1, 1.5, 76, 0.8F},  {2.5, 0.5, 74, 0.6F},  {3, 1, 72, 0.6F},   {4, 1.5, 74, 0.75F},
    {5.5, 0.5, 72, 0.6F}, {6, 1, 71, 0.65F},   {7, 1, 71, 0.55F},     {8, 1.5, 71, 0.7F}, {9.5, 0.5, 71, 0.6F},
    {10, 2, 74, 0.75F},   {12, 1.5, 76, 0.8F}, {13.5, 0.5, 74, 0.6F}, {14, 2, 72, 0.7F},  {16, 1, 72, 0.55F},
    {17, 1, 71, 0.5F},    {18, 2, 69, 0.5F},   {20, 2, 67, 0.45F},    {24, 5, 67, 0.5F}};

/// Which of the chord's voices each eighth plays, and how loud.
constexpr std::array<int, 8> figure{0, 2, 1, 3, 2, 3, 1, 2};
constexpr std::array<float, 8> accents{0.9F, 0.5F, 0.65F, 0.55F, 0.8F, 0.5F, 0.7F, 0.55F};

constexpr DemoPart partAt(DemoPart first, int index) noexcept {
    return static_cast<DemoPart>(static_cast<std::uint32_t>(first) + static_cast<std::uint32_t>(index));
}

/// Turns music into events.
class Writer {
public:
    explicit Writer(double rate) : framesPerBeat_(rate * demoSecondsPerBeat), rate_(rate) {}

    void set(double beat, DemoPart part, std::uint32_t parameter, float value, double seconds = 0) {
        events_.push_back({std::llround(beat * framesPerBeat_ + seconds * rate_), part, parameter, value});
    }
    void play(DemoPart part, const Note& note) {
        set(note.beat, part, VoiceNode::pitch, note.pitch);
        set(note.beat, part, VoiceNode::velocity, note.velocity);
        set(note.beat, part, VoiceNode::gate, 1);
        set(note.beat + note.length, part, VoiceNode::gate, 0, -0.01);
    }
    /// Opens a gain at once and closes it in steps, evenly in decibels.
    void burst(DemoPart part, double beat, float level, double seconds, float fall = 48) {
        constexpr double stepSeconds = 0.008;
        const auto steps = static_cast<int>(seconds / stepSeconds);
        for (int step = 0; step < steps; ++step)
            set(beat, part, GainNode::gain, level - fall * static_cast<float>(step) / static_cast<float>(steps),
                step * stepSeconds);
        set(beat, part, GainNode::gain, -144, seconds);
    }
    std::vector<DemoEvent> finish() {
        std::ranges::stable_sort(events_, {}, &DemoEvent::frame);
        return std::move(events_);
    }

private:
    double framesPerBeat_;
    double rate_;
    std::vector<DemoEvent> events_;
};

void writePads(Writer& writer) {
    for (int bar = 0; bar < 24; ++bar) {
        const bool last = bar >= lastBar;
        if (bar > lastBar)
            break;
        for (int voice = 0; voice < 4; ++voice) {
            const float loudness = bar < buildBar ? 0.55F + 0.1F * static_cast<float>(bar) : 0.85F;
            writer.play(partAt(DemoPart::pad, bar % 2 * 4 + voice),
                        {4.0 * bar, last ? 6.5 : 4.2,
                         harmony[static_cast<std::size_t>(bar)].voices[static_cast<std::size_t>(voice)],
                         last ? 0.8F : loudness});
        }
    }
    // The pads open until the theme, stay open, and close on the way home.
    for (int step = 0; step <= 184; ++step) {
        const double beat = step * 0.5;
        const double bar = beat / 4;
        const double open = bar < themeBar  ? bar / themeBar
                            : bar < homeBar ? 1.0
                                            : std::max(0.0, 1 - (bar - homeBar) / 3);
        for (int voice = 0; voice < 8; ++voice)
            writer.set(beat, partAt(DemoPart::pad, voice), VoiceNode::cutoff,
                       static_cast<float>(350 * std::exp2(2.3 * open)));
    }
}

void writePlucks(Writer& writer) {
    int string = 0;
    for (int bar = 0; bar < lastBar; ++bar) {
        const bool dense = bar >= themeBar && bar < homeBar;
        const auto& chord = harmony[static_cast<std::size_t>(bar)];
        for (int eighth = 0; eighth < 8; ++eighth) {
            const auto place = static_cast<std::size_t>(eighth);
            const float octave = eighth % 4 == 3 ? 24.0F : 12.0F;
            const float pitch = chord.voices[static_cast<std::size_t>(figure[place])] + octave;
            const float loudness = bar == 0 ? 0.8F : bar >= homeBar ? 0.7F : dense ? 0.75F : 0.9F;
            writer.play(partAt(DemoPart::pluck, string++ % 4),
                        {4.0 * bar + 0.5 * eighth, 1.9, pitch, accents[place] * loudness});
            if (dense && eighth % 2 == 1)
                writer.play(
                    partAt(DemoPart::pluck, string++ % 4),
                    {4.0 * bar + 0.5 * eighth + 0.25, 1.7, pitch + (eighth == 3 ? -12.0F : 0.0F), 0.35F});
        }
    }
    // The last chord is strummed.
    constexpr std::array<float, 6> strum{48, 55, 64, 67, 71, 76};
    for (std::size_t index = 0; index < strum.size(); ++index)
        writer.play(partAt(DemoPart::pluck, static_cast<int>(index % 4)),
                    {4.0 * lastBar + 0.09 * static_cast<double>(index), 6, strum[index], 0.8F});
}

void writeBass(Writer& writer) {
    constexpr Note walking[]{{0, 0.7, 0, 1.0F}, {0.75, 0.6, 0, 0.7F}, {1.5, 0.45, 12, 0.8F},
                             {2, 0.7, 0, 0.9F}, {2.75, 0.6, 0, 0.7F}, {3.5, 0.45, 7, 0.75F}};
    for (int bar = buildBar; bar <= lastBar; ++bar) {
        const float root = harmony[static_cast<std::size_t>(bar)].bass;
        if (bar < themeBar || bar >= homeBar) {
            writer.play(DemoPart::bass, {4.0 * bar, bar == lastBar ? 5 : 3.6, root + 12, 0.8F});
            continue;
        }
        for (const auto& note : walking)
            writer.play(DemoPart::bass,
                        {4.0 * bar + note.beat, note.length, root + 12 + note.pitch, note.velocity});
    }
}

void writeKick(Writer& writer, double beat, float velocity) {
    writer.set(beat, DemoPart::kick, VoiceNode::glide, 0);
    writer.set(beat, DemoPart::kick, VoiceNode::pitch, 64);
    writer.set(beat, DemoPart::kick, VoiceNode::velocity, velocity);
    writer.set(beat, DemoPart::kick, VoiceNode::gate, 1);
    writer.set(beat, DemoPart::kick, VoiceNode::glide, 0.07F, 0.002);
    writer.set(beat, DemoPart::kick, VoiceNode::pitch, 31, 0.002);
    writer.set(beat, DemoPart::kick, VoiceNode::gate, 0, 0.16);
    // The pads make room.
    for (int step = 0; step < 6; ++step)
        writer.set(beat, DemoPart::padBus, GainNode::gain, -5.0F + static_cast<float>(step), 0.06 * step);
}

void writeSnare(Writer& writer, double beat, float velocity) {
    writer.play(DemoPart::snareBody, {beat, 0.15, 57, velocity});
    writer.burst(DemoPart::snareNoise, beat, 20 * std::log10(velocity), 0.19);
}

void writeDrums(Writer& writer) {
    for (int bar = buildBar; bar < homeBar; ++bar) {
        const double start = 4.0 * bar;
        const bool full = bar >= themeBar;
        for (int eighth = 0; eighth < 8; ++eighth)
            writer.burst(DemoPart::hat, start + 0.5 * eighth,
                         (eighth % 2 == 1 ? 0.0F : -7.0F) - (full ? 0.0F : 4.0F), eighth == 7 ? 0.14 : 0.06);
        if (bar >= duetBar)
            for (int off = 0; off < 8; ++off)
                writer.burst(DemoPart::hat, start + 0.5 * off + 0.25, -12, 0.03);
        if (bar >= kickBar)
            for (const double beat : full ? std::vector<double>{0, 1.75, 2.5} : std::vector<double>{0, 2})
                writeKick(writer, start + beat, beat == 0 ? 1.0F : 0.85F);
        if (full) {
            writeSnare(writer, start + 1, 0.9F);
            writeSnare(writer, start + 3, 1.0F);
        }
        if (bar == themeBar - 1 || bar == duetBar - 1 || bar == homeBar - 1)
            for (int roll = 0; roll < 3; ++roll)
                writeSnare(writer, start + 3.25 + 0.25 * roll, 0.35F + 0.15F * static_cast<float>(roll));
    }
    for (int bar = homeBar; bar < lastBar; ++bar)
        writeKick(writer, 4.0 * bar, 0.7F);
    writeKick(writer, 4.0 * lastBar, 0.9F);
    for (const int bar : {themeBar, duetBar, lastBar})
        writer.burst(DemoPart::cymbal, 4.0 * bar, 0, 2.2, 54);
}

/// Wind that rises through the last two bars of the build.
void writeRiser(Writer& writer) {
    constexpr int steps = 160;
    for (int step = 0; step <= steps; ++step) {
        const double share = static_cast<double>(step) / steps;
        const double beat = 4.0 * (themeBar - 2) + 8 * share;
        writer.set(beat, DemoPart::riser, GainNode::gain,
                   step == steps ? -144.0F : static_cast<float>(-50 + 32 * share));
        writer.set(beat, DemoPart::riserFilter, FilterNode::cutoff,
                   static_cast<float>(300 * std::exp2(4.2 * share)));
    }
}

void writeEnding(Writer& writer) {
    constexpr float level = -2.0F; // what the mix needs to stay below full scale
    constexpr double fadeStart = demoBeats - 5.5;
    constexpr int steps = 60;
    writer.set(0, DemoPart::everything, GainNode::gain, level);
    for (int step = 1; step <= steps; ++step) {
        const double share = static_cast<double>(step) / steps;
        writer.set(fadeStart + 5.2 * share, DemoPart::everything, GainNode::gain,
                   step == steps ? -144.0F : level - static_cast<float>(60 * share * share));
    }
}

} // namespace

std::vector<DemoEvent> demoScore(double rate) {
    Writer writer(rate);
    const auto shifted = [](Note note, int bar) { return note.beat += 4.0 * bar, note; };
    writePads(writer);
    writePlucks(writer);
    writeBass(writer);
    for (const auto& note : melody)
        writer.play(DemoPart::lead, shifted(note, themeBar));
    for (const auto& note : lowerVoice)
        writer.play(DemoPart::second, shifted(note, duetBar));
    writeDrums(writer);
    writeRiser(writer);
    writeEnding(writer);
    return writer.finish();
}

} // namespace rondo::host
