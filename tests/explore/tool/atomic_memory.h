// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <explore/tool/steps.h>
#include <explore/tool/vector_clock.h>
#include <vector>

namespace explore {

/// A thread as the memory sees it.
struct Actor {
    int thread = 0;
    VectorClock clock;
};

/// One atomic object: all values that it ever had, oldest first, and who saw which when.
struct AtomicObject {
    struct Store {
        Value value = 0;
        VectorClock released; ///< what a reader learns that acquires
    };
    struct Sight {
        std::uint32_t time = 0;  ///< of the thread that looked or wrote
        std::uint32_t store = 0; ///< which it then knew
    };

    const void* address = nullptr;
    int number = 0; ///< in order of birth, for traces
    bool alive = false;
    bool global = false; ///< made before the execution began
    int maker = 0;
    std::uint32_t madeAt = 0;
    std::uint32_t oldestForSequential = 0;
    std::vector<Store> stores;
    std::array<std::vector<Sight>, maximumThreads> sights;

    std::uint32_t newest() const noexcept { return static_cast<std::uint32_t>(stores.size()) - 1; }
};

/// The C++20 memory model for atomic objects, as far as it can be had by running an interleaving: stores enter
/// an object's modification order as they are made, a load may return any of them that happens-before,
/// coherence and the order of the sequentially consistent operations leave open.
class AtomicMemory {
public:
    AtomicMemory();
    void beginExecution() noexcept;

    AtomicObject& make(const void* address, Value initial, const Actor& maker);
    /// The object at `address`; one that is not known yet was made before the execution began.
    AtomicObject& find(const void* address, Value initial);
    AtomicObject* findMade(const void* address) noexcept;

    /// The oldest store that `reader` may return.
    std::uint32_t oldestReadable(const AtomicObject& object, const Actor& reader,
                                 std::memory_order order) const;
    Value read(AtomicObject& object, std::uint32_t store, Actor& reader, std::memory_order order);
    /// `update`: this store is a read-modify-write's and goes on with the release sequence of the one before.
    void write(AtomicObject& object, Value value, Actor& writer, std::memory_order order, bool update);
    /// Whether all that other threads did to the object happens before `actor`'s next step.
    bool knowsAllOf(const AtomicObject& object, const Actor& actor) const noexcept;

private:
    struct Slot {
        const void* address = nullptr;
        std::uint32_t execution = 0;
        AtomicObject* object = nullptr;
    };
    Slot& slotOf(const void* address) noexcept;
    AtomicObject& fresh();

    std::uint32_t execution_ = 0;
    std::vector<Slot> table_;
    std::vector<AtomicObject*> objects_; // kept for ever, used again by the next execution
    std::size_t used_ = 0;
};

bool acquires(std::memory_order order) noexcept;
bool releases(std::memory_order order) noexcept;

} // namespace explore
