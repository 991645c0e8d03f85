// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <source_location>
#include <string>

namespace rondo::concurrency {

/// What a closure is called in reports: by default the place of the call that handed it in. Two pointers, no
/// copy.
///
/// Example:
///     Executor executor;
///     executor.submit([] {});              // named by this file and line
///     executor.submit([] {}, "set tempo"); // named by a word as well
///     expect(ClosureName("set tempo").text().find("set tempo (") == 0);
class ClosureName {
public:
    /// Effects: none; the name is a place in a source. Progress: wait-free. [any]
    constexpr ClosureName(std::source_location where) noexcept // NOLINT: a place is a name
        : file_(where.file_name()), line_(where.line()) {}
    /// Effects: none. Requires: `word` lives as long as the program, as a literal does. Progress: wait-free.
    /// [any]
    constexpr ClosureName(const char* word, // NOLINT: a word is a name
                          std::source_location where = std::source_location::current()) noexcept
        : word_(word), file_(where.file_name()), line_(where.line()) {}
    /// Effects: none; the name of nothing. Progress: wait-free. [any]
    constexpr ClosureName() noexcept = default;

    /// Returns: the name as a report shows it, "word (file:line)"; empty for the name of nothing. [any but
    /// audio]
    std::string text() const;
    /// Returns: whether both name the same place by the same word. Progress: wait-free. [any]
    friend constexpr bool operator==(const ClosureName&, const ClosureName&) noexcept = default;

private:
    const char* word_ = nullptr;
    const char* file_ = nullptr;
    std::uint32_t line_ = 0;
};

} // namespace rondo::concurrency
