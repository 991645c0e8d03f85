// SPDX-License-Identifier: MIT
#include <rondo/concurrency/driver.h>
#include <utility>

using namespace rondo::concurrency;

Driver moved(Driver& first) { return std::move(first); }
