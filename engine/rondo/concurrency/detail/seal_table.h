// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <rondo/base/cache_line.h>
#include <rondo/base/error.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/lock.h>
#include <rondo/concurrency/reclaimer.h>
#include <rondo/concurrency/sealed.h>
#include <string>

namespace rondo::concurrency::detail {

class SealTable;

/// One place of a key's table. `state_` counts who has it open, and says whether its object may still be
/// opened; whoever looks counts itself in first and asks afterwards, so a look is two steps whatever the others
/// do. An object that is revoked is ended by the last who has it open. Each ends once: by the thread that sets
/// `claimed`.
class SealSlot : public Retirable {
public:
    /// When true, the object stays until `leave`. Wait-free.
    bool enter(std::uint32_t generation) noexcept;
    /// Wait-free in a callback, where an object that ends with this call is left to the reclaimer.
    void leave() noexcept;
    /// No `enter` succeeds from now on. False when another was faster.
    bool revoke(std::uint32_t generation) noexcept;
    /// As `revoke`, and when true, the object is the caller's alone: it waits until nobody else has it open.
    bool claim(std::uint32_t generation) noexcept;

    /// By the one who owns a free place, when the object is there.
    std::uint32_t publish() noexcept;
    std::uint32_t generation() const noexcept { return generation_.load(std::memory_order_relaxed); }
    /// By the one who has claimed it, when the object is gone.
    void giveBack() noexcept;

    std::uint32_t index() const noexcept { return index_; }

protected:
    SealTable* table = nullptr;

private:
    friend class SealTable;
    static constexpr std::uint32_t revoked = 1U << 30, claimed = 1U << 31, openers = revoked - 1;

    FutexWord state_{revoked | claimed};
    Atomic<std::uint32_t> generation_{0};
    std::uint32_t index_ = 0;
    SealSlot* next_ = nullptr; ///< in the list of free places; under the table's lock
};

/// What a key's table is without its objects: who is free, and what was refused.
class SealTable {
public:
    SealTable(std::string keyName, std::size_t capacity, std::uint32_t firstGeneration = 1);
    SealTable(const SealTable&) = delete;
    SealTable& operator=(const SealTable&) = delete;

    void add(SealSlot& slot, std::uint32_t index) noexcept;
    SealSlot* takeFree() noexcept;
    /// Revokes whatever lives and waits until it is gone.
    void close() noexcept;

    /// What the handle's own bits say.
    SealRefusal look(std::uint64_t keyNumber, std::uint64_t bits, Rights held, Rights needed) const noexcept;
    void count(SealRefusal refusal) noexcept;
    base::Error explain(SealRefusal refusal, SealedId id, Rights held, Rights needed) const;
    base::Error noPlace() const;

    const std::string name;
    const std::uint64_t number;
    const std::uint32_t capacity;
    Reclaimer reclaimer;
    alignas(base::cacheLine) Atomic<std::uint64_t> sealed{0};
    std::array<Atomic<std::uint64_t>, 5> refused{}; ///< by SealRefusal
    FutexWord live{0};
    Atomic<std::uint32_t> worn{0}; ///< places whose numbers are used up

private:
    friend class SealSlot;
    void giveBack(SealSlot& slot) noexcept;

    std::unique_ptr<SealSlot*[]> slots_;
    Lock lock_;
    SealSlot* firstFree_ = nullptr;
    SealSlot* lastFree_ = nullptr;
    bool closing_ = false;
    const std::uint32_t firstGeneration_;
};

} // namespace rondo::concurrency::detail
