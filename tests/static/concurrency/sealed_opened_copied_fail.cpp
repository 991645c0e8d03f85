// SPDX-License-Identifier: MIT
// expect: deleted .*Opened
#include <rondo/concurrency/sealing_key.h>
#include <string>
#include <utility>

using namespace rondo::concurrency;

Opened<int> twice(const Opened<int>& opened) { return opened; }
