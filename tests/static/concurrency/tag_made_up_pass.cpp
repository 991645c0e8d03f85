// SPDX-License-Identifier: MIT
#include <rondo/concurrency/tag.h>

auto tag() { return rondo::concurrency::Tag::make(); }
