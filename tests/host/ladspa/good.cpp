// SPDX-License-Identifier: MIT
#include "tiny_plugin.h"

const LADSPA_Descriptor* ladspa_descriptor(unsigned long index) {
    static const rondo::test::TinyPlugin plugin(7001, "good", "Good Gain", rondo::test::anInstance);
    return index == 0 ? plugin.descriptor() : nullptr;
}
