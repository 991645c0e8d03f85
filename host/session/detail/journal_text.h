// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <host/session/recovery.h>
#include <optional>
#include <string>
#include <string_view>

namespace rondo::host::detail {

/// The text of a journal: lines of a checksum, a space and JSON. The first has a whole document, each other one
/// what changed. A line's checksum is that of all lines up to it, so that the lines before a damaged one are
/// known to be whole and in order, and what follows it is left out.
struct JournalLine {
    std::string text;
    std::uint32_t checksum = 0; ///< for the next line
};
JournalLine firstLine(const SessionDocument& document, std::uint64_t revision, std::string_view edit);
JournalLine nextLine(std::uint32_t checksum, const SessionDocument& before, const SessionDocument& after,
                     std::uint64_t revision, std::string_view edit);

/// The newest state that the text tells of. Errors: damaged when its first line is no journal; unsupported for
/// one of a newer release.
base::Result<Recovery> readJournal(std::string_view text, std::string_view source);

} // namespace rondo::host::detail
