// SPDX-License-Identifier: MIT
#include <explore/tool/atomic_memory.h>

#include <algorithm>
#include <stdexcept>

namespace explore {

namespace {
constexpr std::size_t tableSize = 1 << 14;
}

bool acquires(std::memory_order order) noexcept {
    return order == std::memory_order_acquire || order == std::memory_order_acq_rel ||
           order == std::memory_order_seq_cst || order == std::memory_order_consume;
}
bool releases(std::memory_order order) noexcept {
    return order == std::memory_order_release || order == std::memory_order_acq_rel ||
           order == std::memory_order_seq_cst;
}

AtomicMemory::AtomicMemory() : table_(tableSize) {}

void AtomicMemory::beginExecution() noexcept {
    ++execution_;
    used_ = 0;
}

AtomicMemory::Slot& AtomicMemory::slotOf(const void* address) noexcept {
    const auto key = reinterpret_cast<std::uintptr_t>(address);
    for (std::size_t at = (key * 0x9e3779b97f4a7c15u) >> 50;; ++at) {
        Slot& slot = table_[at & (tableSize - 1)];
        if (slot.execution == execution_ && slot.address != address)
            continue;
        if (slot.execution != execution_)
            slot = {address, execution_, nullptr};
        return slot;
    }
}

AtomicObject& AtomicMemory::fresh() {
    if (used_ > tableSize / 2)
        throw std::length_error(
            "An explored execution made more atomic objects than the explorer has room for.");
    if (used_ == objects_.size())
        objects_.push_back(new AtomicObject);
    AtomicObject& object = *objects_[used_++];
    object.stores.clear();
    for (auto& sights : object.sights)
        sights.clear();
    object.number = static_cast<int>(used_);
    object.alive = true;
    object.global = false;
    object.oldestForSequential = 0;
    return object;
}

AtomicObject& AtomicMemory::make(const void* address, Value initial, const Actor& maker) {
    AtomicObject& object = fresh();
    slotOf(address).object = &object;
    object.address = address;
    object.maker = maker.thread;
    object.madeAt = maker.clock.of(maker.thread);
    object.stores.push_back({initial, {}});
    return object;
}

AtomicObject* AtomicMemory::findMade(const void* address) noexcept { return slotOf(address).object; }

AtomicObject& AtomicMemory::find(const void* address, Value initial) {
    if (AtomicObject* object = slotOf(address).object)
        return *object;
    AtomicObject& object = make(address, initial, {});
    object.global = true;
    return object;
}

std::uint32_t AtomicMemory::oldestReadable(const AtomicObject& object, const Actor& reader,
                                           std::memory_order order) const {
    std::uint32_t oldest = order == std::memory_order_seq_cst ? object.oldestForSequential : 0;
    for (int thread = 0; thread < maximumThreads; ++thread) {
        const auto& sights = object.sights[static_cast<std::size_t>(thread)];
        // Sights of one thread grow in both members; the last that the reader knows of counts.
        for (auto sight = sights.rbegin(); sight != sights.rend(); ++sight) {
            if (reader.clock.knows(thread, sight->time)) {
                oldest = std::max(oldest, sight->store);
                break;
            }
        }
    }
    return oldest;
}

Value AtomicMemory::read(AtomicObject& object, std::uint32_t store, Actor& reader, std::memory_order order) {
    const auto& seen = object.stores[store];
    object.sights[static_cast<std::size_t>(reader.thread)].push_back({reader.clock.of(reader.thread), store});
    if (acquires(order))
        reader.clock.join(seen.released);
    if (order == std::memory_order_seq_cst)
        object.oldestForSequential = std::max(object.oldestForSequential, store);
    return seen.value;
}

void AtomicMemory::write(AtomicObject& object, Value value, Actor& writer, std::memory_order order,
                         bool update) {
    AtomicObject::Store store{value, {}};
    if (update)
        store.released = object.stores.back().released;
    if (releases(order))
        store.released.join(writer.clock);
    object.stores.push_back(store);
    object.sights[static_cast<std::size_t>(writer.thread)].push_back(
        {writer.clock.of(writer.thread), object.newest()});
    if (order == std::memory_order_seq_cst)
        object.oldestForSequential = object.newest();
}

bool AtomicMemory::knowsAllOf(const AtomicObject& object, const Actor& actor) const noexcept {
    for (int thread = 0; thread < maximumThreads; ++thread) {
        const auto& sights = object.sights[static_cast<std::size_t>(thread)];
        if (!sights.empty() && !actor.clock.knows(thread, sights.back().time))
            return false;
    }
    return object.global || actor.clock.knows(object.maker, object.madeAt);
}

} // namespace explore
