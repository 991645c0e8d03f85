// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <rondo/concurrency/detail/thread.h>
#include <string>
#include <vector>

namespace rondo::task::detail {

using Thread = concurrency::detail::Thread;
inline void nameThread(Thread&, const std::string&) noexcept {}
/// The explorer has as many processors as it is asked for.
inline std::uint32_t processorCount(const std::vector<std::uint32_t>& processors) {
    return std::max(1U, static_cast<std::uint32_t>(processors.size()));
}
inline void keepToProcessors(Thread&, const std::vector<std::uint32_t>&) noexcept {}

} // namespace rondo::task::detail
