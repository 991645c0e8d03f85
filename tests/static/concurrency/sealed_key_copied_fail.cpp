// SPDX-License-Identifier: MIT
// expect: deleted .*SealingKey
#include <rondo/concurrency/sealing_key.h>
#include <string>
#include <utility>

using namespace rondo::concurrency;

void hand(SealingKey<int>);
void hand(SealingKey<int>& key, int) { hand(key); }
