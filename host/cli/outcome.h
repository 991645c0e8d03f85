// SPDX-License-Identifier: GPL-3.0-only
#pragma once

namespace rondo::host {

/// How a command ended that nothing stopped from doing its work.
enum class Outcome {
    done,
    incomplete ///< of a file or of several files something is missing; that has been told, and is a failure
};

} // namespace rondo::host
