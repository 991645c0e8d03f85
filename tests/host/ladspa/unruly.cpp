// SPDX-License-Identifier: MIT
// Three that play well until their gain is above 1.5: then one gives what is no number, one throws, one sleeps.
#include "tiny_plugin.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <stdexcept>
#include <thread>

namespace {

using rondo::test::TinyInstance;
using rondo::test::TinyPlugin;

bool angry(LADSPA_Handle handle) { return *static_cast<TinyInstance*>(handle)->at(0) > 1.5F; }

void giveNothingLikeNumbers(LADSPA_Handle handle, unsigned long frames) {
    TinyPlugin::amplify(handle, frames);
    if (angry(handle))
        std::fill_n(static_cast<TinyInstance*>(handle)->at(2), frames, std::numeric_limits<float>::quiet_NaN());
}

void throwAway(LADSPA_Handle handle, unsigned long frames) {
    if (angry(handle))
        throw std::runtime_error("no");
    TinyPlugin::amplify(handle, frames);
}

void oversleep(LADSPA_Handle handle, unsigned long frames) {
    if (angry(handle))
        std::this_thread::sleep_for(std::chrono::seconds(2));
    TinyPlugin::amplify(handle, frames);
}

} // namespace

const LADSPA_Descriptor* ladspa_descriptor(unsigned long index) {
    using rondo::test::anInstance;
    static const TinyPlugin numbers(7031, "nan", "No Number", anInstance, giveNothingLikeNumbers);
    static const TinyPlugin thrower(7032, "throw", "Thrower", anInstance, throwAway);
    static const TinyPlugin sleeper(7033, "sleep", "Sleeper", anInstance, oversleep);
    const TinyPlugin* const all[] = {&numbers, &thrower, &sleeper};
    return index < 3 ? all[index]->descriptor() : nullptr;
}
