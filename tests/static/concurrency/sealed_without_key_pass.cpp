// SPDX-License-Identifier: MIT
#include <rondo/concurrency/sealing_key.h>
#include <string>
#include <utility>

using namespace rondo::concurrency;

std::string look(SealingKey<std::string>& key, const Sealed<std::string>& handle) {
    return *key.tryOpen(handle);
}
