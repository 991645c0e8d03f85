// SPDX-License-Identifier: MIT
// expect: deleted .*Tagged
#include <rondo/concurrency/tagged.h>
#include <utility>

using namespace rondo::concurrency;

Tagged<int> second(Tagged<int>& first) { return first; }
