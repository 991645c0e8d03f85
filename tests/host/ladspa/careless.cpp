// SPDX-License-Identifier: MIT
// Frees in the end what it has never set, which goes well as long as its memory happens to be empty.
#include "tiny_plugin.h"

#include <cstdlib>

namespace {

struct Careless {
    rondo::test::TinyInstance ports;
    void* never;
    std::array<char, 1 << 20> room; ///< so much that the system gives it out, empty
};

LADSPA_Handle anUnsetInstance(const LADSPA_Descriptor*, unsigned long) { return std::malloc(sizeof(Careless)); }

} // namespace

const LADSPA_Descriptor* ladspa_descriptor(unsigned long index) {
    static const auto descriptor = [] {
        static const rondo::test::TinyPlugin plugin(7041, "careless", "Careless Gain", anUnsetInstance);
        auto changed = *plugin.descriptor();
        changed.cleanup = [](LADSPA_Handle handle) {
            std::free(static_cast<Careless*>(handle)->never);
            std::free(handle);
        };
        return changed;
    }();
    return index == 0 ? &descriptor : nullptr;
}
