// SPDX-License-Identifier: MIT
// Loads well and crashes when it plays, from when RONDO_FRAGILE is set.
#include "tiny_plugin.h"

#include <csignal>
#include <cstdlib>

const LADSPA_Descriptor* ladspa_descriptor(unsigned long index) {
    static const auto descriptor = [] {
        static const rondo::test::TinyPlugin plugin(7031, "fragile", "Fragile Tone", rondo::test::anInstance);
        auto changed = *plugin.descriptor();
        changed.run = [](LADSPA_Handle, unsigned long) {
            if (std::getenv("RONDO_FRAGILE") != nullptr)
                ::raise(SIGSEGV);
        };
        return changed;
    }();
    return index == 0 ? &descriptor : nullptr;
}
