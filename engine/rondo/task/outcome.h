// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <tl/expected.hpp>

namespace rondo::task {

/// What a task ended with: its result, or what it threw.
template <class T = void>
using Outcome = tl::expected<T, std::exception_ptr>;

} // namespace rondo::task
