// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace rondo::task {

/// How a Pool is made.
struct PoolOptions {
    std::uint32_t workers = 0;     ///< threads that run tasks, at most 256; 0: one for each processor
    std::uint32_t mostSpares = 16; ///< threads that stand in for workers which a plain function blocks
    std::string name = "task";     ///< of its threads, with a number
};

} // namespace rondo::task
