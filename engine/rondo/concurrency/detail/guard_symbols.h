// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rondo::concurrency::detail {

/// The functions that an object file names in its own symbol table, those that the dynamic loader does not know
/// included. Empty when the file is stripped or cannot be read.
class ObjectSymbols {
public:
    explicit ObjectSymbols(const std::string& path);

    struct Function {
        std::uint64_t begin = 0; ///< as linked: an address from the object's base
        std::uint64_t size = 0;
        std::string name; ///< as the linker knows it
    };
    /// The function around an address from the object's base, or null.
    const Function* around(std::uint64_t address) const noexcept;

private:
    std::vector<Function> functions_;
};

} // namespace rondo::concurrency::detail
