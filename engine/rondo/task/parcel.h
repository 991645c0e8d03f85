// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/base/error.h>
#include <rondo/task/detail/resource.h>
#include <rondo/task/owned.h>
#include <utility>

namespace rondo::task {

/// A resource on its way from one task to another: captured by a child's function, as the result for the
/// parent, or through a channel. It belongs to nobody until the receiver opens it; one that nobody opens is
/// finalised when it goes.
///
/// Example:
///     #include <rondo/task/pool.h>
///     #include <rondo/task/spawn.h>
///     Pool pool({.workers = 2});
///     int closed = 0;
///     pool.run([&]() -> Task<> {
///         Owned descriptor(7, [&](int number) { closed += number; });
///         auto child = spawn([parcel = Parcel(std::move(descriptor))]() mutable -> Task<Parcel<int>> {
///             auto mine = parcel.open();
///             *mine += 1;
///             co_return Parcel(std::move(mine)); // and back
///         });
///         auto back = co_await child;
///         expect(*back.open() == 8); // opened, used and, behind that, finalised
///         expect(closed == 8);
///     });
template <class T>
class [[nodiscard]] Parcel {
public:
    /// Effects: takes the resource from its task. Errors: NotOwner in another one; Failure(invalidArgument)
    /// when there is none; `owned` then keeps what it has. Progress: blocking, briefly. [its task]
    explicit Parcel(Owned<T>&& owned) {
        detail::requireOwner(owned.resource_);
        resource_ = std::exchange(owned.resource_, nullptr);
        detail::disown(*resource_);
    }
    Parcel(Parcel&& other) noexcept : resource_(std::exchange(other.resource_, nullptr)) {}
    Parcel& operator=(Parcel&& other) noexcept {
        std::swap(resource_, other.resource_);
        return *this;
    }
    /// Effects: finalises what nobody has opened. [any but audio]
    ~Parcel() {
        if (resource_ != nullptr)
            detail::finaliseQuietly(resource_);
    }

    /// Effects: ties the resource to the calling task. Returns: its handle. Errors: Failure(invalidArgument)
    /// when it was opened or moved already; Failure(wrongThread) outside of a task, or in one that has ended;
    /// std::bad_alloc; the parcel then keeps it. Progress: blocking, briefly. [a task]
    Owned<T> open() {
        if (resource_ == nullptr)
            throw base::Failure({base::ErrorCode::invalidArgument,
                                 "A Parcel is opened once, and this one is empty; keep what `open` gave."});
        detail::own(*resource_, "Parcel::open");
        return Owned<T>(*std::exchange(resource_, nullptr));
    }
    /// Returns: whether there is something in it. Progress: wait-free. [any]
    explicit operator bool() const noexcept { return resource_ != nullptr; }

private:
    detail::OwnedValue<T>* resource_ = nullptr;
};

} // namespace rondo::task
