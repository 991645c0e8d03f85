// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cstdint>
#include <lv2/core/lv2.h>

// A plugin that costs as little as one can: two channels in, the same out.
namespace {

struct PassThrough {
    std::array<float*, 4> ports{};
};

LV2_Handle instantiate(const LV2_Descriptor*, double, const char*, const LV2_Feature* const*) {
    return new PassThrough;
}
void connectPort(LV2_Handle instance, std::uint32_t port, void* data) {
    if (port < 4)
        static_cast<PassThrough*>(instance)->ports[port] = static_cast<float*>(data);
}
void run(LV2_Handle instance, std::uint32_t frames) {
    const auto& ports = static_cast<PassThrough*>(instance)->ports;
    for (std::size_t channel = 0; channel < 2; ++channel)
        if (ports[channel] != ports[channel + 2])
            std::copy_n(ports[channel], frames, ports[channel + 2]);
}
void cleanup(LV2_Handle instance) { delete static_cast<PassThrough*>(instance); }

const LV2_Descriptor descriptor{
    "urn:rondo:test:pass-through", instantiate, connectPort, nullptr, run, nullptr, cleanup, nullptr};

} // namespace

LV2_SYMBOL_EXPORT const LV2_Descriptor* lv2_descriptor(std::uint32_t index) {
    return index == 0 ? &descriptor : nullptr;
}
