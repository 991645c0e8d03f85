// SPDX-License-Identifier: MIT
// expect: private
#include <rondo/concurrency/tagged.h>

using namespace rondo::concurrency;

int anywhere(Tagged<int>& value) {
    AudioThread thread(nullptr);
    return value.open(thread);
}
