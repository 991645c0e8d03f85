// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <rondo/base/result.h>
#include <rondo/concurrency/detail/seal_table.h>
#include <rondo/concurrency/rights.h>
#include <rondo/concurrency/sealed.h>
#include <string>
#include <type_traits>
#include <utility>

namespace rondo::concurrency {

/// What a key has counted; each figure exact, together not of one instant.
struct SealingStatistics {
    std::size_t capacity = 0;       ///< objects that it keeps at once
    std::size_t live = 0;           ///< objects that it keeps now, revoked ones that are still open included
    std::size_t worn = 0;           ///< places that will not be used again, because their numbers are used up
    std::uint64_t sealed = 0;       ///< objects sealed so far
    std::uint64_t otherKeys = 0;    ///< handles refused that another key sealed, or none
    std::uint64_t damaged = 0;      ///< handles refused whose bits contradict each other
    std::uint64_t stale = 0;        ///< handles refused whose object was revoked or taken
    std::uint64_t missingRight = 0; ///< handles refused that lacked the right that was asked for

    /// Returns: refused handles that the key does not know: all but those without the right. [any]
    std::uint64_t forged() const noexcept { return otherKeys + damaged + stale; }
};

namespace detail {

template <class T>
class SealedPlace final : public SealSlot {
public:
    static_assert(std::is_nothrow_move_constructible_v<T> && std::is_nothrow_destructible_v<T>,
                  "a sealed object moves in and may end on any thread: neither must throw");
    SealedPlace() noexcept {}  // NOLINT: the object comes later
    ~SealedPlace() override {} // NOLINT: the object has gone before

    void end() noexcept {
        std::destroy_at(&value);
        giveBack();
    }
    union {
        T value;
    };

private:
    void reclaim() noexcept override { end(); }
};

} // namespace detail

/// A sealed object that somebody has open: it stays while this lives, whatever happens to its handle. Empty
/// when the handle was refused. Move-only; for a moment, since the key's end waits for it.
template <class T>
class Opened {
public:
    Opened() noexcept = default;
    Opened(Opened&& other) noexcept : place_(std::exchange(other.place_, nullptr)), refusal_(other.refusal_) {}
    Opened& operator=(Opened&& other) noexcept {
        if (this != &other) {
            close();
            place_ = std::exchange(other.place_, nullptr);
            refusal_ = other.refusal_;
        }
        return *this;
    }
    /// Effects: `close()`. [audio] [any]
    ~Opened() { close(); }

    /// Effects: lets go of the object. Was it revoked meanwhile, and is nobody else inside, it ends here, or in
    /// a callback where its key next works. Progress: wait-free in a callback, else as the object's destructor.
    /// [audio] [any]
    void close() noexcept {
        if (place_ != nullptr)
            std::exchange(place_, nullptr)->leave();
    }
    /// Returns: whether there is an object. Progress: wait-free. [any]
    explicit operator bool() const noexcept { return place_ != nullptr; }
    /// Returns: why there is none. Progress: wait-free. [any]
    SealRefusal refusal() const noexcept { return refusal_; }
    /// Returns: the object; others may have it open too. Requires: there is one. Progress: wait-free. [any]
    T& operator*() const noexcept { return place_->value; }
    T* operator->() const noexcept { return &place_->value; }

private:
    friend class SealingKey<T>;
    explicit Opened(detail::SealedPlace<T>* place) noexcept : place_(place) {}
    explicit Opened(SealRefusal refusal) noexcept : refusal_(refusal) {}

    detail::SealedPlace<T>* place_ = nullptr;
    SealRefusal refusal_ = SealRefusal::none;
};

/// Keeps objects and gives out sealed handles of them; whoever holds the key, and nobody else, opens them. Any
/// thread may use it at any time, its end excepted. Neither movable nor copyable: share it by reference.
///
/// Example:
///     SealingKey<std::vector<float>> key("impulse responses");
///     const Sealed<std::vector<float>> hall = *key.seal({0.5F, 0.25F});
///     if (auto opened = key.tryOpen(hall)) // also on the audio thread
///         expect(opened->size() == 2);
///     expect(key.revoke(hall) && !key.open(hall)); // from now on every copy of the handle is refused
///     expect(key.statistics().stale == 1);
template <class T>
class SealingKey {
public:
    /// Effects: makes room for `capacity` objects; `name` stands in errors. Errors: Failure(invalidArgument)
    /// for a capacity outside 1 to 65536; std::bad_alloc. Progress: blocking. [control]
    explicit SealingKey(std::string name, std::size_t capacity = 64)
        : table_(std::move(name), capacity), places_(std::make_unique<detail::SealedPlace<T>[]>(capacity)) {
        for (std::uint32_t index = 0; index < capacity; ++index)
            table_.add(places_[index], index);
    }
    /// Effects: revokes everything, and waits until nobody has any of it open. Requires: no thread begins a
    /// call any more, and the calling one has nothing open. Progress: blocking. [control]
    ~SealingKey() { table_.close(); }
    SealingKey(const SealingKey&) = delete;
    SealingKey& operator=(const SealingKey&) = delete;

    /// Effects: keeps `object` until it is revoked or taken. Allocates nothing. Returns: its handle, which can
    /// be copied. Errors: full, and then `object` is as it was. Progress: blocking, for a moment. [any but
    /// audio]
    base::Result<Sealed<T>> seal(T&& object, Rights rights = Rights::all) {
        return sealMade([&object]() noexcept -> T&& { return std::move(object); }, rights);
    }
    /// Effects: as `seal`, with what `make()` returns; it is called when there is room. Errors: full, and what
    /// `make` throws; then nothing is sealed. Progress: as `seal`, and `make`. [any but audio]
    template <std::invocable Make>
    base::Result<Sealed<T>> sealMade(Make make, Rights rights = Rights::all) {
        auto* place = static_cast<detail::SealedPlace<T>*>(table_.takeFree());
        if (place == nullptr)
            return tl::unexpected<base::Error>(table_.noPlace());
        try {
            std::construct_at(&place->value, make());
        } catch (...) {
            place->giveBack();
            throw;
        }
        table_.sealed.fetch_add(1, std::memory_order_relaxed);
        const auto generation = place->publish();
        return Sealed<T>(table_.number, detail::SealCode::pack(place->index(), generation, rights));
    }

    /// Effects: opens the object if the handle is this key's, its object has not been revoked, and it has every
    /// right in `needed`; a refusal is counted. Returns: the object, or nothing. Progress: wait-free. [audio]
    /// [any]
    template <Rights held>
    Opened<T> tryOpen(const Sealed<T, held>& handle, Rights needed = Rights::none) noexcept {
        if (const auto refusal = look(handle, needed, &detail::SealSlot::enter); refusal != SealRefusal::none)
            return Opened<T>(refusal);
        return Opened<T>(placeOf(handle));
    }
    /// Effects: as `tryOpen`. Errors: forged for a handle of another key, of an object that is gone, or with
    /// damaged bits; notOwner, naming the right that is missing. Progress: lock-free. [any but audio]
    template <Rights held>
    base::Result<Opened<T>> open(const Sealed<T, held>& handle, Rights needed = Rights::none) {
        auto opened = tryOpen(handle, needed);
        if (!opened)
            return explained(opened.refusal(), handle, needed);
        return opened;
    }

    /// Effects: from now on every handle of the object is stale. The object ends at once, or when the last who
    /// has it open lets go. Returns: none, or why not. Progress: lock-free, beside the destructor. [any but
    /// audio]
    template <Rights held>
    [[nodiscard]] SealRefusal tryRevoke(const Sealed<T, held>& handle, Rights needed = Rights::none) noexcept {
        table_.reclaimer.collect();
        return look(handle, needed, &detail::SealSlot::revoke);
    }
    /// Effects: as `tryRevoke`. Errors: as `open`. Progress: as `tryRevoke`. [any but audio]
    template <Rights held>
    base::Result<void> revoke(const Sealed<T, held>& handle, Rights needed = Rights::none) {
        if (const auto refusal = tryRevoke(handle, needed); refusal != SealRefusal::none)
            return explained(refusal, handle, needed);
        return {};
    }

    /// Effects: as `revoke`, and hands the object out; exactly one of several takers gets it. Waits for those
    /// who have it open. Requires: the calling thread has not. Returns: the object, or why not. Progress:
    /// blocking. [any but audio]
    template <Rights held>
    [[nodiscard]] tl::expected<T, SealRefusal> tryTake(const Sealed<T, held>& handle,
                                                       Rights needed = Rights::none) noexcept {
        if (const auto refusal = look(handle, needed, &detail::SealSlot::claim); refusal != SealRefusal::none)
            return tl::unexpected<SealRefusal>(refusal);
        auto* place = placeOf(handle);
        tl::expected<T, SealRefusal> object(std::move(place->value));
        place->end();
        return object;
    }
    /// Effects: as `tryTake`. Errors: as `open`. Progress: blocking. [any but audio]
    template <Rights held>
    base::Result<T> take(const Sealed<T, held>& handle, Rights needed = Rights::none) {
        auto taken = tryTake(handle, needed);
        if (!taken)
            return explained(taken.error(), handle, needed);
        return std::move(*taken);
    }

    /// Effects: ends what callbacks were the last to let go of; `revoke` does it too, and `seal` when it needs
    /// the room. Progress: blocking. [any but audio]
    void collect() noexcept { table_.reclaimer.collect(); }
    /// Returns: its name and its number, which is never used again in this process. Progress: wait-free. [any]
    const std::string& name() const noexcept { return table_.name; }
    std::uint64_t number() const noexcept { return table_.number; }
    /// Returns: what it has counted. Progress: wait-free. [any]
    SealingStatistics statistics() const noexcept {
        const auto refused = [&](SealRefusal why) {
            return table_.refused[static_cast<std::size_t>(why)].load(std::memory_order_relaxed);
        };
        return {table_.capacity,
                table_.live.load(std::memory_order_relaxed),
                table_.worn.load(std::memory_order_relaxed),
                table_.sealed.load(std::memory_order_relaxed),
                refused(SealRefusal::otherKey),
                refused(SealRefusal::damaged),
                refused(SealRefusal::stale),
                refused(SealRefusal::missingRight)};
    }

private:
    template <Rights held>
    detail::SealedPlace<T>* placeOf(const Sealed<T, held>& handle) const noexcept {
        return &places_[handle.id().slot];
    }
    template <Rights held>
    SealRefusal look(const Sealed<T, held>& handle, Rights needed,
                     bool (detail::SealSlot::*act)(std::uint32_t) noexcept) noexcept {
        auto refusal = table_.look(handle.key_, handle.bits_, handle.rights(), needed);
        if (refusal == SealRefusal::none && !(placeOf(handle)->*act)(handle.id().generation))
            refusal = SealRefusal::stale;
        if (refusal != SealRefusal::none)
            table_.count(refusal);
        return refusal;
    }
    template <Rights held>
    tl::unexpected<base::Error> explained(SealRefusal refusal, const Sealed<T, held>& handle,
                                          Rights needed) const {
        return tl::unexpected<base::Error>(table_.explain(refusal, handle.id(), handle.rights(), needed));
    }

    detail::SealTable table_;
    std::unique_ptr<detail::SealedPlace<T>[]> places_;
};

} // namespace rondo::concurrency
