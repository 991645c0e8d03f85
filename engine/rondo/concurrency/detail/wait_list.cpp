// SPDX-License-Identifier: MIT
#include <rondo/concurrency/detail/wait_list.h>

#include <rondo/concurrency/detail/tag_scope.h>

namespace rondo::concurrency::detail {

void WaitList::add(WaitNode& node) noexcept {
    const std::scoped_lock guard(lock_);
    node.notified_ = false;
    node.previous_ = last_;
    node.next_ = nullptr;
    (last_ != nullptr ? last_->next_ : first_) = &node;
    last_ = &node;
    waiters_.fetch_add(1, std::memory_order_seq_cst);
}

bool WaitList::remove(WaitNode& node) noexcept {
    const std::scoped_lock guard(lock_);
    (node.previous_ != nullptr ? node.previous_->next_ : first_) = node.next_;
    (node.next_ != nullptr ? node.next_->previous_ : last_) = node.previous_;
    waiters_.fetch_sub(1, std::memory_order_relaxed);
    return node.notified_;
}

void WaitList::wake(std::uint32_t takers) noexcept {
    if (insideCallback())
        return;
    const std::scoped_lock guard(lock_);
    for (WaitNode* node = first_; node != nullptr; node = node->next_) {
        if (node->role == WaitRole::taker) {
            if (node->notified_ || takers == 0)
                continue;
            --takers;
            node->notified_ = true;
        }
        node->parker->unpark(); // under the lock: the node's frame cannot go before `remove` has had it
    }
}

} // namespace rondo::concurrency::detail
