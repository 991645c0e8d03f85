// SPDX-License-Identifier: MIT
#pragma once

#include <exception>

namespace rondo::task {

/// Thrown where a task waits that was cancelled, when all its children have ended. Caught only to clean up: the
/// next wait throws it again.
class TaskCancelled : public std::exception {
public:
    const char* what() const noexcept override {
        return "This task was cancelled by the one that it belongs to.";
    }
};

} // namespace rondo::task
