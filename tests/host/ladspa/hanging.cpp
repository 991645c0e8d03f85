// SPDX-License-Identifier: MIT
// Never comes back from being loaded.
#include "tiny_plugin.h"

#include <unistd.h>

namespace {

struct Hang {
    Hang() {
        for (;;)
            ::pause();
    }
};
const Hang hang;

} // namespace

const LADSPA_Descriptor* ladspa_descriptor(unsigned long) { return nullptr; }
