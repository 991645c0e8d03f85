// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/concurrency/tag.h>

namespace rondo::concurrency {

namespace detail {
class ExecutorCore;
template <class Function>
class Closure;
} // namespace detail
class Driver;

/// The right to touch what belongs to one executor: only code that runs there is ever handed one, as the
/// parameter of a closure that asks for it, or by Driver::Block. Opening a Tagged value by it checks nothing.
/// Not to be kept: it cannot be copied, and a reference to it ends with the closure.
///
/// Example:
///     Executor executor;
///     Tagged<int> count(executor, DestroyPolicy::reclaim, 1);
///     executor.submit([&](AudioThread& thread) { ++count.open(thread); });
///     expect(executor.submit([&](AudioThread& thread) { return count.open(thread); }) == 2);
class AudioThread {
public:
    AudioThread(const AudioThread&) = delete;
    AudioThread& operator=(const AudioThread&) = delete;

    /// Returns: the executor's identity. Progress: wait-free. [audio]
    Tag tag() const noexcept;

private:
    template <class Function>
    friend class detail::Closure;
    template <class T>
    friend class Tagged;
    friend class Driver;
    explicit AudioThread(detail::ExecutorCore* core) noexcept : core_(core) {}
    detail::ExecutorCore* core_;
};

} // namespace rondo::concurrency
