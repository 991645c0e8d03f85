// SPDX-License-Identifier: MIT
#pragma once

#include <explore/tool/steps.h>

namespace rondo::concurrency::detail {

inline void pause() noexcept { explore::yield(); }

} // namespace rondo::concurrency::detail
