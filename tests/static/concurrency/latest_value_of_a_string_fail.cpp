// SPDX-License-Identifier: MIT
// expect: a latest value crosses the audio thread as plain bytes
#include <rondo/concurrency/latest_value.h>
#include <string>

auto name() { return rondo::concurrency::makeLatestValue<std::string>(""); }
