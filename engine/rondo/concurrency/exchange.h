// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/concurrency/channel_result.h>
#include <rondo/concurrency/channel_statistics.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/detail/channel_wait.h>
#include <rondo/concurrency/detail/exchange_slot.h>
#include <rondo/concurrency/reclaimer.h>
#include <rondo/concurrency/wait_source.h>
#include <utility>

namespace rondo::concurrency {

template <class T>
class ExchangeWriter;
template <class T>
class ExchangeReader;

/// The pair through which a control thread replaces an object that the audio thread is using; see makeExchange.
///
/// Example:
///     auto [writer, reader] = makeExchange<std::string>(std::make_shared<Reclaimer>());
///     expect(writer.publish(std::make_unique<std::string>("quiet")));
///     expect(*reader.adopt() == "quiet"); // at a block's edge
///     expect(writer.publish(std::make_unique<std::string>("loud")));
///     expect(*reader.current() == "quiet");
///     expect(*reader.adopt() == "loud" && reader.sequence() == 2); // "quiet" dies at the next publish
template <class T>
struct Exchange {
    ExchangeWriter<T> writer;
    ExchangeReader<T> reader;
};

/// The control end: publishes new objects. Move-only. Its destruction closes the exchange; what it published
/// can still be adopted. An end without an exchange, made so or moved from, is closed.
template <class T>
class ExchangeWriter {
public:
    ExchangeWriter() noexcept = default;
    ExchangeWriter(ExchangeWriter&&) noexcept = default;
    ExchangeWriter& operator=(ExchangeWriter&& other) noexcept {
        if (this != &other) {
            close();
            slot_ = std::move(other.slot_);
        }
        return *this;
    }
    ~ExchangeWriter() { close(); }

    /// Effects: `object`, which may be null, waits to be adopted; one that still waited is destroyed here,
    /// never adopted, and counted as lost; what the reader has retired meanwhile is collected. Returns: done,
    /// or closed: the object stays the caller's. Errors: std::bad_alloc, and the object stays the caller's.
    /// Progress: blocking. [control, one thread at a time]
    ChannelResult publish(std::unique_ptr<T>&& object) {
        return slot_ ? slot_->publish(std::move(object)) : ChannelResult::closed;
    }
    /// Returns: whether the newest object has been adopted, or nothing waits for it. Progress: wait-free. [any]
    bool adopted() const noexcept { return !slot_ || slot_->adopted(); }
    /// Effects: nothing can be published any more; the newest object can still be adopted.
    /// Progress: wait-free, beside waking the reader. [control, one thread at a time]
    void close() noexcept {
        if (slot_)
            slot_->close();
    }
    /// Returns: whether one of the ends closed or is gone. Progress: wait-free. [any]
    bool closed() const noexcept { return !slot_ || slot_->closed(); }
    /// Returns: what it has seen; `received` were adopted, `lost` were replaced before. Progress: wait-free.
    /// [any]
    ChannelStatistics statistics() const noexcept { return slot_ ? slot_->statistics() : ChannelStatistics{}; }

private:
    template <class U>
    friend Exchange<U> makeExchange(std::shared_ptr<Reclaimer>);
    explicit ExchangeWriter(std::shared_ptr<detail::ExchangeSlot<T>> slot) noexcept : slot_(std::move(slot)) {}
    std::shared_ptr<detail::ExchangeSlot<T>> slot_;
};

/// The audio end: adopts the newest object and retires the one before. Move-only, used by one thread at a time;
/// destroyed off the audio thread. Its destruction closes the exchange and destroys its object and one that
/// waits, on this thread; inside a callback it retires them. An end without an exchange, made so or moved from,
/// is closed and has no object.
template <class T>
class ExchangeReader {
public:
    ExchangeReader() noexcept = default;
    ExchangeReader(ExchangeReader&&) noexcept = default;
    ExchangeReader& operator=(ExchangeReader&& other) noexcept {
        if (this != &other) {
            abandon();
            slot_ = std::move(other.slot_);
        }
        return *this;
    }
    ~ExchangeReader() { abandon(); }

    /// Effects: the newest published object becomes current; the former one is retired.
    /// Returns: the current object, null before the first publish. Progress: wait-free.
    /// [audio] [any, one thread at a time]
    T* adopt() noexcept {
        if (slot_)
            static_cast<void>(slot_->adopt(std::memory_order_relaxed, std::memory_order_relaxed));
        return current();
    }
    /// Effects: as `adopt`. Returns: done when there was a new object; empty; or closed: none will ever come.
    /// Progress: wait-free. [audio] [any, one thread at a time]
    ChannelResult tryAdoptNew() noexcept {
        return slot_ ? slot_->adopt(std::memory_order_relaxed, std::memory_order_acquire)
                     : ChannelResult::closed;
    }
    /// Effects: as tryAdoptNew, and waits for a new object until `deadline`. Returns: done, closed, timeout, or
    /// empty when it was not to wait. Progress: blocking. [any but audio, one thread at a time]
    ChannelResult adoptNew(Deadline deadline) {
        if (!slot_)
            return ChannelResult::closed;
        return detail::waitWhile(ChannelResult::empty, slot_->readable, slot_->receiveWaits, deadline, [&] {
            return slot_->adopt(std::memory_order_seq_cst, std::memory_order_seq_cst);
        });
    }
    /// Returns: the object adopted last, or null. Progress: wait-free. [audio] [any, one thread at a time]
    T* current() const noexcept { return slot_ ? slot_->current() : nullptr; }
    /// Returns: the number of the object adopted last, counted from 1 as they were published; 0 before.
    /// Progress: wait-free. [audio] [any, one thread at a time]
    std::uint64_t sequence() const noexcept { return slot_ ? slot_->sequence() : 0; }
    /// Returns: how many objects before the current one were replaced before they were adopted.
    /// Progress: wait-free. [audio] [any, one thread at a time]
    std::uint64_t missed() const noexcept { return slot_ ? slot_->sequence() - slot_->received() : 0; }
    /// Effects: the writer's next publish answers closed; the current object stays. Progress: wait-free.
    /// [any, one thread at a time]
    void close() noexcept {
        if (slot_)
            slot_->close();
    }
    /// Returns: whether one of the ends closed or is gone. Progress: wait-free. [any]
    bool closed() const noexcept { return !slot_ || slot_->closed(); }
    /// Returns: what it has seen; `received` were adopted, `lost` were replaced before. Progress: wait-free.
    /// [any]
    ChannelStatistics statistics() const noexcept { return slot_ ? slot_->statistics() : ChannelStatistics{}; }
    /// Returns: what waitAny waits for until tryAdoptNew would not answer empty. Requires: the exchange
    /// outlives it. Errors: Failure(closed) for an end without one. Progress: wait-free. [any but audio]
    WaitSource readable() const {
        if (!slot_)
            detail::failWithoutChannel();
        return WaitSource(slot_->readable, slot_.get(), [](const void* slot) noexcept {
            return static_cast<const detail::ExchangeSlot<T>*>(slot)->isReadable();
        });
    }

private:
    template <class U>
    friend Exchange<U> makeExchange(std::shared_ptr<Reclaimer>);
    explicit ExchangeReader(std::shared_ptr<detail::ExchangeSlot<T>> slot) noexcept : slot_(std::move(slot)) {}
    void abandon() noexcept {
        if (slot_)
            slot_->abandon();
        slot_.reset();
    }
    std::shared_ptr<detail::ExchangeSlot<T>> slot_;
};

/// Effects: makes the exchange and its two ends. Replaced objects die where `reclaimer` collects.
/// Errors: Failure(invalidArgument) without a reclaimer; std::bad_alloc. Progress: blocking. [control]
template <class T>
Exchange<T> makeExchange(std::shared_ptr<Reclaimer> reclaimer) {
    if (reclaimer == nullptr)
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "An exchange needs the reclaimer in which replaced objects end, and was given "
                             "none; make one and pass it on."});
    auto slot = std::make_shared<detail::ExchangeSlot<T>>(std::move(reclaimer));
    return {ExchangeWriter<T>(slot), ExchangeReader<T>(slot)};
}

} // namespace rondo::concurrency
