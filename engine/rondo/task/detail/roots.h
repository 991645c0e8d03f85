// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <mutex>
#include <rondo/concurrency/deadline.h>
#include <rondo/task/detail/brief_lock.h>
#include <rondo/task/detail/parker.h>
#include <rondo/task/detail/task_node.h>
#include <rondo/task/task_report.h>
#include <vector>

namespace rondo::task::detail {

/// The tasks without parent that have not finished; below them is every task of a pool.
class Roots {
public:
    /// Throws Failure(closed) when the pool is being closed. [any but audio]
    void add(TaskNode& root);
    /// Calls `finish()`, from which on others may destroy the root, and counts it out: the pool may go as soon
    /// as its threads have. [who finishes it]
    template <class Finish>
    void remove(TaskNode& root, Finish finish) noexcept {
        const std::lock_guard guard(lock_);
        root.unlinkFrom(first_);
        finish();
        countOut();
    }
    std::size_t count() noexcept;
    /// Cancels all.
    void cancel() noexcept;
    /// Lets no more come, cancels all and waits until they have finished. Returns whether they have.
    bool close(concurrency::Deadline deadline) noexcept;
    /// The tasks that have not finished: the first ones in `tasks`. Returns how many others there are. Sets
    /// `closed` to whether each of them waits for another one.
    std::size_t describe(std::vector<TaskReport>& tasks, bool& closed);

private:
    void countOut() noexcept;

    BriefLock lock_; ///< everything below
    TaskNode* first_ = nullptr;
    std::size_t count_ = 0;
    bool closing_ = false;
    Parker* closer_ = nullptr;
};

} // namespace rondo::task::detail
