// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/base/error.h>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace rondo::base {

/// A value, or the Error that stood in its way; for operations whose failure is normal.
template <class T>
using Result = tl::expected<T, Error>;

/// Returns: a failed Result, to be returned from a function: `return fail(ErrorCode::notFound, "…");` [any]
inline tl::unexpected<Error> fail(ErrorCode code, std::string text) {
    return tl::unexpected<Error>(Error{code, std::move(text)});
}

} // namespace rondo::base
