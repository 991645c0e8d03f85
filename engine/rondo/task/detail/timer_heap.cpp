// SPDX-License-Identifier: MIT
#include <rondo/task/detail/timer_heap.h>

#include <mutex>
#include <rondo/task/detail/waiter.h>

namespace rondo::task::detail {

using Guard = std::lock_guard<BriefLock>;

bool TimerHeap::add(Timer& timer) {
    const Guard guard(lock_);
    heap_.push_back(&timer);
    timer.place = heap_.size() - 1;
    up(timer.place);
    next_.store(heap_.front()->at, std::memory_order_relaxed);
    return heap_.front() == &timer;
}

void TimerHeap::remove(Timer& timer) noexcept {
    const Guard guard(lock_);
    if (timer.place != Timer::nowhere)
        takeOut(timer.place);
}

std::size_t TimerHeap::fire(std::int64_t now) noexcept {
    std::size_t woken = 0;
    const Guard guard(lock_);
    while (!heap_.empty() && heap_.front()->at <= now) {
        auto* const waiter = heap_.front()->waiter;
        takeOut(0);
        if (!waiter->claim(Woken::timeout))
            continue;
        waiter->wake();
        ++woken;
    }
    return woken;
}

std::int64_t TimerHeap::look() noexcept {
    const Guard guard(lock_);
    return next();
}

void TimerHeap::takeOut(std::size_t place) noexcept {
    heap_[place]->place = Timer::nowhere;
    auto* const last = heap_.back();
    heap_.pop_back();
    if (place < heap_.size()) {
        put(place, last);
        up(place);
        down(last->place);
    }
    next_.store(heap_.empty() ? never : heap_.front()->at, std::memory_order_relaxed);
}

void TimerHeap::put(std::size_t place, Timer* timer) noexcept {
    heap_[place] = timer;
    timer->place = place;
}

void TimerHeap::up(std::size_t place) noexcept {
    auto* const timer = heap_[place];
    for (; place > 0 && timer->at < heap_[(place - 1) / 2]->at; place = (place - 1) / 2)
        put(place, heap_[(place - 1) / 2]);
    put(place, timer);
}

void TimerHeap::down(std::size_t place) noexcept {
    auto* const timer = heap_[place];
    for (auto child = 2 * place + 1; child < heap_.size(); child = 2 * place + 1) {
        if (child + 1 < heap_.size() && heap_[child + 1]->at < heap_[child]->at)
            ++child;
        if (timer->at <= heap_[child]->at)
            break;
        put(place, heap_[child]);
        place = child;
    }
    put(place, timer);
}

} // namespace rondo::task::detail
