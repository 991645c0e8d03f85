// SPDX-License-Identifier: MIT
#include <rondo/concurrency/sealing_key.h>
#include <string>
#include <utility>

using namespace rondo::concurrency;

Sealed<int, Rights::send> other(const Sealed<int, Rights::send | Rights::receive>& handle) { return handle; }
