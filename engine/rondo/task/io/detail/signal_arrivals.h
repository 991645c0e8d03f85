// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace rondo::task::detail {

/// The signals of the process, which it has once by nature: how often each one has come, who must be told, and
/// what happened before anybody listened. [any but audio]
class SignalArrivals {
public:
    /// Counts `signal` from now on; calls nest. Throws Failure for one that cannot be caught.
    static void hear(int signal);
    /// Undoes one `hear`; the last one brings the former disposition back, unless somebody else has changed it
    /// since.
    static void unhear(int signal) noexcept;
    /// How often it has come while it was heard. Never goes back.
    static std::uint64_t count(int signal) noexcept;

    /// Writes into the event descriptor `number` after each arrival. Returns its place; throws Failure when all
    /// places are taken.
    static int addListener(int number);
    /// After it nobody writes any more.
    static void removeListener(int place) noexcept;
};

} // namespace rondo::task::detail
