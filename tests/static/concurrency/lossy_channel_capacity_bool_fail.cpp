// SPDX-License-Identifier: MIT
// expect: use of deleted function .*makeLossyChannel|call to deleted function 'makeLossyChannel'
#include <rondo/concurrency/lossy_channel.h>

auto channel() { return rondo::concurrency::makeLossyChannel<float>(true); }
