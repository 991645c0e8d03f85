// SPDX-License-Identifier: MIT
#pragma once

namespace rondo::session {

/// What has become of a FileStream.
enum class FileStreamState {
    streaming, ///< on its way
    ended,     ///< sent to its end
    cutOff,    ///< a file ended before its header says, or became shorter; what there was has been sent
    failed, ///< a file could not be read any further, for a reason that is told; what there was has been sent
    closed, ///< its streamer is gone
};

/// The name of a state as it appears in `--json` output, for instance "cut_off".
/// Returns: a string with static lifetime. Progress: wait-free. [any]
const char* name(FileStreamState state) noexcept;

} // namespace rondo::session
