// SPDX-License-Identifier: MIT
#pragma once

// The pieces of the pool without its threads: an explored thread in a task's place.
#include <cstddef>
#include <explore/explorer.h>
#include <memory>
#include <rondo/task/detail/parker.h>
#include <rondo/task/detail/pool_core.h>
#include <rondo/task/detail/task_node.h>
#include <rondo/task/detail/waiter.h>

namespace explore {

using rondo::concurrency::Deadline;
using rondo::task::detail::Parker;
using rondo::task::detail::TaskNode;
using rondo::task::detail::Waiter;
using rondo::task::detail::Woken;

/// What a node refers to that is never scheduled: nobody follows it.
inline rondo::task::detail::PoolCore& noPool() noexcept {
    using rondo::task::detail::PoolCore;
    alignas(PoolCore) static std::byte place[sizeof(PoolCore)];
    return reinterpret_cast<PoolCore&>(place);
}

/// A task without a coroutine, on the heap, that watches its own end.
class Node final : public TaskNode {
public:
    explicit Node(Node* above = nullptr)
        : TaskNode(noPool(), above, std::source_location::current()), above_(above) {}
    static Node& childOf(Node& parent, bool detached = false) {
        auto* const child = new Node(&parent);
        child->detached = detached;
        parent.adopt(*child);
        return *child;
    }
    void destroy() noexcept override {
        check(settled_, "a task is destroyed after it has finished");
        releaseChildren();
        delete this;
    }
    void settle() noexcept override {
        check(!settled_, "a task finishes once");
        settled_ = true;
        check(above_ == nullptr || !above_->settled_, "children finish before their parent");
    }

private:
    Node* above_;
    bool settled_ = false;
};

/// The calling thread waits as the task, in the steps of `Suspension`; `leave` takes the waiter out of the
/// lists.
template <class Enlist, class Leave>
Woken waitAs(TaskNode& task, Enlist enlist, Leave leave) {
    Parker parker;
    Waiter waiter(parker);
    const auto entry = task.enter(waiter);
    if (entry == TaskNode::Entry::cancelled)
        return Woken::cancelled;
    const bool enlisted = entry == TaskNode::Entry::waits;
    if (!enlisted || enlist(waiter) || !waiter.claim(Woken::ready))
        while (!parker.park(Deadline::never())) {
        }
    if (enlisted)
        leave();
    task.leave();
    return waiter.woken();
}

/// As `co_await child`; returns whether the child is awaited, not the task cancelled.
inline bool awaitChild(TaskNode& task, TaskNode& child) {
    const auto woken = waitAs(
        task, [&](Waiter& waiter) { return child.join(waiter); }, [&] { child.unjoin(); });
    if (woken == Woken::ready)
        task.release(child);
    return woken == Woken::ready;
}

/// As `Pool::run`: waits, from outside, until the root has finished, and destroys it.
class Root {
public:
    Root() noexcept { node_->join(waiter_); }
    Root(const Root&) = delete;
    Root& operator=(const Root&) = delete;
    ~Root() {
        while (!parker_.park(Deadline::never())) {
        }
        node_->destroy();
    }
    Node& operator*() const noexcept { return *node_; }

private:
    Parker parker_;
    Waiter waiter_{parker_};
    Node* node_ = new Node;
};

} // namespace explore
