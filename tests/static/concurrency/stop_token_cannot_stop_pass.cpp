// SPDX-License-Identifier: MIT
#include <rondo/concurrency/stop_source.h>

using namespace rondo::concurrency;

bool stop(StopSource& source) { return source.requestStop(); }
