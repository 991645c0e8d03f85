// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <filesystem>
#include <host/hosting/plugin_search.h>
#include <string>
#include <vector>

namespace rondo::host::detail {

/// Which states a plugin of this machine has given or taken well before, so that none of them has to be tried
/// again: a cache that may be lost at any time. It holds no states, only a number for each.
/// All functions: [control], blocking.
class KnownStates {
public:
    static constexpr std::size_t most = 20'000;

    /// `file`: where the numbers are kept; it need not exist.
    explicit KnownStates(std::filesystem::path file) : file_(std::move(file)) {}

    /// Returns: the number of a plugin, as its file is now, with a state: FNV-1a of 64 bits (RFC 9923).
    static std::uint64_t number(const hosting::LocatedPlugin& plugin, const std::string& state);
    bool has(std::uint64_t number);
    /// Effects: adds numbers, and forgets the oldest above `most`. What cannot be written is tried again one
    /// day.
    void add(const std::vector<std::uint64_t>& numbers);

private:
    void read();

    const std::filesystem::path file_;
    std::vector<std::uint64_t> numbers_; ///< the newest last
};

} // namespace rondo::host::detail
