// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace rondo::test {

/// How a run of the program ended.
struct ProgramEnd {
    int exitCode = -1; ///< -1 when a signal ended it
    int signal = 0;
    bool hung = false; ///< it had to be killed after a minute
    std::string output;
    std::string errors;
};

/// How to run the program, beside its arguments.
struct ProgramOptions {
    /// Called in the parent with the process, once the program has printed `after` on stderr or stdout.
    std::function<void(pid_t)> intervene = {};
    std::string after = {};
    unsigned long largestFile = 0;    ///< RLIMIT_FSIZE in bytes; 0: none
    bool boundByPermissions = false;  ///< also as root
    unsigned short columns = 0;       ///< stderr is a terminal of this width; 0: a pipe
    unsigned short outputColumns = 0; ///< likewise stdout
};

/// Effects: runs `rondo` and waits for its end.
ProgramEnd runRondo(const std::vector<std::string>& arguments, const ProgramOptions& options = {});

} // namespace rondo::test
