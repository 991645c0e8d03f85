// SPDX-License-Identifier: MIT
#include "tiny_plugin.h"

const LADSPA_Descriptor* ladspa_descriptor(unsigned long index) {
    static const rondo::test::TinyPlugin plugin(7002, "second", "Second Gain", rondo::test::anInstance);
    return index == 0 ? plugin.descriptor() : nullptr;
}
