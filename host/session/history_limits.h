// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstddef>

namespace rondo::host {

/// How far back a History remembers. The oldest steps are forgotten first.
struct HistoryLimits {
    std::size_t steps = 1000;
    /// Of what the remembered documents do not share with the document beside them, about as the memory counts
    /// it: texts, states, parameters. What is edited now is never forgotten, however large.
    std::size_t bytes = 256 << 20;
};

} // namespace rondo::host
