// SPDX-License-Identifier: MIT
// expect: private
#include <rondo/concurrency/tag.h>

auto tag() { return rondo::concurrency::Tag(5); }
