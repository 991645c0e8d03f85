// SPDX-License-Identifier: MIT
// The middle one of three crashes when it is made; the other two are good.
#include "tiny_plugin.h"

#include <csignal>

namespace {

LADSPA_Handle crash(const LADSPA_Descriptor* descriptor, unsigned long) {
    ::raise(SIGSEGV);
    return const_cast<LADSPA_Descriptor*>(descriptor);
}

} // namespace

const LADSPA_Descriptor* ladspa_descriptor(unsigned long index) {
    using rondo::test::anInstance;
    using rondo::test::TinyPlugin;
    static const TinyPlugin before(7011, "before", "Before The Crash", anInstance);
    static const TinyPlugin middle(7012, "crash", "Crashing Gain", crash);
    static const TinyPlugin after(7013, "after", "After The Crash", anInstance);
    const TinyPlugin* const all[] = {&before, &middle, &after};
    return index < 3 ? all[index]->descriptor() : nullptr;
}
