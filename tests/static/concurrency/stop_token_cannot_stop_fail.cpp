// SPDX-License-Identifier: MIT
// expect: has no member named .*requestStop
#include <rondo/concurrency/stop_source.h>

using namespace rondo::concurrency;

bool stop(StopToken& token) { return token.requestStop(); }
