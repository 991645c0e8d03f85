// SPDX-License-Identifier: MIT
#include <rondo/concurrency/rendezvous_slot.h>

using namespace rondo::concurrency;

struct Handle {
    Handle() = default;
    Handle(Handle&&) noexcept {}
};
void use(RendezvousSlot<Handle>& slot) { static_cast<void>(slot.give(Handle{})); }
