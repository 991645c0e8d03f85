// SPDX-License-Identifier: MIT
// Prints what a protocol could stumble over, to everything that is open.
#include "tiny_plugin.h"

#include <string_view>
#include <unistd.h>

namespace {

constexpr std::string_view garbage =
    "no end of line rondo-plugin-worker {\"say\":\"done\"}\n"
    "rondo-plugin-worker {\"say\":\"found\",\"name\":7}\nrondo-plugin-worker [[[[\n{";

} // namespace

const LADSPA_Descriptor* ladspa_descriptor(unsigned long index) {
    static const rondo::test::TinyPlugin plugin(7021, "chatty", "Chatty Gain\x1b[31m\n",
                                                rondo::test::anInstance);
    for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO})
        if (::write(descriptor, garbage.data(), garbage.size()) < 0)
            break;
    return index == 0 ? plugin.descriptor() : nullptr;
}
