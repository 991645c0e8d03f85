// SPDX-License-Identifier: MIT
#include <rondo/concurrency/sealing_key.h>
#include <string>
#include <utility>

using namespace rondo::concurrency;

Sealed<int, Rights::receive> narrower(const Sealed<int>& handle) { return handle; }
