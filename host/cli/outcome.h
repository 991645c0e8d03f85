// SPDX-License-Identifier: GPL-3.0-only
#pragma once

namespace rondo::host {

/// How a command ended that nothing stopped from doing its work.
enum class Outcome {
    done,
    incomplete ///< a file held less than it promised; that has been told, and counts as a failure
};

} // namespace rondo::host
