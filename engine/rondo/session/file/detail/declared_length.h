// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace rondo::session::detail {

/// What the headers of a file promise, beside what the file has.
struct DeclaredLength {
    bool truncated = false;
    double present = 1.0; ///< share of the promised sample bytes that is there; 1 when unknown
};

/// Looks at the headers of WAV, AIFF and Ogg files, which libsndfile quietly shortens to what is there. Other
/// formats show a missing end only when they are decoded. Reads with pread, so the descriptor's position stays.
DeclaredLength declaredLength(int descriptor, std::int64_t fileSize);

} // namespace rondo::session::detail
