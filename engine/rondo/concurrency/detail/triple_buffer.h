// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <rondo/base/cache_line.h>
#include <rondo/concurrency/channel_result.h>
#include <rondo/concurrency/channel_statistics.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/single_writer_counter.h>
#include <rondo/concurrency/detail/wait_list.h>
#include <type_traits>

namespace rondo::concurrency::detail {

/// Three cells: one belongs to the writer, one to the reader, the third is exchanged through one atomic byte.
template <class T>
class TripleBuffer {
public:
    static_assert(std::is_trivially_copyable_v<T>, "a latest value crosses the audio thread as plain bytes");

    explicit TripleBuffer(const T& initial) : cells_{Cell{initial}, Cell{initial}, Cell{initial}} {}

    void write(const T& value) noexcept {
        if (closed_.load(std::memory_order_relaxed))
            return;
        cells_[written_].value = value;
        cells_[written_].number = sent_.value() + 1;
        sent_.add(1);
        // seq_cst for a reader that is going to sleep; on x86 no exchange is cheaper.
        const auto old =
            middle_.exchange(static_cast<std::uint8_t>(written_ | fresh), std::memory_order_seq_cst);
        written_ = static_cast<std::uint8_t>(old & 3);
        overwritten_.add((old & fresh) != 0 ? 1 : 0);
        readable.notifyOne();
    }

    /// Takes the newest value, if it is new.
    ChannelResult take(std::memory_order glance, std::memory_order look) noexcept {
        if ((middle_.load(glance) & fresh) == 0) {
            if (!closed_.load(look))
                return ChannelResult::empty;
            if ((middle_.load(std::memory_order_relaxed) & fresh) == 0) // what came before the close
                return ChannelResult::closed;
        }
        read_ = static_cast<std::uint8_t>(middle_.exchange(read_, std::memory_order_acq_rel) & 3);
        received_.add(1);
        return ChannelResult::done;
    }
    const T& value() const noexcept { return cells_[read_].value; }
    std::uint64_t sequence() const noexcept { return cells_[read_].number; }
    std::uint64_t received() const noexcept { return received_.value(); }

    void close() noexcept {
        closed_.store(true, std::memory_order_seq_cst);
        readable.notifyAll();
    }
    bool closed() const noexcept { return closed_.load(std::memory_order_acquire); }
    bool isReadable() const noexcept {
        return (middle_.load(std::memory_order_seq_cst) & fresh) != 0 ||
               closed_.load(std::memory_order_seq_cst);
    }
    ChannelStatistics statistics() const noexcept {
        ChannelStatistics seen;
        seen.capacity = 1;
        seen.occupancy = (middle_.load(std::memory_order_relaxed) & fresh) != 0 ? 1 : 0;
        seen.sent = sent_.value();
        seen.highWater = seen.sent != 0 ? 1 : 0;
        seen.received = received_.value();
        seen.lost = overwritten_.value();
        seen.receiveWaits = receiveWaits.counts();
        return seen;
    }

    WaitList readable;
    Histogram receiveWaits;

private:
    static constexpr std::uint8_t fresh = 4;
    struct alignas(base::cacheLine) Cell {
        T value;
        std::uint64_t number = 0;
    };

    Atomic<bool> closed_{false};
    std::array<Cell, 3> cells_;
    alignas(base::cacheLine) Atomic<std::uint8_t> middle_{1};
    alignas(base::cacheLine) std::uint8_t written_ = 0;
    SingleWriterCounter sent_;
    SingleWriterCounter overwritten_;
    alignas(base::cacheLine) std::uint8_t read_ = 2;
    SingleWriterCounter received_;
};

} // namespace rondo::concurrency::detail
