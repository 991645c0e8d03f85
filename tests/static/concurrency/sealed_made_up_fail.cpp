// SPDX-License-Identifier: MIT
// expect: private within this context
#include <rondo/concurrency/sealing_key.h>
#include <string>
#include <utility>

using namespace rondo::concurrency;

Sealed<int> made() { return Sealed<int>(1, 1 << 16); }
