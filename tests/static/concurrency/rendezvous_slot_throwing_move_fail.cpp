// SPDX-License-Identifier: MIT
// expect: what is handed over must move without throwing
#include <rondo/concurrency/rendezvous_slot.h>

using namespace rondo::concurrency;

struct Handle {
    Handle() = default;
    Handle(Handle&&) noexcept(false) {}
};
void use(RendezvousSlot<Handle>& slot) { static_cast<void>(slot.give(Handle{})); }
