// SPDX-License-Identifier: MIT
// expect: nodiscard|unused-result
#include <rondo/concurrency/driver.h>

void callback(rondo::concurrency::Driver& driver) { driver.enter(); }
