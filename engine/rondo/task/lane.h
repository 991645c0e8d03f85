// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace rondo::task {

/// Which of a pool's tasks go first when several are ready: `interactive`, but for every sixteenth turn, so
/// that `background` never stands still.
enum class Lane : std::uint8_t { interactive, background };

} // namespace rondo::task
