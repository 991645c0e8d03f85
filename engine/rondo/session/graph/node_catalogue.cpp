// SPDX-License-Identifier: MIT
#include <rondo/session/graph/node_catalogue.h>

#include <algorithm>
#include <rondo/nodes/biquad_bank_node.h>
#include <rondo/nodes/delay_node.h>
#include <rondo/nodes/file_player_node.h>
#include <rondo/nodes/filter_node.h>
#include <rondo/nodes/gain_node.h>
#include <rondo/nodes/loudness_node.h>
#include <rondo/nodes/matrix_mixer_node.h>
#include <rondo/nodes/meter_node.h>
#include <rondo/nodes/noise_node.h>
#include <rondo/nodes/oscillator_node.h>
#include <rondo/nodes/pan_node.h>
#include <rondo/nodes/pluck_node.h>
#include <rondo/nodes/polarity_node.h>
#include <rondo/nodes/polyphonic_node.h>
#include <rondo/nodes/reverb_node.h>
#include <rondo/nodes/send_node.h>
#include <rondo/nodes/sequencer_node.h>
#include <rondo/nodes/sum_node.h>
#include <rondo/nodes/voice_node.h>
#include <rondo/session/graph/detail/type_entry.h>

namespace rondo::session {

namespace {

using detail::NodeEntry;

constexpr double mostChannels = 64;
constexpr double largestSeed = 9007199254740992; // 2^53: a double holds it exactly

const std::vector<std::string> waveforms{"sine", "saw", "square", "triangle"};

/// A field of a voice as one of the instrument that has many.
template <class Field>
constexpr Field nodes::PolyphonicOptions::*each(Field nodes::VoiceOptions::*field) {
    return field;
}

struct SumOptions {
    std::uint32_t inputs = 2;
    std::uint32_t width = 2;
};
struct MeterOptions {
    std::uint32_t width = 2;
};

std::unique_ptr<graph::Node> makeSum(const SumOptions& options) {
    return std::make_unique<nodes::SumNode>(options.inputs, options.width);
}
struct BankOptions {
    std::uint32_t sections = 1;
    std::uint32_t width = 2;
};
std::unique_ptr<graph::Node> makeBank(const BankOptions& options) {
    return std::make_unique<nodes::BiquadBankNode>(nodes::BiquadBankOptions{
        .sections = std::vector<nodes::BiquadSection>(options.sections), .width = options.width});
}
/// A player whose stream has ended before it began.
std::unique_ptr<graph::Node> makeSilentPlayer(const nodes::FilePlayerOptions& options) {
    return nodes::makeFilePlayer(options, concurrency::makeSpscChannel<float>(1).receiver).node;
}
std::unique_ptr<graph::Node> makeUnreadMeter(const MeterOptions& options) {
    return nodes::makeMeter(options.width).node;
}
std::unique_ptr<graph::Node> makeUnreadLoudness(const MeterOptions& options) {
    return nodes::makeLoudness(options.width).node;
}

std::vector<NodeType> sources() {
    using namespace nodes;
    return {
        NodeEntry<OscillatorOptions>::of<OscillatorNode>("oscillator", "a steady tone, mono")
            .choice("waveform", &OscillatorOptions::waveform, waveforms)
            .start("frequency", &OscillatorOptions::frequency)
            .start("level", &OscillatorOptions::level),
        NodeEntry<NoiseOptions>::of<NoiseNode>("noise", "white noise")
            .whole("width", &NoiseOptions::width, 1, mostChannels, "channels")
            .whole("seed", &NoiseOptions::seed, 0, largestSeed)
            .start("level", &NoiseOptions::level),
        NodeEntry<VoiceOptions>::of<VoiceNode>("voice", "a voice of a synthesizer, mono; gate 1 plays it")
            .choice("waveform", &VoiceOptions::waveform, waveforms)
            .start("level", &VoiceOptions::level)
            .start("detune", &VoiceOptions::detune)
            .start("cutoff", &VoiceOptions::cutoff)
            .start("resonance", &VoiceOptions::resonance)
            .start("filter envelope", &VoiceOptions::filterEnvelope)
            .start("attack", &VoiceOptions::attack)
            .start("decay", &VoiceOptions::decay)
            .start("sustain", &VoiceOptions::sustain)
            .start("release", &VoiceOptions::release)
            .start("glide", &VoiceOptions::glide),
        NodeEntry<PolyphonicOptions>::of<PolyphonicNode>("polyphonic", "a synthesizer, mono, played by events")
            .choice("waveform", each(&VoiceOptions::waveform), waveforms)
            .whole("voices", &PolyphonicOptions::voices, 1, 64)
            .number("bend range", &PolyphonicOptions::bendRange, 0, 48, "semitones")
            .start("level", each(&VoiceOptions::level))
            .start("detune", each(&VoiceOptions::detune))
            .start("cutoff", each(&VoiceOptions::cutoff))
            .start("resonance", each(&VoiceOptions::resonance))
            .start("filter envelope", each(&VoiceOptions::filterEnvelope))
            .start("attack", each(&VoiceOptions::attack))
            .start("decay", each(&VoiceOptions::decay))
            .start("sustain", each(&VoiceOptions::sustain))
            .start("release", each(&VoiceOptions::release))
            .start("glide", each(&VoiceOptions::glide)),
        NodeEntry<SequencerOptions>::of<SequencerNode>("sequencer", "plays a row of notes as events")
            .text("notes", &SequencerOptions::notes)
            .number("step", &SequencerOptions::step, 0.001, 60, "s")
            .number("length", &SequencerOptions::length, 0.01, 1)
            .number("velocity", &SequencerOptions::velocity, 0, 1)
            .toggle("loop", &SequencerOptions::loop),
        NodeEntry<PluckOptions>::of<PluckNode>("pluck", "a plucked string, mono; gate 1 plucks it")
            .whole("seed", &PluckOptions::seed, 0, largestSeed)
            .start("level", &PluckOptions::level)
            .start("decay", &PluckOptions::decay)
            .start("brightness", &PluckOptions::brightness),
        NodeEntry<FilePlayerOptions>("file player", "plays a sound file", makeSilentPlayer)
            .text("file")
            .toggle("loop", false)
            .whole("width", &FilePlayerOptions::width, 1, mostChannels, "channels")
            .start("playing", &FilePlayerOptions::playing)
            .needsOutside(),
    };
}

std::vector<NodeType> effects() {
    using namespace nodes;
    return {
        NodeEntry<GainOptions>::of<GainNode>("gain", "louder or softer")
            .whole("width", &GainOptions::width, 1, mostChannels, "channels")
            .number("smoothing", &GainOptions::smoothing, 0, 60, "s")
            .start("gain", &GainOptions::gain),
        NodeEntry<PanOptions>::of<PanNode>("pan", "places mono, or balances stereo, between left and right")
            .whole("width", &PanOptions::inputWidth, 1, 2, "channels")
            .number("smoothing", &PanOptions::smoothing, 0, 60, "s")
            .start("pan", &PanOptions::pan),
        NodeEntry<PolarityOptions>::of<PolarityNode>("polarity", "inverts the sign, channel by channel")
            .whole("width", &PolarityOptions::width, 1, mostChannels, "channels")
            .number("smoothing", &PolarityOptions::smoothing, 0, 60, "s")
            .startBits("invert", &PolarityOptions::inverted),
        NodeEntry<SumOptions>("sum", "adds its inputs in their order", makeSum)
            .whole("inputs", &SumOptions::inputs, 1, 1024)
            .whole("width", &SumOptions::width, 1, mostChannels, "channels"),
        NodeEntry<SendOptions>::of<SendNode>("send", "a share of a signal for a bus")
            .whole("width", &SendOptions::width, 1, mostChannels, "channels")
            .number("smoothing", &SendOptions::smoothing, 0, 60, "s")
            .start("level", &SendOptions::level),
        NodeEntry<MatrixMixerOptions>::of<MatrixMixerNode>("matrix mixer", "each input into each output")
            .whole("inputs", &MatrixMixerOptions::inputs, 1, mostChannels, "channels")
            .whole("outputs", &MatrixMixerOptions::outputs, 1, mostChannels, "channels")
            .number("smoothing", &MatrixMixerOptions::smoothing, 0, 60, "s"),
        NodeEntry<BankOptions>("biquad bank", "an equaliser of peaking sections in series", makeBank)
            .whole("sections", &BankOptions::sections, 1, 32)
            .whole("width", &BankOptions::width, 1, mostChannels, "channels"),
        NodeEntry<FilterOptions>::of<FilterNode>("filter", "12 dB an octave")
            .choice("response", &FilterOptions::response, {"low pass", "band pass", "high pass"})
            .whole("width", &FilterOptions::width, 1, mostChannels, "channels")
            .start("cutoff", &FilterOptions::cutoff)
            .start("resonance", &FilterOptions::resonance),
        NodeEntry<DelayOptions>::of<DelayNode>("delay", "a stereo echo")
            .number("maximum time", &DelayOptions::maximumTime, 0.001, 60, "s")
            .start("time", &DelayOptions::time)
            .start("feedback", &DelayOptions::feedback)
            .start("crossing", &DelayOptions::crossing)
            .start("damping", &DelayOptions::damping)
            .start("mix", &DelayOptions::mix),
        NodeEntry<ReverbOptions>::of<ReverbNode>("reverb", "a room, stereo")
            .number("size", &ReverbOptions::size, 0.3, 2)
            .start("decay", &ReverbOptions::decay)
            .start("damping", &ReverbOptions::damping)
            .start("pre-delay", &ReverbOptions::preDelay)
            .start("mix", &ReverbOptions::mix),
        NodeEntry<MeterOptions>("meter", "shows peak and RMS", makeUnreadMeter)
            .whole("width", &MeterOptions::width, 1, mostChannels, "channels")
            .needsOutside(),
        NodeEntry<MeterOptions>("loudness", "shows loudness by EBU R 128 and true peaks", makeUnreadLoudness)
            .whole("width", &MeterOptions::width, 1, mostChannels, "channels")
            .needsOutside(),
    };
}

} // namespace

NodeCatalogue::NodeCatalogue() : types_(sources()) { std::ranges::move(effects(), std::back_inserter(types_)); }

const NodeType* NodeCatalogue::find(std::string_view name) const noexcept {
    const auto found = std::ranges::find(types_, name, &NodeType::name);
    return found != types_.end() ? &*found : nullptr;
}

const OptionValue& optionOf(const DescribedNode& node, const NodeType& type, std::string_view name) {
    for (const auto& [given, value] : node.options)
        if (given == name)
            return value;
    return std::ranges::find(type.options, name, &NodeOption::name)->initial;
}

} // namespace rondo::session
