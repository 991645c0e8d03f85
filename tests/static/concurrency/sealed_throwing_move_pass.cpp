// SPDX-License-Identifier: MIT
#include <rondo/concurrency/sealing_key.h>
#include <string>
#include <utility>

using namespace rondo::concurrency;

struct Throws {
    Throws(Throws&&) noexcept {}
};
SealingKey<Throws> key("throws");
