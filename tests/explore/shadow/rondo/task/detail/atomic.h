// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/concurrency/detail/atomic.h>

namespace rondo::task::detail {

template <class T>
using Atomic = concurrency::detail::Atomic<T>;

} // namespace rondo::task::detail
