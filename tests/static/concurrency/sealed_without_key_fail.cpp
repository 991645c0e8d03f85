// SPDX-License-Identifier: MIT
// expect: no match for .*operator.*Sealed
#include <rondo/concurrency/sealing_key.h>
#include <string>
#include <utility>

using namespace rondo::concurrency;

std::string look(const Sealed<std::string>& handle) { return *handle; }
