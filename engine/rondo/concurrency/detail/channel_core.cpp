// SPDX-License-Identifier: MIT
#include <rondo/concurrency/detail/channel_core.h>

#include <algorithm>
#include <cstdint>
#include <rondo/base/error.h>
#include <string>

namespace rondo::concurrency::detail {

void requireCapacity(const char* what, std::size_t capacity, std::size_t itemSize) {
    if (capacity == 0)
        throw base::Failure({base::ErrorCode::invalidArgument,
                             std::string(what) + " needs room for at least 1 item, and 0 was asked for; take a "
                                                 "RendezvousChannel to hand values over without any room."});
    const auto most = std::min(std::size_t{1} << 30, static_cast<std::size_t>(PTRDIFF_MAX) / itemSize);
    if (capacity > most)
        throw base::Failure(
            {base::ErrorCode::invalidArgument, std::string(what) + " has room for at most " +
                                                   std::to_string(most) + " items of this type, and " +
                                                   std::to_string(capacity) + " was asked for; choose fewer."});
}

} // namespace rondo::concurrency::detail
