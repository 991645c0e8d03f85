// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <plugins/common/core/parameter_table.h>
#include <rondo/base/cache_line.h>
#include <rondo/concurrency/spsc_channel.h>
#include <span>

namespace rondo::plugins {

/// How parameter values reach the audio thread, from the editor, the host's automation and a restored state at
/// once.
///
/// The values themselves lie in one atomic each: the model, which everybody reads. Beside it travels the news
/// that a parameter has changed, through an SPSC channel. Hosts call from several threads, and the channel
/// takes one sender: whoever sends holds `sending_` for the few instructions of a push. A thread that finds it
/// taken, or the channel full, does not wait; it marks its parameter in `marked_` instead. The receiver takes
/// both and reads the model, so that however two threads race for a parameter, the sound ends where the model
/// does. Nothing waits, nothing is lost.
class ParameterBridge {
public:
    /// Effects: every value is its default, and counts as changed. Errors: std::bad_alloc. Progress: blocking.
    /// [control]
    explicit ParameterBridge(const ParameterTable& table);

    /// Returns: the value that was set last, in its own unit. Requires: `index` is in the table. Progress:
    /// wait-free. [any]
    double value(std::size_t index) const noexcept { return values_[index].load(std::memory_order_relaxed); }
    /// Effects: the parameter takes the allowed value nearest to `value`; the audio thread hears of it at its
    /// next block. Requires: `index` is in the table. Progress: wait-free. [any]
    void set(std::size_t index, double value) noexcept;
    /// Effects: all parameters take their values; the audio thread takes them in one and the same block.
    /// Requires: one value a parameter. Progress: wait-free. [any]
    void setAll(std::span<const double> values) noexcept;
    /// Effects: as `set`, by the audio thread for itself, which hears nothing of it later. Progress: wait-free.
    /// [audio]
    void setHere(std::size_t index, double value) noexcept;

    /// Effects: writes the values of what changed since the last call to their places in `values`, all of one
    /// instant: a `setAll` is in them whole or not at all. While one is under way the changes are kept for the
    /// next call. Returns: the parameters that changed, bit by bit of their indices. Requires: a place for each
    /// parameter of the table. Progress: wait-free. [audio, one thread at a time]
    std::uint64_t takeChanges(std::span<double> values) noexcept;

    /// Returns: how many changes went through the channel, and how many by mark. Progress: wait-free. [any]
    std::uint64_t sent() const noexcept { return sent_.load(std::memory_order_relaxed); }
    std::uint64_t marked() const noexcept { return markedCount_.load(std::memory_order_relaxed); }

private:
    struct Change {
        std::uint32_t index;
    };
    bool trySend(std::size_t index) noexcept;
    std::uint64_t takeNews() noexcept;

    const ParameterTable& table_;
    std::array<std::atomic<double>, ParameterTable::maximumSize> values_;
    std::atomic<std::uint64_t> setsBegun_{0}, setsDone_{0}; ///< calls of setAll
    concurrency::SpscSender<Change> sender_;
    concurrency::SpscReceiver<Change> receiver_;
    alignas(base::cacheLine) std::atomic_flag sending_;
    std::atomic<std::uint64_t> sent_{0}, markedCount_{0};
    alignas(base::cacheLine) std::atomic<std::uint64_t> marked_{0};
    static_assert(std::atomic<double>::is_always_lock_free);
};

} // namespace rondo::plugins
