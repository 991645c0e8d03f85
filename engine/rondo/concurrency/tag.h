// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace rondo::concurrency {

/// The identity of one logical audio thread: of an executor, whichever operating-system thread drives it now. A
/// 64-bit number, counted up from 1 and never used again in this process, so a stale tag matches nothing.
///
/// Example:
///     const Tag audio = Tag::make();
///     expect(audio != Tag::make() && audio); // never the same twice
///     expect(!audio.isCurrent() && !Tag::current());
///     std::string refusal;
///     try {
///         audio.ensureCurrent("the filter's state");
///     } catch (const base::Failure& failure) {
///         refusal = failure.what();
///     }
///     expect(refusal.find("the filter's state") != std::string::npos);
class Tag {
public:
    /// Effects: none; the tag that no thread ever runs under. Progress: wait-free. [any]
    constexpr Tag() noexcept = default;
    /// Returns: a tag that was never returned before; ends the process when there are no more, after 2^64.
    /// Progress: wait-free. [any]
    static Tag make() noexcept;
    /// Returns: the tag that the calling thread runs under, the innermost of several; none for a plain thread.
    /// Progress: wait-free. [any]
    static Tag current() noexcept;
    /// Returns: whether the calling thread runs under this tag, alone or among others (an engine inside an
    /// engine's callback). Progress: wait-free, linear in the nesting. [any]
    bool isCurrent() const noexcept;
    /// Effects: none when `isCurrent()`. `owner` names what is being protected, for the message.
    /// Errors: Failure(wrongThread) that names both sides. [any]
    void ensureCurrent(const std::string& owner) const;

    constexpr std::uint64_t value() const noexcept { return value_; }
    constexpr explicit operator bool() const noexcept { return value_ != 0; }
    friend constexpr auto operator<=>(Tag, Tag) = default;

private:
    constexpr explicit Tag(std::uint64_t value) noexcept : value_(value) {}
    std::uint64_t value_ = 0;
};

} // namespace rondo::concurrency
