// SPDX-License-Identifier: MIT
#include <rondo/task/detail/hooks.h>

#include <algorithm>
#include <mutex>
#include <rondo/task/detail/spin.h>

namespace rondo::task::detail {

void Hooks::add(const void* key, Function function) {
    std::list<Entry> one;
    one.push_back({key, std::move(function)});
    const std::lock_guard guard(lock_);
    entries_.splice(entries_.end(), one);
    any_.store(true, std::memory_order_relaxed);
}

void Hooks::remove(const void* key) noexcept {
    std::list<Entry> one;
    std::unique_lock guard(lock_);
    const auto found = std::ranges::find(entries_, key, &Entry::key);
    found->ended = true;
    while (found->callers > 0) {
        guard.unlock();
        letOthersRun();
        guard.lock();
    }
    one.splice(one.end(), entries_, found);
    any_.store(!entries_.empty(), std::memory_order_relaxed);
}

void Hooks::callAll(std::uint32_t worker) noexcept {
    std::unique_lock guard(lock_);
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
        if (entry->ended)
            continue;
        ++entry->callers;
        guard.unlock();
        bool throws = false;
        try {
            entry->function(worker);
        } catch (...) {
            throws = true;
        }
        guard.lock();
        entry->ended = entry->ended || throws;
        --entry->callers;
    }
}

} // namespace rondo::task::detail
