// SPDX-License-Identifier: MIT
#include <rondo/task/detail/worker.h>

#include <rondo/task/detail/task_node.h>
#include <utility>

namespace rondo::task::detail {

namespace {
// A plugin is a library that is loaded later, and this is looked at for every task.
[[gnu::tls_model("initial-exec")]] thread_local constinit Worker* seat = nullptr;
} // namespace

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
    const bool urgent = ready_[0].count() + own_[0].count() > 0;
    const bool other = ready_[1].count() + own_[1].count() > 0;
    if (!urgent && !other)
        return nullptr;
    const auto first = urgent && (!other || turns() % share != 0) ? 0U : 1U;
    auto* const task = nextOf(first);
    return task != nullptr ? task : nextOf(1 - first);
}

TaskNode* Worker::nextOf(std::size_t lane) noexcept {
    auto& ready = ready_[lane];
    auto& own = own_[lane];
    if (own.count() == 0)
        return ready.pop();
    if (turns() % 2 == 0)
        if (auto* const task = ready.pop())
            return task;
    auto* const task = own.pop();
    return task != nullptr ? task : ready.pop();
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
