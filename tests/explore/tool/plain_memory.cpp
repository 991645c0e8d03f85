// SPDX-License-Identifier: MIT
#include <explore/tool/plain_memory.h>

#include <explore/tool/fiber.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace explore {

namespace {

constexpr std::size_t stacksBytes = maximumThreads * Fiber::stackBytes;
constexpr std::size_t heapBytes = std::size_t{4} << 20;
constexpr std::size_t regionBytes = stacksBytes + heapBytes;
constexpr std::size_t outsideSlots = 1 << 14;

// Code addresses are kept as distances from this program's beginning, to be small.
extern "C" const char __executable_start; // NOLINT: the linker's name

std::uint32_t shortened(const void* code) noexcept {
    return static_cast<std::uint32_t>(static_cast<const char*>(code) - &__executable_start);
}

void* reserve(std::size_t bytes) {
    void* memory =
        mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        throw std::bad_alloc();
    return memory;
}

} // namespace

PlainMemory::PlainMemory()
    : region_(static_cast<std::byte*>(reserve(regionBytes))),
      cells_(static_cast<Cell*>(reserve(regionBytes / 8 * sizeof(Cell)))), outside_(outsideSlots) {}

void PlainMemory::beginExecution() noexcept {
    ++execution_;
    heapUsed_ = 0;
    liveBlocks_ = 0;
}

std::byte* PlainMemory::stackOf(int thread) noexcept {
    return region_ + static_cast<std::size_t>(thread) * Fiber::stackBytes;
}

int PlainMemory::stackAt(const void* address) const noexcept {
    const auto distance = static_cast<std::size_t>(static_cast<const std::byte*>(address) - region_);
    return distance < stacksBytes ? static_cast<int>(distance / Fiber::stackBytes) : -1;
}

bool PlainMemory::onHeap(const void* address) const noexcept {
    const auto distance = static_cast<std::size_t>(static_cast<const std::byte*>(address) - region_);
    return distance >= stacksBytes && distance < regionBytes;
}

PlainMemory::Cell& PlainMemory::cellOutside(std::uintptr_t eight) noexcept {
    for (std::size_t at = (eight * 0x9e3779b97f4a7c15u) >> 50;; ++at) {
        OutsideSlot& slot = outside_[at & (outsideSlots - 1)];
        if (slot.cell.execution == execution_ && slot.eight != eight)
            continue;
        slot.eight = eight;
        return slot.cell;
    }
}

PlainMemory::Cell& PlainMemory::cellAt(std::uintptr_t eight) noexcept {
    const auto distance = (eight * 8) - reinterpret_cast<std::uintptr_t>(region_);
    Cell& cell = distance < regionBytes ? cells_[distance / 8] : cellOutside(eight);
    if (cell.execution != execution_) {
        cell.execution = execution_;
        cell.count = 0;
        cell.freed = false;
    }
    return cell;
}

bool PlainMemory::freed(const void* address) noexcept {
    return onHeap(address) && cellAt(reinterpret_cast<std::uintptr_t>(address) / 8).freed;
}

std::optional<PlainMemory::Fault> PlainMemory::accessCell(Cell& cell, const Record& now, const Actor& actor) {
    const auto* code = &__executable_start + now.code;
    if (cell.freed)
        return Fault{"freed memory is used", nullptr, code, nullptr, -1};
    int kept = 0;
    for (int index = 0; index < cell.count; ++index) {
        const Record& before = cell.records[static_cast<std::size_t>(index)];
        const bool meet = (before.bytes & now.bytes) != 0;
        const bool known = before.thread == now.thread || actor.clock.knows(before.thread, before.time);
        if (meet && !known && (before.kind == Kind::write || now.kind == Kind::write))
            return Fault{"two threads use the same plain memory, at least one writes, and neither comes first",
                         nullptr, code, &__executable_start + before.code, before.thread};
        // What this access covers, nobody needs any more: who races with the former one races with this.
        const bool covered =
            known && (before.bytes & ~now.bytes) == 0 &&
            (now.kind == Kind::write || (before.thread == now.thread && before.kind == now.kind));
        if (!covered)
            cell.records[static_cast<std::size_t>(kept++)] = before;
    }
    if (kept == static_cast<int>(cell.records.size())) // full: the oldest is forgotten
        std::move(cell.records.begin() + 1, cell.records.begin() + kept--, cell.records.begin());
    cell.records[static_cast<std::size_t>(kept++)] = now;
    cell.count = static_cast<std::uint8_t>(kept);
    return std::nullopt;
}

std::optional<PlainMemory::Fault> PlainMemory::access(const void* address, std::size_t bytes, Kind kind,
                                                      const Actor& actor, const void* code) {
    auto at = reinterpret_cast<std::uintptr_t>(address);
    while (bytes > 0) {
        const auto offset = at % 8;
        const auto here = std::min<std::size_t>(bytes, 8 - offset);
        const Record now{actor.clock.of(actor.thread), shortened(code), static_cast<std::uint8_t>(actor.thread),
                         static_cast<std::uint8_t>(((1u << here) - 1) << offset), kind};
        if (auto fault = accessCell(cellAt(at / 8), now, actor)) {
            fault->address = address;
            return fault;
        }
        at += here;
        bytes -= here;
    }
    return std::nullopt;
}

void* PlainMemory::allocate(std::size_t bytes, std::size_t alignment) {
    const auto start = region_ + stacksBytes;
    auto place = reinterpret_cast<std::uintptr_t>(start) + heapUsed_ + sizeof(Block);
    place = (place + alignment - 1) / alignment * alignment;
    auto* address = reinterpret_cast<std::byte*>(place);
    const auto end = static_cast<std::size_t>(address - start) + (bytes + 7) / 8 * 8;
    if (end > heapBytes)
        throw std::bad_alloc();
    heapUsed_ = end;
    *reinterpret_cast<Block*>(address - sizeof(Block)) = {bytes, 1};
    ++liveBlocks_;
    return address;
}

std::optional<PlainMemory::Fault> PlainMemory::free(void* address, const Actor& actor, const void* code) {
    auto* block = reinterpret_cast<Block*>(static_cast<std::byte*>(address) - sizeof(Block));
    if (block->live != 1)
        return Fault{"memory is freed twice", address, code, nullptr, -1};
    if (auto fault = access(address, block->bytes, Kind::write, actor, code)) {
        fault->what = "memory is freed while another thread uses it";
        return fault;
    }
    block->live = 0;
    std::memset(address, 0xdd, block->bytes);
    const auto first = reinterpret_cast<std::uintptr_t>(address) / 8;
    for (std::uintptr_t eight = first; eight * 8 < reinterpret_cast<std::uintptr_t>(address) + block->bytes;
         ++eight)
        cellAt(eight).freed = true;
    --liveBlocks_;
    return std::nullopt;
}

} // namespace explore
