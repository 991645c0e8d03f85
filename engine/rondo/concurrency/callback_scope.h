// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/concurrency/detail/tag_scope.h>

namespace rondo::concurrency {

/// While it lives, the calling thread counts as inside a callback, without being any executor's audio thread:
/// what it sends wakes nobody by a system call, what it drops dies elsewhere, and it may not wait. For threads
/// that do part of a callback's work.
///
/// Example:
///     Executor executor;
///     std::string refusal;
///     try {
///         const CallbackScope helping("helper");
///         executor.submit([] {});
///     } catch (const base::Failure& failure) {
///         refusal = failure.what();
///     }
///     expect(refusal.find("inside an audio callback of 'helper'") != std::string::npos);
class CallbackScope {
public:
    /// Requires: `name` outlives it; it is shown in errors. Progress: wait-free. [any]
    explicit CallbackScope(const char* name) noexcept
        : scope_(Tag::make(), name, detail::TagScope::Kind::callback) {}

private:
    detail::TagScope scope_;
};

} // namespace rondo::concurrency
