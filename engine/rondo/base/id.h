// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace rondo::base {

/// A number that names a thing of one kind; ids of different kinds do not mix. Zero names nothing.
template <class Kind>
struct Id {
    std::uint64_t value = 0;
    friend constexpr auto operator<=>(Id, Id) = default;
    constexpr explicit operator bool() const noexcept { return value != 0; }
};

} // namespace rondo::base

template <class Kind>
struct std::hash<rondo::base::Id<Kind>> {
    std::size_t operator()(rondo::base::Id<Kind> id) const noexcept {
        return std::hash<std::uint64_t>{}(id.value);
    }
};
