// SPDX-License-Identifier: MIT
#include <limits>
#include <mutex>
#include <rondo/concurrency/detail/seal_table.h>
#include <rondo/concurrency/detail/tag_scope.h>
#include <rondo/concurrency/detail/wait_list.h>
#include <utility>

namespace rondo::concurrency::detail {

namespace {

// Of the process, because no two keys in it may have the same number.
std::uint64_t nextKeyNumber() noexcept {
    static Atomic<std::uint64_t> last{0};
    return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

std::string describe(SealedId id) {
    return "handle " + std::to_string(id.slot) + "." + std::to_string(id.generation);
}

} // namespace

bool SealSlot::enter(std::uint32_t generation) noexcept {
    const auto before = state_.fetch_add(1, std::memory_order_acquire);
    // Not revoked and counted in: it cannot end, so the generation stands still.
    if ((before & revoked) == 0 && generation_.load(std::memory_order_relaxed) == generation)
        return true;
    leave();
    return false;
}

void SealSlot::leave() noexcept {
    const void* address = &state_;
    const auto before = state_.fetch_sub(1, std::memory_order_release);
    if ((before & claimed) != 0) {
        // Whoever claimed it may wait to be the only one; or it ended long ago, and so did the table.
        if ((before & openers) == 2 && !insideCallback())
            futexWake(address, 1);
        return;
    }
    if ((before & revoked) == 0 || (before & openers) != 1)
        return;
    // When this fails, somebody came in meanwhile and will be the last instead.
    auto last = revoked;
    if (!state_.compare_exchange_strong(last, revoked | claimed, std::memory_order_acquire,
                                        std::memory_order_relaxed))
        return;
    if (insideCallback())
        table->reclaimer.retire(this);
    else
        reclaim();
}

bool SealSlot::revoke(std::uint32_t generation) noexcept {
    if (!enter(generation))
        return false;
    const bool first = (state_.fetch_or(revoked, std::memory_order_relaxed) & revoked) == 0;
    leave();
    return first;
}

bool SealSlot::claim(std::uint32_t generation) noexcept {
    if (!enter(generation))
        return false;
    if ((state_.fetch_or(revoked, std::memory_order_relaxed) & revoked) != 0) {
        leave();
        return false;
    }
    state_.fetch_or(claimed, std::memory_order_relaxed); // we are in it, so nobody else ends it before
    Look look;
    for (auto state = state_.load(std::memory_order_acquire); (state & openers) != 1;
         state = state_.load(std::memory_order_acquire))
        futexWait(state_, state, look.next(Deadline::never()));
    state_.fetch_sub(1, std::memory_order_relaxed);
    return true;
}

std::uint32_t SealSlot::publish() noexcept {
    const auto generation = generation_.load(std::memory_order_relaxed) + 1;
    generation_.store(generation, std::memory_order_relaxed);
    state_.fetch_sub(revoked | claimed, std::memory_order_release);
    return generation;
}

void SealSlot::giveBack() noexcept { table->giveBack(*this); }

SealTable::SealTable(std::string keyName, std::size_t places, std::uint32_t firstGeneration)
    : name(std::move(keyName)), number(nextKeyNumber()), capacity(static_cast<std::uint32_t>(places)),
      firstGeneration_(firstGeneration) {
    if (places == 0 || places > 0x10000)
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "The sealing key '" + name + "' can keep 1 to 65536 objects, and " +
                                 std::to_string(places) + " were asked for; choose a number inside."});
    slots_ = std::make_unique<SealSlot*[]>(places);
}

void SealTable::add(SealSlot& slot, std::uint32_t index) noexcept {
    slot.table = this;
    slot.generation_.store(firstGeneration_ - 1, std::memory_order_relaxed);
    slot.index_ = index;
    slots_[index] = &slot;
    (lastFree_ != nullptr ? lastFree_->next_ : firstFree_) = &slot;
    lastFree_ = &slot;
}

SealSlot* SealTable::takeFree() noexcept {
    for (int turn = 0; turn < 2; ++turn) {
        {
            const std::scoped_lock guard(lock_);
            if (SealSlot* slot = firstFree_; slot != nullptr) {
                firstFree_ = std::exchange(slot->next_, nullptr);
                if (firstFree_ == nullptr)
                    lastFree_ = nullptr;
                live.fetch_add(1, std::memory_order_relaxed);
                return slot;
            }
        }
        if (reclaimer.collect() == 0)
            break;
    }
    return nullptr;
}

void SealTable::giveBack(SealSlot& slot) noexcept {
    const void* address = &live;
    bool waited = false;
    {
        const std::scoped_lock guard(lock_);
        if (slot.generation() == std::numeric_limits<std::uint32_t>::max()) {
            worn.fetch_add(1, std::memory_order_relaxed); // its numbers are used up, so nobody gets it again
        } else {
            (lastFree_ != nullptr ? lastFree_->next_ : firstFree_) = &slot;
            lastFree_ = &slot;
        }
        live.fetch_sub(1, std::memory_order_release);
        waited = closing_;
    }
    if (waited) // from here on the table may be gone
        futexWake(address, 1);
}

void SealTable::close() noexcept {
    {
        const std::scoped_lock guard(lock_);
        closing_ = true;
    }
    for (std::uint32_t index = 0; index < capacity; ++index)
        slots_[index]->revoke(slots_[index]->generation());
    Look look;
    for (;;) {
        reclaimer.collect();
        const auto left = live.load(std::memory_order_acquire);
        if (left == 0)
            break;
        futexWait(live, left, look.next(Deadline::never()));
    }
    const std::scoped_lock lastOneOut(lock_);
}

SealRefusal SealTable::look(std::uint64_t keyNumber, std::uint64_t bits, Rights held,
                            Rights needed) const noexcept {
    if (keyNumber != number)
        return SealRefusal::otherKey;
    if (!SealCode::sound(bits) || SealCode::slot(bits) >= capacity)
        return SealRefusal::damaged;
    return held.includes(needed) ? SealRefusal::none : SealRefusal::missingRight;
}

void SealTable::count(SealRefusal refusal) noexcept {
    refused[static_cast<std::size_t>(refusal)].fetch_add(1, std::memory_order_relaxed);
}

base::Error SealTable::explain(SealRefusal refusal, SealedId id, Rights held, Rights needed) const {
    const std::string key = "The sealing key '" + name + "'";
    switch (refusal) {
    case SealRefusal::otherKey:
        return {base::ErrorCode::forged,
                key + " has number " + std::to_string(number) + ", and the " + describe(id) +
                    (id.key == 0 ? " was never given out by any key" : " is of key " + std::to_string(id.key)) +
                    "; take it to the key that sealed it."};
    case SealRefusal::damaged:
        return {base::ErrorCode::forged, key + " never gave out the " + describe(id) + " with the rights to " +
                                             held.names() +
                                             ": its bits contradict each other; copy handles whole."};
    case SealRefusal::stale:
        return {base::ErrorCode::forged, key + " no longer keeps the object of the " + describe(id) +
                                             "; drop this handle and ask its owner for a new one."};
    case SealRefusal::missingRight:
        return {base::ErrorCode::notOwner, key + " was asked to " + needed.names() + " for the " +
                                               describe(id) + ", which only has the right to " + held.names() +
                                               "; ask its owner for a handle with that right."};
    case SealRefusal::none:
        break;
    }
    return {};
}

base::Error SealTable::noPlace() const {
    const auto used = worn.load(std::memory_order_relaxed);
    return {base::ErrorCode::full,
            "The sealing key '" + name + "' keeps " + std::to_string(capacity - used) +
                " objects at once, and that many are sealed now" +
                (used == 0 ? "" : " (" + std::to_string(used) + " of its places are worn out)") +
                "; revoke one, or make a key with a larger capacity."};
}

} // namespace rondo::concurrency::detail
