// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/concurrency/realtime_guard.h>
#include <vector>

namespace rondo::test {

/// A test program that is registered with REALTIME (see RondoTest.cmake) runs with the realtime guard in count
/// mode. After each test case whose blocks made a call that a callback must not make, the calls are printed,
/// and the program fails in the end. Page faults are not held against it: code and memory are touched for the
/// first time in a test.

/// Returns: what the guarded threads did since the last call or the start of the test case; it is then
/// forgiven, for test cases that misbehave on purpose. Progress: blocking. [any but audio]
std::vector<concurrency::RealtimeViolation> forgivenViolations();

} // namespace rondo::test
