// SPDX-License-Identifier: MIT
#include <rondo/concurrency/driver.h>

bool callback(rondo::concurrency::Driver& driver) {
    auto block = driver.enter();
    return static_cast<bool>(block);
}
