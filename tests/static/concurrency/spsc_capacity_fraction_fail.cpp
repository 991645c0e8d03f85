// SPDX-License-Identifier: MIT
// expect: use of deleted function .*makeSpscChannel|call to deleted function 'makeSpscChannel'
// A length of time or a rate was meant, not a number of items.
#include <rondo/concurrency/spsc_channel.h>

auto channel(double seconds) { return rondo::concurrency::makeSpscChannel<float>(seconds * 48000); }
