// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <explore/tool/atomic_memory.h>
#include <explore/tool/choices.h>
#include <explore/tool/fiber.h>
#include <explore/tool/plain_memory.h>
#include <explore/tool/sites.h>
#include <explore/tool/trace.h>
#include <functional>
#include <string>

namespace explore {

/// What holds for every execution of a case.
struct World {
    /// Timed sleeps up to this long end when nothing else can go on; longer ones never do, so that what only
    /// such a sleep's end would bring on is found as a deadlock.
    std::int64_t longestPoll = 0;
    int cpus = 1;
    std::uint32_t steps = 20000;
};

/// Runs a body and the threads that it starts, one step at a time, as Choices says. There is one: the shadows
/// and the instrumentation have no other way to it.
class Execution {
public:
    static Execution& instance();
    /// Null before the first use, when the heap already works.
    static Execution* existing() noexcept { return only_; }
    Execution(const Execution&) = delete;
    Execution& operator=(const Execution&) = delete;

    /// Returns: what went wrong, empty when nothing did.
    std::string run(const std::function<void()>& body, Choices& choices, const World& world);
    bool running() const noexcept { return running_; }
    /// Whether the code that runs now is the explored one and not the explorer.
    bool outside() const noexcept { return outside_; }
    std::uint64_t totalSteps() const noexcept { return totalSteps_; }
    std::uint64_t idleFires() const noexcept { return idleFires_; }
    std::string trace() const { return trace_.text(); }
    Sites& sites() noexcept { return sites_; }

    /// Gives the execution up. Does not return to its caller.
    [[noreturn]] void fail(const std::string& what);

    // The steps, as in steps.h.
    void born(const void* address, Value initial);
    void gone(const void* address);
    Value load(const void* address, Value initial, std::memory_order order, const Place& place);
    void store(const void* address, Value initial, Value desired, std::memory_order order, const Place& place);
    Value update(const void* address, Value initial, Value (*change)(Value, Value), Value operand,
                 std::memory_order order, const Place& place);
    bool compare(const void* address, Value initial, Value& expected, Value desired, std::memory_order success,
                 std::memory_order failure, bool weak, const Place& place);
    void sleep(const void* address, Value initial, std::uint32_t expected, std::int64_t nanoseconds,
               const Place& place);
    void wake(const void* address, int sleepers, const Place& place);
    int start(std::function<void()> body);
    void join(int thread);
    void yield();
    std::int64_t readClock() noexcept { return now_ += 20; }
    int cpu() const noexcept { return current_ % world_.cpus; }

    // Plain memory.
    void plainAccess(const void* address, std::size_t bytes, PlainMemory::Kind kind, const void* code);
    void compilerAtomic(const void* address, bool acquire, bool release);
    PlainMemory& plain() noexcept { return plain_; }
    const Actor& actor() noexcept { return self().actor; }
    [[noreturn]] void fail(const PlainMemory::Fault& fault);

    /// From the explored code into the explorer and back.
    class Inside {
    public:
        explicit Inside(const void* frame) noexcept {
            Execution& execution = instance();
            execution.outside_ = false;
            execution.self().frame = static_cast<const std::byte*>(frame);
        }
        ~Inside() { instance().outside_ = true; }
        Inside(const Inside&) = delete;
        Inside& operator=(const Inside&) = delete;
    };

private:
    enum class State { unused, ready, asleep, joining, finished };
    struct Thread {
        Fiber fiber;
        Actor actor;
        State state = State::unused;
        bool yielded = false;
        bool needsStorage = true;
        const void* sleepsOn = nullptr;
        std::int64_t sleepsUntil = forEver; ///< forEver also when its end may not help
        int joins = -1;
        std::function<void()> body;
        const std::byte* frame = nullptr; ///< below lies nothing that lives
    };
    struct CompilerAtomic {
        const void* address = nullptr;
        std::uint32_t execution = 0;
        VectorClock released;
    };

    Execution();
    Thread& self() noexcept { return threads_[static_cast<std::size_t>(current_)]; }
    Thread& thread(int id) noexcept { return threads_[static_cast<std::size_t>(id)]; }
    static void enter() noexcept;
    void runThread();
    void finish();

    void step(const char* action, const Place& place);
    void countStep();
    void reschedule(bool free);
    int readyAfterCurrent(int* list) noexcept;
    int sleepers(int* list) noexcept;
    bool wakeExpired() noexcept;
    bool wakeEarliest() noexcept;
    void awake(Thread& sleeper) noexcept;
    void changeTo(int next) noexcept;
    void advance() noexcept { ++self().actor.clock.of(current_); }

    AtomicObject& usable(const void* address, Value initial);
    void touchable(const void* address, const char* what);
    void traceAtomic(const char* action, const AtomicObject& object, Value before, Value after,
                     std::uint32_t age, const Place& place) noexcept;
    std::string deadlock();

    static Execution* only_;
    bool running_ = false;
    bool outside_ = false;
    Fiber home_;
    std::array<Thread, maximumThreads> threads_;
    int current_ = 0;
    int used_ = 0;
    Choices* choices_ = nullptr;
    World world_;
    AtomicMemory atomics_;
    PlainMemory plain_;
    std::vector<CompilerAtomic> compilerAtomics_;
    Trace trace_;
    Sites sites_;
    std::string failure_;
    std::int64_t now_ = 0;
    std::uint32_t steps_ = 0;
    std::uint64_t totalSteps_ = 0;
    std::uint64_t idleFires_ = 0;
    std::uint32_t execution_ = 0;
};

} // namespace explore
