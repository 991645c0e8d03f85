// SPDX-License-Identifier: MIT
#include "biquad_rounds.h"
#include "comparison.h"

#include <algorithm>

namespace rondo::bench {

namespace {

template <dsp::InstructionSet (*set)()>
struct Resting {
    dsp::BiquadBank bank{equaliser::bells(), 2, 480, set()};
    void process(audio::ConstAudioBlock input, audio::AudioBlock output) { bank.process(input, output); }
};

dsp::InstructionSet baseline() { return dsp::InstructionSet::baseline; }
dsp::InstructionSet fastest() { return dsp::fastestInstructionSet(); }

/// Every gain is on its way all the time.
struct Moving {
    dsp::BiquadBank bank{equaliser::bells(), 2, 480};
    float gain = equaliser::gain;
    void process(audio::ConstAudioBlock input, audio::AudioBlock output) {
        if (!bank.moving()) {
            gain = -gain;
            for (std::uint32_t section = 0; section < equaliser::sections; ++section)
                bank.setTarget(section, dsp::BiquadParameter::gain, gain);
        }
        bank.process(input, output);
    }
};

// The least is the work itself; whatever else the machine does only adds.
double nanoseconds(const Samples& samples, const std::string& name) {
    const auto found = samples.find("biquads/" + name);
    return found != samples.end() ? 1e9 * std::ranges::min(found->second) : 0;
}

} // namespace

void registerBiquads() {
    addEqualiser<Resting<fastest>>("rondo");
    addEqualiser<Resting<baseline>>("rondo baseline");
    addEqualiser<Moving>("rondo moving");
    registerJuceBiquads();
}

void collectBiquads(const Samples& samples, std::vector<Comparison>& into) {
    const double peer = nanoseconds(samples, "juce");
    const char* const name = "juce::dsp::IIR::Filter, one a channel and section";
    const std::string work = "32 tracks of 10 stereo biquads, 64 frames";
    into.push_back(limit(work, nanoseconds(samples, "rondo"), peer, "ns a frame and track", 0.25, name));
    into.push_back(shown(work + ", SSE2 only", nanoseconds(samples, "rondo baseline"), peer,
                         "ns a frame and track", name));
    into.push_back(shown(work + ", all gains moving", nanoseconds(samples, "rondo moving"), peer,
                         "ns a frame and track", std::string(name) + ", at rest"));
}

} // namespace rondo::bench
