// SPDX-License-Identifier: MIT
#include <rondo/concurrency/reclaimer.h>

namespace rondo::concurrency {

// The queue is Dmitry Vyukov's intrusive MPSC node queue: a producer is done after one exchange and one store.
// A producer that stalls between the two hides what follows it; the collector then simply comes back later.

Reclaimer::Reclaimer() noexcept : newest_(&stub_), oldest_(&stub_) {}

Reclaimer::~Reclaimer() { collect(); }

void Reclaimer::retire(Retirable* object) noexcept {
    retired_.fetch_add(1, std::memory_order_relaxed); // first: once it is linked, its end may be this object's
    object->nextRetired_.store(nullptr, std::memory_order_relaxed);
    Retirable* before = newest_.exchange(object, std::memory_order_acq_rel);
    before->nextRetired_.store(object, std::memory_order_release);
}

Retirable* Reclaimer::pop() noexcept {
    Retirable* first = oldest_;
    Retirable* next = first->nextRetired_.load(std::memory_order_acquire);
    if (first == &stub_) {
        if (next == nullptr)
            return nullptr;
        oldest_ = next;
        first = next;
        next = first->nextRetired_.load(std::memory_order_acquire);
    }
    if (next != nullptr) {
        oldest_ = next;
        return first;
    }
    if (first != newest_.load(std::memory_order_acquire))
        return nullptr;
    stub_.nextRetired_.store(nullptr, std::memory_order_relaxed);
    Retirable* before = newest_.exchange(&stub_, std::memory_order_acq_rel);
    before->nextRetired_.store(&stub_, std::memory_order_release);
    next = first->nextRetired_.load(std::memory_order_acquire);
    if (next == nullptr)
        return nullptr;
    oldest_ = next;
    return first;
}

std::size_t Reclaimer::collect() noexcept {
    if (collecting_.exchange(true, std::memory_order_acquire))
        return 0;
    std::size_t count = 0;
    while (Retirable* object = pop()) {
        object->reclaim();
        ++count;
    }
    collected_.fetch_add(count, std::memory_order_relaxed);
    collecting_.store(false, std::memory_order_release);
    return count;
}

} // namespace rondo::concurrency
