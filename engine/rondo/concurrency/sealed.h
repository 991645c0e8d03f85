// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <rondo/concurrency/detail/seal_code.h>
#include <rondo/concurrency/rights.h>

namespace rondo::concurrency {

template <class T>
class SealingKey;

/// All that anybody but the key's holder can learn of a sealed object: which one it is.
struct SealedId {
    std::uint64_t key = 0;        ///< the number of the key that sealed it; never used again in this process
    std::uint32_t slot = 0;       ///< its place in the key's table
    std::uint32_t generation = 0; ///< counts the objects of that place; from 1, never used again

    friend constexpr auto operator<=>(SealedId, SealedId) noexcept = default;
};

/// Why a key did not accept a handle.
enum class SealRefusal : std::uint8_t {
    none,         ///< it did
    otherKey,     ///< another key sealed it, or none
    damaged,      ///< its bits contradict each other
    stale,        ///< its object was revoked or taken
    missingRight, ///< it lacks a right that was asked for
};

/// An opaque handle of an object that a SealingKey keeps: 64 bits of slot, generation, rights and check, beside
/// the number of the key. It may be copied, stored and passed on by those who must not look inside; only the
/// key opens it. `upTo` bounds its rights at compile time, the rights inside it at run time; both only shrink.
/// After the object is gone every copy is stale, and refused. It protects against mistakes, not against hostile
/// code in the same process: engine/docs/sealing.md.
///
/// Example:
///     #include <rondo/concurrency/sealing_key.h>
///     SealingKey<std::string> key("presets");
///     Sealed<std::string> handle = *key.seal("warm pad");
///     const Sealed<std::string, Rights::receive> forReaders = handle; // the other way does not compile
///     expect(forReaders.id() == handle.id() && forReaders.rights() == Rights::receive);
///     expect(!handle.narrowed(Rights::send).rights().includes(Rights::close));
template <class T, Rights upTo = Rights::all>
class Sealed {
public:
    /// Effects: none; names nothing, and every key refuses it. Progress: wait-free. [any]
    constexpr Sealed() noexcept = default;
    /// Effects: names the same object with the rights that both types allow. Progress: wait-free. [any]
    template <Rights wider>
    requires(wider != upTo && wider.includes(upTo)) constexpr Sealed(const Sealed<T, wider>& other) noexcept
        : key_(other.key_), bits_(detail::SealCode::narrowed(other.bits_, upTo)) {}

    /// Returns: a handle of the same object with those of its rights that `kept` names too. Allocates nothing.
    /// Progress: wait-free. [any]
    constexpr Sealed narrowed(Rights kept) const noexcept {
        return Sealed(key_, detail::SealCode::narrowed(bits_, kept));
    }
    /// Returns: which object it names. Progress: wait-free. [any]
    constexpr SealedId id() const noexcept {
        return {key_, detail::SealCode::slot(bits_), detail::SealCode::generation(bits_)};
    }
    /// Returns: what its holder may ask for. Progress: wait-free. [any]
    constexpr Rights rights() const noexcept { return upTo & detail::SealCode::rights(bits_); }
    /// Returns: whether it was ever given out; the object may be gone. Progress: wait-free. [any]
    constexpr explicit operator bool() const noexcept { return key_ != 0; }

    friend constexpr bool operator==(const Sealed&, const Sealed&) noexcept = default;

private:
    friend class SealingKey<T>;
    template <class U, Rights other>
    friend class Sealed;
    constexpr Sealed(std::uint64_t key, std::uint64_t bits) noexcept : key_(key), bits_(bits) {}

    std::uint64_t key_ = 0;
    std::uint64_t bits_ = 0;
};

} // namespace rondo::concurrency
