// SPDX-License-Identifier: MIT
#include <rondo/task/detail/roots.h>

#include <mutex>
#include <rondo/base/error.h>
#include <utility>

namespace rondo::task::detail {

using Guard = std::lock_guard<BriefLock>;

void Roots::add(TaskNode& root) {
    const Guard guard(lock_);
    if (closing_)
        throw base::Failure(
            {base::ErrorCode::closed, "The pool is closed and runs no more tasks; start it in another one."});
    root.linkBefore(first_);
    first_ = &root;
    ++count_;
}

// Under the lock.
void Roots::countOut() noexcept {
    if (--count_ == 0 && closer_ != nullptr)
        std::exchange(closer_, nullptr)->unpark();
}

std::size_t Roots::count() noexcept {
    const Guard guard(lock_);
    return count_;
}

void Roots::cancel() noexcept {
    const Guard guard(lock_);
    for (auto* root = first_; root != nullptr; root = root->afterIt())
        root->cancel();
}

bool Roots::close(concurrency::Deadline deadline) noexcept {
    Parker parker;
    {
        const Guard guard(lock_);
        closing_ = true;
        if (count_ == 0)
            return true;
        closer_ = &parker;
    }
    cancel();
    if (parker.park(deadline))
        return true;
    const Guard guard(lock_);
    closer_ = nullptr;
    return count_ == 0;
}

std::size_t Roots::describe(std::vector<TaskReport>& tasks, bool& closed) {
    constexpr std::size_t most = 1000;
    std::size_t more = 0;
    closed = true;
    const Guard guard(lock_);
    for (auto* root = first_; root != nullptr; root = root->afterIt())
        root->describe([&](const std::source_location& started, const char* waits, bool byPool) {
            closed = closed && byPool;
            if (tasks.size() < most)
                tasks.push_back({started, waits});
            else
                ++more;
        });
    return more;
}

} // namespace rondo::task::detail
