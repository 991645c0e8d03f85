// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <rondo/base/cache_line.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/reclaimer.h>
#include <utility>

namespace rondo::concurrency {

template <class T>
class ExchangeWriter;
template <class T>
class ExchangeReader;

/// The two ends of an exchange; see makeExchange.
template <class T>
struct Exchange {
    ExchangeWriter<T> writer;
    ExchangeReader<T> reader;
};

namespace detail {

template <class T>
struct ExchangeBox final : Retirable {
    explicit ExchangeBox(std::unique_ptr<T> published) noexcept : object(std::move(published)) {}
    std::unique_ptr<T> object;
};

template <class T>
struct ExchangeSlot {
    explicit ExchangeSlot(std::shared_ptr<Reclaimer> home) noexcept : reclaimer(std::move(home)) {}
    ~ExchangeSlot() { delete pending.load(std::memory_order_acquire); }
    alignas(base::cacheLine) Atomic<ExchangeBox<T>*> pending{nullptr};
    std::shared_ptr<Reclaimer> reclaimer;
};

} // namespace detail

/// The control end: publishes new objects. Move-only.
template <class T>
class ExchangeWriter {
public:
    ExchangeWriter() noexcept = default;
    ExchangeWriter(ExchangeWriter&&) noexcept = default;
    ExchangeWriter& operator=(ExchangeWriter&&) noexcept = default;

    /// Effects: `object` waits to be adopted; one that still waited is destroyed here, never adopted; what the
    /// reader has retired meanwhile is collected. Returns: whether one that still waited was replaced. Errors:
    /// std::bad_alloc. Progress: blocking. [control, one thread at a time]
    bool publish(std::unique_ptr<T> object) {
        auto box = std::make_unique<detail::ExchangeBox<T>>(std::move(object));
        const std::unique_ptr<detail::ExchangeBox<T>> replaced(
            slot_->pending.exchange(box.release(), std::memory_order_acq_rel));
        slot_->reclaimer->collect();
        return replaced != nullptr;
    }
    /// Returns: whether the newest object has been adopted. Progress: wait-free. [any]
    bool adopted() const noexcept { return slot_->pending.load(std::memory_order_acquire) == nullptr; }

private:
    template <class U>
    friend Exchange<U> makeExchange(std::shared_ptr<Reclaimer>);
    explicit ExchangeWriter(std::shared_ptr<detail::ExchangeSlot<T>> slot) noexcept : slot_(std::move(slot)) {}
    std::shared_ptr<detail::ExchangeSlot<T>> slot_;
};

/// The audio end: adopts the newest object and retires the one before. Move-only; destroyed off the audio
/// thread.
template <class T>
class ExchangeReader {
public:
    ExchangeReader() noexcept = default;
    ExchangeReader(ExchangeReader&& other) noexcept
        : slot_(std::move(other.slot_)), current_(std::exchange(other.current_, nullptr)) {}
    ExchangeReader& operator=(ExchangeReader&& other) noexcept {
        if (this != &other) {
            delete current_;
            slot_ = std::move(other.slot_);
            current_ = std::exchange(other.current_, nullptr);
        }
        return *this;
    }
    ~ExchangeReader() { delete current_; }

    /// Effects: the newest published object becomes current; the former one is retired.
    /// Returns: the current object, null before the first publish. Progress: wait-free. [audio]
    T* adopt() noexcept {
        if (slot_->pending.load(std::memory_order_relaxed) != nullptr) {
            if (auto* box = slot_->pending.exchange(nullptr, std::memory_order_acq_rel)) {
                if (current_ != nullptr)
                    slot_->reclaimer->retire(current_);
                current_ = box;
            }
        }
        return current();
    }
    /// Returns: the object adopted last, or null. Progress: wait-free. [audio]
    T* current() const noexcept { return current_ != nullptr ? current_->object.get() : nullptr; }

private:
    template <class U>
    friend Exchange<U> makeExchange(std::shared_ptr<Reclaimer>);
    explicit ExchangeReader(std::shared_ptr<detail::ExchangeSlot<T>> slot) noexcept : slot_(std::move(slot)) {}
    std::shared_ptr<detail::ExchangeSlot<T>> slot_;
    detail::ExchangeBox<T>* current_ = nullptr;
};

/// Effects: makes the pair through which a control thread replaces an object that the audio thread is using.
/// Replaced objects die where `reclaimer` collects. Errors: std::bad_alloc. Progress: blocking. [control]
template <class T>
Exchange<T> makeExchange(std::shared_ptr<Reclaimer> reclaimer) {
    auto slot = std::make_shared<detail::ExchangeSlot<T>>(std::move(reclaimer));
    return {ExchangeWriter<T>(slot), ExchangeReader<T>(slot)};
}

} // namespace rondo::concurrency
