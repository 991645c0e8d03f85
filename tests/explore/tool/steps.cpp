// SPDX-License-Identifier: MIT
#include <explore/tool/steps.h>

#include <explore/tool/execution.h>

namespace explore {

namespace {
Execution& execution() { return Execution::instance(); }
} // namespace

// Everything that is called from the explored code notes where the caller's frames end, because another thread
// may run before it returns.
#define RONDO_EXPLORE_INSIDE const Execution::Inside inside(__builtin_frame_address(0))

bool exploring() noexcept { return Execution::existing() != nullptr && execution().running(); }

void atomicBorn(const void* address, Value initial) noexcept {
    if (!exploring())
        return;
    RONDO_EXPLORE_INSIDE;
    execution().born(address, initial);
}
void atomicGone(const void* address) noexcept {
    if (!exploring())
        return;
    RONDO_EXPLORE_INSIDE;
    execution().gone(address);
}
Value atomicLoad(const void* address, Value initial, std::memory_order order, const Place& place) noexcept {
    RONDO_EXPLORE_INSIDE;
    return execution().load(address, initial, order, place);
}
void atomicStore(const void* address, Value initial, Value desired, std::memory_order order,
                 const Place& place) noexcept {
    RONDO_EXPLORE_INSIDE;
    execution().store(address, initial, desired, order, place);
}
Value atomicUpdate(const void* address, Value initial, Value (*change)(Value, Value), Value operand,
                   std::memory_order order, const Place& place) noexcept {
    RONDO_EXPLORE_INSIDE;
    return execution().update(address, initial, change, operand, order, place);
}
bool atomicCompare(const void* address, Value initial, Value& expected, Value desired,
                   std::memory_order success, std::memory_order failure, bool weak,
                   const Place& place) noexcept {
    RONDO_EXPLORE_INSIDE;
    return execution().compare(address, initial, expected, desired, success, failure, weak, place);
}

void futexWait(const void* address, Value initial, std::uint32_t expected, std::int64_t nanoseconds,
               const Place& place) noexcept {
    RONDO_EXPLORE_INSIDE;
    execution().sleep(address, initial, expected, nanoseconds, place);
}
void futexWake(const void* address, int sleepers, const Place& place) noexcept {
    RONDO_EXPLORE_INSIDE;
    execution().wake(address, sleepers, place);
}

int startThread(std::function<void()> body) {
    RONDO_EXPLORE_INSIDE;
    return execution().start(std::move(body));
}
void joinThread(int thread) noexcept {
    RONDO_EXPLORE_INSIDE;
    execution().join(thread);
}

void yield() noexcept {
    RONDO_EXPLORE_INSIDE;
    execution().yield();
}
std::int64_t readClock() noexcept { return execution().readClock(); }
int currentCpu() noexcept { return execution().cpu(); }
std::uint32_t currentThread() noexcept { return static_cast<std::uint32_t>(execution().actor().thread); }

void check(bool met, const char* expectation, const Place& place) noexcept {
    if (met || !exploring())
        return;
    execution().fail(std::string("expected: ") + expectation + " (" + shortPlace(place) + ")");
}

} // namespace explore
