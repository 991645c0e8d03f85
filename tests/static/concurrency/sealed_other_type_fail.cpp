// SPDX-License-Identifier: MIT
// expect: no matching function for call to .*tryOpen
#include <rondo/concurrency/sealing_key.h>
#include <string>
#include <utility>

using namespace rondo::concurrency;

bool look(SealingKey<int>& key, const Sealed<std::string>& handle) { return bool(key.tryOpen(handle)); }
