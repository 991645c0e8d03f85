// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <explore/tool/atomic_memory.h>
#include <optional>
#include <vector>

namespace explore {

/// What the compiler's instrumentation (-fsanitize=thread, without its library) reports of plain memory: races
/// by vector clocks, and access to what is freed. Also the stacks and the heap of an execution, in one region
/// whose use repeats from execution to execution.
class PlainMemory {
public:
    enum class Kind : std::uint8_t { read, write };
    struct Fault {
        const char* what;
        const void* address;
        const void* code;      ///< of this access
        const void* otherCode; ///< of the one that it races with, or null
        int otherThread;
    };

    PlainMemory();
    void beginExecution() noexcept;

    std::optional<Fault> access(const void* address, std::size_t bytes, Kind kind, const Actor& actor,
                                const void* code);
    bool freed(const void* address) noexcept;

    std::byte* stackOf(int thread) noexcept;
    /// Whose stack it lies on; -1 for none.
    int stackAt(const void* address) const noexcept;

    bool onHeap(const void* address) const noexcept;
    void* allocate(std::size_t bytes, std::size_t alignment);
    std::optional<Fault> free(void* address, const Actor& actor, const void* code);
    std::size_t liveBlocks() const noexcept { return liveBlocks_; }

private:
    struct Record {
        std::uint32_t time;
        std::uint32_t code;
        std::uint8_t thread;
        std::uint8_t bytes; ///< one bit a byte of the eight
        Kind kind;
    };
    struct Cell {
        std::uint32_t execution = 0;
        std::uint8_t count = 0;
        bool freed = false;
        std::array<Record, 6> records;
    };
    struct Block {
        std::size_t bytes;
        std::size_t live;
    };
    Cell& cellAt(std::uintptr_t eight) noexcept;
    Cell& cellOutside(std::uintptr_t eight) noexcept;
    std::optional<Fault> accessCell(Cell& cell, const Record& now, const Actor& actor);

    std::uint32_t execution_ = 0;
    std::byte* region_ = nullptr;
    Cell* cells_ = nullptr;
    struct OutsideSlot {
        std::uintptr_t eight = 0;
        Cell cell;
    };
    std::vector<OutsideSlot> outside_;
    std::size_t heapUsed_ = 0;
    std::size_t liveBlocks_ = 0;
};

} // namespace explore
