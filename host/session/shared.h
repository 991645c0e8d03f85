// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <memory>
#include <utility>

namespace rondo::host {

/// A value that copies share until one of them is changed: copying costs a pointer, and so does comparing
/// copies that nobody changed. A moved-from one may only be destroyed or assigned to.
///
/// Example:
///
///     Shared<std::string> one(std::string("ten megabytes of state"));
///     auto other = one;                                  // shared
///     other.change([](std::string& text) { text += "!"; }); // `one` stays as it is
template <class T>
class Shared {
public:
    Shared() : Shared(T{}) {}
    explicit Shared(T value) : value_(std::make_shared<const T>(std::move(value))) {}
    const T& operator*() const noexcept { return *value_; }
    const T* operator->() const noexcept { return value_.get(); }
    /// Effects: gives a copy to `change` and holds what it makes of it. [control]
    template <class Change>
    void change(Change&& change) {
        T copy = *value_;
        std::forward<Change>(change)(copy);
        value_ = std::make_shared<const T>(std::move(copy));
    }
    /// Returns: whether both are the very same value in memory. Progress: wait-free. [any]
    bool same(const Shared& other) const noexcept { return value_ == other.value_; }
    friend bool operator==(const Shared& a, const Shared& b) { return a.same(b) || *a == *b; }

private:
    std::shared_ptr<const T> value_;
};

} // namespace rondo::host
