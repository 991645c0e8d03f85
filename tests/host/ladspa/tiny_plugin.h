// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <ladspa.h>

namespace rondo::test {

/// Where its ports are.
using TinyInstance = std::array<LADSPA_Data*, 3>;

/// A gain from 0 to 2, at first 1, which JUCE 7.0.5 takes for 2, with one input and one output, as LADSPA wants
/// it described.
class TinyPlugin {
public:
    TinyPlugin(unsigned long number, const char* label, const char* name,
               LADSPA_Handle (*instantiate)(const LADSPA_Descriptor*, unsigned long),
               void (*run)(LADSPA_Handle, unsigned long) = amplify) {
        descriptor_.UniqueID = number;
        descriptor_.Label = label;
        descriptor_.Name = name;
        descriptor_.Maker = "Rondo's tests";
        descriptor_.Copyright = "None";
        descriptor_.PortCount = ports_.size();
        descriptor_.PortDescriptors = ports_.data();
        descriptor_.PortNames = names_.data();
        descriptor_.PortRangeHints = hints_.data();
        descriptor_.instantiate = instantiate;
        descriptor_.connect_port = [](LADSPA_Handle handle, unsigned long port, LADSPA_Data* data) {
            static_cast<TinyInstance*>(handle)->at(port) = data;
        };
        descriptor_.run = run;
        descriptor_.cleanup = [](LADSPA_Handle handle) { delete static_cast<TinyInstance*>(handle); };
    }
    static void amplify(LADSPA_Handle handle, unsigned long frames) {
        const auto& [gain, input, output] = *static_cast<TinyInstance*>(handle);
        for (unsigned long frame = 0; frame < frames; ++frame)
            output[frame] = input[frame] * *gain;
    }
    const LADSPA_Descriptor* descriptor() const { return &descriptor_; }

private:
    std::array<LADSPA_PortDescriptor, 3> ports_{LADSPA_PORT_INPUT | LADSPA_PORT_CONTROL,
                                                LADSPA_PORT_INPUT | LADSPA_PORT_AUDIO,
                                                LADSPA_PORT_OUTPUT | LADSPA_PORT_AUDIO};
    std::array<const char*, 3> names_{"Gain", "Input", "Output"};
    std::array<LADSPA_PortRangeHint, 3> hints_{
        {{LADSPA_HINT_BOUNDED_BELOW | LADSPA_HINT_BOUNDED_ABOVE | LADSPA_HINT_DEFAULT_1, 0, 2},
         {0, 0, 0},
         {0, 0, 0}}};
    LADSPA_Descriptor descriptor_{};
};

/// One that plays.
inline LADSPA_Handle anInstance(const LADSPA_Descriptor*, unsigned long) { return new TinyInstance{}; }

} // namespace rondo::test

extern "C" __attribute__((visibility("default"))) const LADSPA_Descriptor*
ladspa_descriptor(unsigned long index);
