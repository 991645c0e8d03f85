// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <memory>
#include <rondo/task/detail/resource.h>
#include <source_location>
#include <utility>

namespace rondo::task {

template <class T>
class Parcel;

/// A resource that belongs to the task that has made it: a file, a socket, a place in a table. It is finalised
/// once, by its finaliser and its destructor, when this goes, and this goes on every way out of the task: its
/// end, an exception, a cancellation. In another task's hands it is of no use; what is to go there travels in a
/// Parcel. One that outlives its task, in a heap object or another task's frame, is finalised at the task's
/// end, and the task fails with LeakedResource.
///
/// What a finaliser throws where nobody can catch it is counted; see `resourceCounts`.
///
/// Example:
///     #include <rondo/task/pool.h>
///     Pool pool({.workers = 1});
///     int closed = 0;
///     pool.run([&]() -> Task<> {
///         Owned descriptor(7, [&](int number) { closed += number; });
///         expect(*descriptor == 7);
///         co_return;
///     });
///     expect(closed == 7);
template <class T>
class [[nodiscard]] Owned {
public:
    /// Effects: ties `value` to the calling task. Errors: Failure(wrongThread) outside of a task, or in one
    /// that has ended, and then it is finalised; std::bad_alloc, and what moving it throws.
    /// Progress: blocking, briefly. [a task]
    explicit Owned(T value, std::source_location where = std::source_location::current()) {
        take(std::make_unique<detail::OwnedValue<T>>(std::move(value), where));
    }
    /// Effects: the same, with what is called with it, by reference, before it is destroyed. [a task]
    template <std::invocable<T&> Finaliser>
    Owned(T value, Finaliser finaliser, std::source_location where = std::source_location::current()) {
        take(std::make_unique<detail::FinalisedValue<T, Finaliser>>(std::move(value), std::move(finaliser),
                                                                    where));
    }
    Owned(Owned&& other) noexcept : resource_(std::exchange(other.resource_, nullptr)) {}
    Owned& operator=(Owned&& other) noexcept {
        std::swap(resource_, other.resource_);
        return *this;
    }
    /// Effects: finalises it, unless it was released, given away, or finalised at its task's end. In another
    /// task, which may not, it is left to its own one's end. [any but audio]
    ~Owned() {
        if (resource_ != nullptr)
            detail::abandon(resource_);
    }

    /// Returns: the resource. Errors: NotOwner for another task, or a thread that runs none;
    /// Failure(invalidArgument) when it was moved or given away. Progress: wait-free. [its task]
    T& operator*() const { return get(); }
    T* operator->() const { return &get(); }
    T& get() const {
        detail::requireOwner(resource_);
        return resource_->value;
    }
    /// Returns: whether it holds a resource. Progress: wait-free. [any]
    explicit operator bool() const noexcept { return resource_ != nullptr; }

    /// Effects: finalises it now. Errors: as `get`; what the finaliser throws. [its task]
    void release() {
        detail::requireOwner(resource_);
        auto* const resource = std::exchange(resource_, nullptr);
        detail::disown(*resource);
        detail::finalise(resource);
    }
    /// Effects: gives it up without finalising it. Returns: the value. Errors: as `get`; what moving it throws,
    /// and then it stays. [its task]
    T disown() {
        detail::requireOwner(resource_);
        T value = std::move(resource_->value);
        const std::unique_ptr<detail::OwnedValue<T>> end(std::exchange(resource_, nullptr));
        detail::disown(*end);
        std::destroy_at(&end->value);
        return value;
    }

private:
    friend class Parcel<T>;
    explicit Owned(detail::OwnedValue<T>& resource) noexcept : resource_(&resource) {}
    void take(std::unique_ptr<detail::OwnedValue<T>> resource) {
        try {
            detail::own(*resource, "Owned");
        } catch (...) {
            detail::finaliseUntied(*resource);
            throw;
        }
        resource_ = resource.release();
    }

    detail::OwnedValue<T>* resource_ = nullptr;
};

} // namespace rondo::task
