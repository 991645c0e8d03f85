// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/base/cache_line.h>
#include <rondo/concurrency/channel_result.h>
#include <rondo/concurrency/channel_statistics.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/single_writer_counter.h>
#include <rondo/concurrency/detail/tag_scope.h>
#include <rondo/concurrency/detail/wait_list.h>
#include <rondo/concurrency/reclaimer.h>
#include <utility>

namespace rondo::concurrency::detail {

template <class T>
struct ExchangeBox final : Retirable {
    ExchangeBox(std::unique_ptr<T>&& published, std::uint64_t sequence) noexcept
        : object(std::move(published)), number(sequence) {}
    std::unique_ptr<T> object;
    std::uint64_t number;
};

/// One box waits, the reader has another.
template <class T>
class ExchangeSlot {
public:
    using Box = ExchangeBox<T>;

    explicit ExchangeSlot(std::shared_ptr<Reclaimer> home) noexcept : reclaimer(std::move(home)) {}
    ~ExchangeSlot() {
        delete pending_.load(std::memory_order_relaxed);
        delete current_;
    }
    ExchangeSlot(const ExchangeSlot&) = delete;
    ExchangeSlot& operator=(const ExchangeSlot&) = delete;

    ChannelResult publish(std::unique_ptr<T>&& object) {
        if (closed())
            return ChannelResult::closed;
        auto box = std::make_unique<Box>(std::move(object), sent_.value() + 1);
        sent_.add(1);
        const std::unique_ptr<Box> replaced(pending_.exchange(box.release(), std::memory_order_seq_cst));
        replaced_.add(replaced != nullptr ? 1 : 0);
        readable.notifyOne();
        reclaimer->collect();
        return ChannelResult::done;
    }
    bool adopted() const noexcept { return pending_.load(std::memory_order_acquire) == nullptr; }

    ChannelResult adopt(std::memory_order glance, std::memory_order look) noexcept {
        if (pending_.load(glance) == nullptr) {
            if (!closed_.load(look))
                return ChannelResult::empty;
            if (pending_.load(std::memory_order_relaxed) == nullptr) // what came before the close
                return ChannelResult::closed;
        }
        Box* box = pending_.exchange(nullptr, std::memory_order_acq_rel);
        if (current_ != nullptr)
            reclaimer->retire(current_);
        current_ = box;
        received_.add(1);
        return ChannelResult::done;
    }
    T* current() const noexcept { return current_ != nullptr ? current_->object.get() : nullptr; }
    std::uint64_t sequence() const noexcept { return current_ != nullptr ? current_->number : 0; }
    std::uint64_t received() const noexcept { return received_.value(); }
    /// The reader's end: what it has and what waited dies here, in a callback at the reclaimer's.
    void abandon() noexcept {
        close();
        for (Box* box :
             {std::exchange(current_, nullptr), pending_.exchange(nullptr, std::memory_order_acquire)})
            if (box != nullptr && insideCallback())
                reclaimer->retire(box);
            else
                delete box;
    }

    void close() noexcept {
        closed_.store(true, std::memory_order_seq_cst);
        readable.notifyAll();
    }
    bool closed() const noexcept { return closed_.load(std::memory_order_acquire); }
    bool isReadable() const noexcept {
        return pending_.load(std::memory_order_seq_cst) != nullptr || closed_.load(std::memory_order_seq_cst);
    }
    ChannelStatistics statistics() const noexcept {
        ChannelStatistics seen;
        seen.capacity = 1;
        seen.occupancy = pending_.load(std::memory_order_relaxed) != nullptr ? 1 : 0;
        seen.sent = sent_.value();
        seen.highWater = seen.sent != 0 ? 1 : 0;
        seen.received = received_.value();
        seen.lost = replaced_.value();
        seen.receiveWaits = receiveWaits.counts();
        return seen;
    }

    const std::shared_ptr<Reclaimer> reclaimer;
    WaitList readable;
    Histogram receiveWaits;

private:
    Atomic<bool> closed_{false};
    SingleWriterCounter sent_;
    SingleWriterCounter replaced_;
    alignas(base::cacheLine) Atomic<Box*> pending_{nullptr};
    alignas(base::cacheLine) Box* current_ = nullptr;
    SingleWriterCounter received_;
};

} // namespace rondo::concurrency::detail
