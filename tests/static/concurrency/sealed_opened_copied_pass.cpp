// SPDX-License-Identifier: MIT
#include <rondo/concurrency/sealing_key.h>
#include <string>
#include <utility>

using namespace rondo::concurrency;

Opened<int> moved(Opened<int>& opened) { return std::move(opened); }
