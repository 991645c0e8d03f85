// SPDX-License-Identifier: MIT
#include <rondo/concurrency/sealing_key.h>
#include <string>
#include <utility>

using namespace rondo::concurrency;

bool look(SealingKey<int>& key, const Sealed<int>& handle) { return bool(key.tryOpen(handle)); }
