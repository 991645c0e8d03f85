// SPDX-License-Identifier: MIT
// A gain that brings presets, as levels.ttl says.
#include <array>
#include <lv2/core/lv2.h>

namespace {

using Ports = std::array<float*, 3>;

LV2_Handle instantiate(const LV2_Descriptor*, double, const char*, const LV2_Feature* const*) {
    return new Ports{};
}
void connect(LV2_Handle handle, uint32_t port, void* data) {
    static_cast<Ports*>(handle)->at(port) = static_cast<float*>(data);
}
void run(LV2_Handle handle, uint32_t frames) {
    const auto& [gain, input, output] = *static_cast<Ports*>(handle);
    for (uint32_t frame = 0; frame < frames; ++frame)
        output[frame] = input[frame] * *gain;
}
void cleanup(LV2_Handle handle) { delete static_cast<Ports*>(handle); }

constexpr LV2_Descriptor descriptor{
    "urn:rondo:test:levels", instantiate, connect, nullptr, run, nullptr, cleanup, nullptr};

} // namespace

LV2_SYMBOL_EXPORT const LV2_Descriptor* lv2_descriptor(uint32_t index) {
    return index == 0 ? &descriptor : nullptr;
}
