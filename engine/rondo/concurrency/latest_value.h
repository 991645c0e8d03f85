// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/concurrency/channel_result.h>
#include <rondo/concurrency/channel_statistics.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/detail/channel_wait.h>
#include <rondo/concurrency/detail/triple_buffer.h>
#include <rondo/concurrency/wait_source.h>
#include <type_traits>
#include <utility>

namespace rondo::concurrency {

template <class T>
class LatestValueWriter;
template <class T>
class LatestValueReader;

/// The two ends of a value that one thread overwrites as often as it likes and another reads at its leisure;
/// for meters and positions, where only the newest counts. See makeLatestValue.
///
/// Example:
///     auto [writer, reader] = makeLatestValue(0.0f);
///     expect(reader.read() == 0.0f && reader.sequence() == 0);
///     writer.write(0.25f);
///     writer.write(0.5f);
///     expect(reader.read() == 0.5f && reader.sequence() == 2 && reader.missed() == 1);
///     float level = 0;
///     expect(reader.tryReadNew(level) == ChannelResult::empty);
template <class T>
struct LatestValue {
    LatestValueWriter<T> writer;
    LatestValueReader<T> reader;
};

/// The writing end: move-only, used by one thread at a time. Its destruction closes the latest value. An end
/// without one, made so or moved from, is closed.
template <class T>
class LatestValueWriter {
public:
    LatestValueWriter() noexcept = default;
    LatestValueWriter(LatestValueWriter&&) noexcept = default;
    LatestValueWriter& operator=(LatestValueWriter&& other) noexcept {
        if (this != &other) {
            close();
            shared_ = std::move(other.shared_);
        }
        return *this;
    }
    ~LatestValueWriter() { close(); }

    /// Effects: `value` replaces whatever the reader has not taken yet; nothing when it is closed. Wakes a
    /// reader that sleeps, unless inside a callback. Progress: wait-free. [audio] [any, one thread at a time]
    void write(const T& value) noexcept {
        if (shared_)
            shared_->write(value);
    }
    /// Effects: nothing can be written any more; the newest value stays readable. Progress: wait-free, beside
    /// waking the reader, which a callback does not. [any, one thread at a time]
    void close() noexcept {
        if (shared_)
            shared_->close();
    }
    /// Returns: whether one of the ends closed or is gone. Progress: wait-free. [any]
    bool closed() const noexcept { return !shared_ || shared_->closed(); }
    /// Returns: what it has seen; `lost` were overwritten unread. Progress: wait-free. [any]
    ChannelStatistics statistics() const noexcept {
        return shared_ ? shared_->statistics() : ChannelStatistics{};
    }

private:
    template <class U>
    friend LatestValue<U> makeLatestValue(const U&);
    explicit LatestValueWriter(std::shared_ptr<detail::TripleBuffer<T>> shared) noexcept
        : shared_(std::move(shared)) {}
    std::shared_ptr<detail::TripleBuffer<T>> shared_;
};

/// The reading end: move-only, used by one thread at a time. Its destruction closes the latest value. An end
/// without one, made so or moved from, is closed and reads as `T{}`.
template <class T>
class LatestValueReader {
public:
    LatestValueReader() noexcept = default;
    LatestValueReader(LatestValueReader&&) noexcept = default;
    LatestValueReader& operator=(LatestValueReader&& other) noexcept {
        if (this != &other) {
            close();
            shared_ = std::move(other.shared_);
        }
        return *this;
    }
    ~LatestValueReader() { close(); }

    /// Returns: the newest value; the initial one before the first write. Valid until the next read.
    /// Progress: wait-free. [audio] [any, one thread at a time]
    const T& read() noexcept {
        if (!shared_)
            return none_;
        static_cast<void>(shared_->take(std::memory_order_relaxed, std::memory_order_relaxed));
        return shared_->value();
    }
    /// Effects: copies the newest value into `value`, if it was written since the last read. Returns: done,
    /// empty, or closed: nothing new will ever come. Progress: wait-free. [audio] [any, one thread at a time]
    ChannelResult tryReadNew(T& value) noexcept {
        return copy(take(std::memory_order_relaxed, std::memory_order_acquire), value);
    }
    /// Effects: as tryReadNew, and waits for a new value until `deadline`. Returns: done, closed, timeout, or
    /// empty when it was not to wait. Progress: blocking. [any but audio, one thread at a time]
    ChannelResult readNew(T& value, Deadline deadline) {
        if (!shared_)
            return ChannelResult::closed;
        return copy(
            detail::waitWhile(ChannelResult::empty, shared_->readable, shared_->receiveWaits, deadline,
                              [&] { return take(std::memory_order_seq_cst, std::memory_order_seq_cst); }),
            value);
    }
    /// Returns: the number of the value read last: 0 for the initial one, then counted from 1 as they were
    /// written. Progress: wait-free. [any, one thread at a time]
    std::uint64_t sequence() const noexcept { return shared_ ? shared_->sequence() : 0; }
    /// Returns: how many values before the one read last were never read. Progress: wait-free.
    /// [any, one thread at a time]
    std::uint64_t missed() const noexcept { return shared_ ? shared_->sequence() - shared_->received() : 0; }
    /// Effects: what is written from now on goes nowhere. Progress: wait-free. [any, one thread at a time]
    void close() noexcept {
        if (shared_)
            shared_->close();
    }
    /// Returns: whether one of the ends closed or is gone; a new value may still be there.
    /// Progress: wait-free. [any]
    bool closed() const noexcept { return !shared_ || shared_->closed(); }
    /// Returns: what it has seen; `lost` were overwritten unread. Progress: wait-free. [any]
    ChannelStatistics statistics() const noexcept {
        return shared_ ? shared_->statistics() : ChannelStatistics{};
    }
    /// Returns: what waitAny waits for until tryReadNew would not answer empty. Requires: the latest value
    /// outlives it. Errors: Failure(closed) for an end without one. Progress: wait-free. [any but audio]
    WaitSource readable() const {
        if (!shared_)
            detail::failWithoutChannel();
        return WaitSource(shared_->readable, shared_.get(), [](const void* shared) noexcept {
            return static_cast<const detail::TripleBuffer<T>*>(shared)->isReadable();
        });
    }

private:
    template <class U>
    friend LatestValue<U> makeLatestValue(const U&);
    explicit LatestValueReader(std::shared_ptr<detail::TripleBuffer<T>> shared) noexcept
        : shared_(std::move(shared)) {}

    ChannelResult take(std::memory_order glance, std::memory_order look) noexcept {
        return shared_ ? shared_->take(glance, look) : ChannelResult::closed;
    }
    ChannelResult copy(ChannelResult taken, T& value) noexcept {
        if (taken)
            value = shared_->value();
        return taken;
    }

    static_assert(std::is_nothrow_default_constructible_v<T>, "an end without a latest value reads as T{}");
    std::shared_ptr<detail::TripleBuffer<T>> shared_;
    T none_{};
};

/// Effects: makes the latest value and its two ends. Errors: std::bad_alloc. Progress: blocking. [control]
template <class T>
LatestValue<T> makeLatestValue(const T& initial) {
    auto shared = std::make_shared<detail::TripleBuffer<T>>(initial);
    return {LatestValueWriter<T>(shared), LatestValueReader<T>(shared)};
}

} // namespace rondo::concurrency
