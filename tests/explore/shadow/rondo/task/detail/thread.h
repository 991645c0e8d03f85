// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/concurrency/detail/thread.h>
#include <string>

namespace rondo::task::detail {

using Thread = concurrency::detail::Thread;
inline void nameThread(Thread&, const std::string&) noexcept {}

} // namespace rondo::task::detail
