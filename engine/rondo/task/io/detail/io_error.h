// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/base/result.h>
#include <string>
#include <string_view>

namespace rondo::task::detail {

/// The Error for the system's `number` (an errno) in answer to `attempt`, as in "connect to 127.0.0.1:80".
base::Error ioError(int number, std::string_view attempt);

/// The same as a failed Result.
inline tl::unexpected<base::Error> failIo(int number, std::string_view attempt) {
    return tl::unexpected<base::Error>(ioError(number, attempt));
}

} // namespace rondo::task::detail
