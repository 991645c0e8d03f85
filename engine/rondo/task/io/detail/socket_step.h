// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <rondo/base/result.h>
#include <rondo/task/io/detail/descriptor.h>
#include <rondo/task/io/detail/descriptor_wait.h>
#include <rondo/task/io/detail/time_left.h>
#include <rondo/task/task.h>
#include <string_view>

namespace rondo::task::detail {

/// One call of the system that does not block: ends with what it gives, or with minus its errno. Plain
/// functions: a coroutine that looks at errno may look at the one of the thread that it was on before.
struct SocketStep {
    long (*call)(int number, void* where, std::size_t size) noexcept;
    void* where = nullptr;
    std::size_t size = 0;
    Direction direction = Direction::read;
    const char* attempt; ///< for errors: "read from a socket"
};

/// What `number` and `attempt` make of a wait that did not end with readiness.
base::Error waitError(WaitEnd end, std::string_view attempt);

/// Makes the step as soon as it does not have to wait. Returns what it gives. Errors: TaskCancelled before it
/// was made; closed, timeout, full for the wait; what the system says, but for `tolerated`, which is returned.
Task<base::Result<long>> makeStep(std::shared_ptr<Descriptor> descriptor, SocketStep step, TimeLeft left,
                                  bool (*tolerated)(int number) noexcept = nullptr);

/// The error of a socket that has none, because it was moved from or closed.
base::Error closedError(std::string_view attempt);

} // namespace rondo::task::detail
