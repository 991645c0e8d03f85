// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <rondo/concurrency/rights.h>

namespace rondo::concurrency::detail {

constexpr std::uint16_t sealCheckOfBit(unsigned index) noexcept {
    std::uint32_t remainder = 1;
    for (unsigned step = 0; step < index + 12; ++step) {
        remainder <<= 1U;
        if ((remainder & 0x1000U) != 0)
            remainder ^= 0x1539U;
    }
    const auto parity = static_cast<unsigned>(1 + std::popcount(remainder)) & 1U;
    return static_cast<std::uint16_t>(remainder << 1U | parity);
}

/// [byte of the message][its value]: the check of that byte alone.
inline constexpr auto sealCheckTable = [] {
    std::array<std::array<std::uint16_t, 256>, 7> table{};
    for (unsigned byte = 0; byte < table.size(); ++byte)
        for (unsigned bit = 0; bit < 8; ++bit)
            for (unsigned value = 0; value < 256; ++value)
                if ((value >> bit & 1U) != 0)
                    table[byte][value] =
                        static_cast<std::uint16_t>(table[byte][value] ^ sealCheckOfBit(8 * byte + bit));
    return table;
}();

/// The 64 bits of a handle: slot 16, generation 32, rights 3, and 13 that check the rest: the extended
/// double-error-correcting BCH code of length 64 with the generator 1 + x^3 + x^4 + x^5 + x^8 + x^10 + x^12
/// (Lin and Costello, Error Control Coding, table of BCH codes), here only to detect. Two handles differ in at
/// least six bits, so no damage to up to five bits makes another handle. The code is linear: a right can be
/// taken away without knowing anything but the handle.
struct SealCode {
    static constexpr unsigned checkBits = 13;

    static constexpr std::uint64_t pack(std::uint32_t slot, std::uint32_t generation, Rights rights) noexcept {
        const std::uint64_t message =
            std::uint64_t{slot & 0xffffU} << 35 | std::uint64_t{generation} << 3 | (rights & Rights::all).bits;
        return message << checkBits | checkOf(message);
    }
    static constexpr bool sound(std::uint64_t bits) noexcept {
        return checkOf(bits >> checkBits) == (bits & ((1U << checkBits) - 1));
    }
    static constexpr std::uint32_t slot(std::uint64_t bits) noexcept {
        return static_cast<std::uint32_t>(bits >> 48);
    }
    static constexpr std::uint32_t generation(std::uint64_t bits) noexcept {
        return static_cast<std::uint32_t>(bits >> 16);
    }
    static constexpr Rights rights(std::uint64_t bits) noexcept {
        return Rights::all & Rights{static_cast<std::uint8_t>(bits >> checkBits & 7U)};
    }
    /// A damaged handle stays damaged, with fewer rights.
    static constexpr std::uint64_t narrowed(std::uint64_t bits, Rights kept) noexcept {
        const Rights held = rights(bits);
        const Rights lost{static_cast<std::uint8_t>(held.bits & ~kept.bits)};
        return bits ^ pack(0, 0, lost);
    }

private:
    static constexpr std::uint64_t checkOf(std::uint64_t message) noexcept {
        std::uint64_t check = 0;
        for (std::size_t byte = 0; byte < sealCheckTable.size(); ++byte)
            check ^= sealCheckTable[byte][message >> (8 * byte) & 0xffU];
        return check;
    }
};

} // namespace rondo::concurrency::detail
