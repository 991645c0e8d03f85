// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/concurrency/deadline.h>
#include <rondo/task/detail/atomic.h>

namespace rondo::task::detail {

/// What one thread sleeps on until another one says so, once a time. It may go as soon as `park` has returned
/// true: the other one does not look at it any more.
class Parker {
public:
    /// `wakes` counts how often it is woken; null: nobody does.
    explicit Parker(Atomic<std::uint32_t>* wakes = nullptr) noexcept : wakes_(wakes) {}
    /// Returns whether it was said, which is forgotten then; false after the deadline.
    bool park(concurrency::Deadline deadline) noexcept;
    void unpark() noexcept;

private:
    Atomic<std::uint32_t> word_{0};
    Atomic<std::uint32_t>* wakes_;
};

} // namespace rondo::task::detail
