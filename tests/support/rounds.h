// SPDX-License-Identifier: MIT
#pragma once

namespace rondo::test {

/// How often a property is tried: `all` times, and an eighth of that under ThreadSanitizer, which is fifteen
/// times as slow and looks for races alone; they show in any round.
constexpr int rounds(int all) {
#if defined(__SANITIZE_THREAD__)
    return (all + 7) / 8;
#else
    return all;
#endif
}

} // namespace rondo::test
