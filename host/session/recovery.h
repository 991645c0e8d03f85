// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <host/session/session_document.h>
#include <string>

namespace rondo::host {

/// What a journal holds that a crash left.
struct Recovery {
    SessionDocument document;
    std::uint64_t revision = 0;
    std::string lastEdit = {}; ///< name of the last edit in it; empty: none
    bool torn = false;         ///< it ends with an edit that the crash cut off
};

} // namespace rondo::host
