// SPDX-License-Identifier: MIT
#include <rondo/task/detail/worker.h>

#include <rondo/task/detail/task_node.h>
#include <utility>

namespace rondo::task::detail {

namespace {
thread_local constinit Worker* seat = nullptr;
}

[[gnu::noinline]] Worker* Worker::current() noexcept { return seat; }
[[gnu::noinline]] void Worker::sit(Worker* worker) noexcept { seat = worker; }

std::uint32_t Worker::push(TaskNode& task) noexcept {
    const auto lane = static_cast<std::size_t>(task.lane);
    return (task.home != TaskNode::anywhere ? own_ : ready_)[lane].push(task);
}

void Worker::run(TaskNode& task) noexcept {
    turns_.store(turns() + 1, std::memory_order_relaxed);
    take(&task);
    auto* here = this;
    // A plain function in it may have gone on in another seat.
    for (auto coroutine = task.resume; coroutine; coroutine = std::exchange(here->direct_, {})) {
        coroutine.resume();
        here = current();
    }
    here->take(nullptr);
}

void Worker::take(TaskNode* task) noexcept {
    if (task != nullptr)
        started_.store(task->created, std::memory_order_relaxed);
    runs_.store(task != nullptr, std::memory_order_relaxed);
    running_ = task;
}

TaskNode* Worker::next() noexcept {
    constexpr std::uint64_t share = 16;
    const auto first = turns() % share == 0 ? 1U : 0U;
    for (const auto lane : {first, 1 - first}) {
        const bool ownFirst = turns() % 2 == 0;
        auto& queue = (ownFirst ? own_ : ready_)[lane];
        auto& other = (ownFirst ? ready_ : own_)[lane];
        if (auto* const task = queue.pop())
            return task;
        if (auto* const task = other.pop())
            return task;
    }
    return nullptr;
}

TaskNode* Worker::takeReady(std::uint64_t place) noexcept {
    for (auto* const queues : {&ready_, &own_})
        for (auto& queue : *queues) {
            if (place < queue.count())
                return queue.take(place);
            place -= queue.count();
        }
    return nullptr;
}

TaskNode* Worker::steal(Worker& victim, bool single) noexcept {
    if (!single && victim.waiting() < 2)
        return nullptr;
    for (std::size_t lane = 0; lane < ready_.size(); ++lane)
        if (auto* const task = ready_[lane].steal(victim.ready_[lane]))
            return task;
    return nullptr;
}

} // namespace rondo::task::detail
