// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/common/core/parameter_bridge.h>

#include <bit>
#include <limits>

namespace rondo::plugins {

namespace {

constexpr std::size_t channelCapacity = 256;

std::uint64_t bit(std::size_t index) noexcept { return std::uint64_t{1} << index; }

std::uint64_t allBits(std::size_t count) noexcept {
    return count >= 64 ? std::numeric_limits<std::uint64_t>::max() : bit(count) - 1;
}

} // namespace

ParameterBridge::ParameterBridge(const ParameterTable& table) : table_(table), marked_(allBits(table.size())) {
    auto channel = concurrency::makeSpscChannel<Change>(channelCapacity);
    sender_ = std::move(channel.sender);
    receiver_ = std::move(channel.receiver);
    for (std::size_t index = 0; index < table.size(); ++index)
        values_[index].store(table[index].defaultValue, std::memory_order_relaxed);
}

void ParameterBridge::set(std::size_t index, double value) noexcept {
    setHere(index, value);
    if (trySend(index)) {
        sent_.fetch_add(1, std::memory_order_relaxed);
    } else {
        marked_.fetch_or(bit(index), std::memory_order_release);
        markedCount_.fetch_add(1, std::memory_order_relaxed);
    }
}

bool ParameterBridge::trySend(std::size_t index) noexcept {
    if (sending_.test_and_set(std::memory_order_acquire))
        return false;
    const bool sent{sender_.trySend(Change{static_cast<std::uint32_t>(index)})};
    sending_.clear(std::memory_order_release);
    return sent;
}

void ParameterBridge::setAll(std::span<const double> values) noexcept {
    setsBegun_.fetch_add(1, std::memory_order_acq_rel);
    for (std::size_t index = 0; index < values.size() && index < table_.size(); ++index)
        values_[index].store(table_[index].clamp(values[index]), std::memory_order_release);
    marked_.fetch_or(allBits(table_.size()), std::memory_order_release);
    setsDone_.fetch_add(1, std::memory_order_release);
}

void ParameterBridge::setHere(std::size_t index, double value) noexcept {
    values_[index].store(table_[index].clamp(value), std::memory_order_relaxed);
}

std::uint64_t ParameterBridge::takeNews() noexcept {
    std::uint64_t changed = 0;
    if (marked_.load(std::memory_order_relaxed) != 0)
        changed = marked_.exchange(0, std::memory_order_acquire);
    Change change{};
    for (std::size_t taken = 0; taken < channelCapacity && receiver_.tryReceive(change); ++taken)
        changed |= bit(change.index);
    return changed;
}

// Who reads a value of a setAll sees that it has begun, because it began before it stored the value.
std::uint64_t ParameterBridge::takeChanges(std::span<double> values) noexcept {
    const auto done = setsDone_.load(std::memory_order_acquire);
    if (setsBegun_.load(std::memory_order_relaxed) != done)
        return 0;
    const auto changed = takeNews();
    for (auto left = changed; left != 0; left &= left - 1) {
        const auto index = static_cast<std::size_t>(std::countr_zero(left));
        values[index] = values_[index].load(std::memory_order_acquire);
    }
    if (setsBegun_.load(std::memory_order_relaxed) == done)
        return changed;
    marked_.fetch_or(changed, std::memory_order_release);
    return 0;
}

} // namespace rondo::plugins
