// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/tag_scope.h>
#include <string>

namespace rondo::concurrency::detail {

class ExecutorCore;
class Answer;

/// Registers, while it lives, that the calling thread, which runs under one or more executors' tags, waits for
/// a closure that it submits to another executor. All such waits of the process form a graph; a new one that
/// would close a cycle is refused. Only submits from inside closures come here, which no callback makes.
class WaitEdge {
public:
    /// `answer` says when the wait is over in truth, although its thread may not have noticed yet.
    WaitEdge(const ExecutorCore& target, const Answer& answer);
    ~WaitEdge();
    WaitEdge(const WaitEdge&) = delete;
    WaitEdge& operator=(const WaitEdge&) = delete;

    /// The executors of the cycle that the wait would close, "'A' waits for 'B', which waits for 'A'"; nothing
    /// if none.
    const std::optional<std::string>& cycle() const noexcept { return cycle_; }

private:
    friend class WaitGraph;
    bool runsUnder(Tag tag) const noexcept;

    const TagScope* const scopes_;
    const ExecutorCore& target_;
    const Answer& answer_;
    std::optional<std::string> cycle_;
    WaitEdge* previous_ = nullptr;
    WaitEdge* next_ = nullptr;
    bool visited_ = false;
};

} // namespace rondo::concurrency::detail
