// SPDX-License-Identifier: MIT
// expect: could not convert .*Rights{2}.* to .*Rights{1}
#include <rondo/concurrency/sealing_key.h>
#include <string>
#include <utility>

using namespace rondo::concurrency;

Sealed<int, Rights::send> other(const Sealed<int, Rights::receive>& handle) { return handle; }
