// SPDX-License-Identifier: MIT
#include <rondo/concurrency/tagged.h>
#include <utility>

using namespace rondo::concurrency;

Tagged<int> moved(Tagged<int>& first) { return std::move(first); }
