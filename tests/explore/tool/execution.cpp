// SPDX-License-Identifier: MIT
#include <explore/tool/execution.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <utility>

namespace explore {

Execution* Execution::only_ = nullptr;

Execution& Execution::instance() {
    if (only_ == nullptr)
        only_ = new Execution; // never destroyed: static destructors of the explored code use it
    return *only_;
}

Execution::Execution() : compilerAtomics_(1 << 10) {}

std::string Execution::run(const std::function<void()>& body, Choices& choices, const World& world) {
    atomics_.beginExecution();
    plain_.beginExecution();
    trace_.clear();
    failure_.clear();
    ++execution_;
    choices_ = &choices;
    world_ = world;
    now_ = 1'000'000'000;
    steps_ = 0;
    current_ = used_ = 0;
    for (Thread& each : threads_)
        each.state = State::unused;
    start([&body] { body(); });
    running_ = true;
    home_.adoptCaller();
    Fiber::change(home_, threads_[0].fiber);
    running_ = outside_ = false;
    totalSteps_ += steps_;
    for (Thread& each : threads_) {
        each.needsStorage |= each.state != State::unused && each.state != State::finished;
        each.body = nullptr;
    }
    return failure_;
}

void Execution::fail(const std::string& what) {
    outside_ = false;
    if (failure_.empty())
        failure_ = "thread " + std::to_string(current_) + ": " + what;
    Fiber::change(self().fiber, home_);
    std::abort(); // nobody goes on with an execution that was given up
}

void Execution::fail(const PlainMemory::Fault& fault) {
    outside_ = false;
    std::string text = fault.what;
    text += "\n  this access: " + sourceOf(fault.code);
    if (fault.otherCode != nullptr)
        text +=
            "\n  the other, by thread " + std::to_string(fault.otherThread) + ": " + sourceOf(fault.otherCode);
    fail(text);
}

// ---- threads

int Execution::start(std::function<void()> body) {
    if (used_ == maximumThreads)
        fail("more threads were started than the explorer has room for (8)");
    const int id = used_++;
    Thread& made = thread(id);
    if (made.needsStorage)
        made.fiber.renewStorage();
    made.needsStorage = false;
    made.body = std::move(body);
    made.state = State::ready;
    made.yielded = false;
    made.frame = nullptr;
    made.joins = -1;
    made.actor = {id, {}};
    if (running_) {
        made.actor.clock = self().actor.clock;
        advance();
    }
    made.actor.clock.of(id) = 1;
    made.fiber.prepare(plain_.stackOf(id), &Execution::enter);
    if (running_) {
        trace_.add({.action = "start", .thread = current_, .after = static_cast<Value>(id), .values = true});
        step("started", {});
    }
    return id;
}

void Execution::enter() noexcept { instance().runThread(); }

void Execution::runThread() {
    outside_ = true;
    try {
        const auto body = std::move(self().body);
        body();
    } catch (const std::exception& thrown) {
        fail(std::string("an exception left the thread: ") + thrown.what());
    } catch (...) {
        fail("an exception left the thread");
    }
    finish();
}

void Execution::finish() {
    outside_ = false;
    Thread& me = self();
    trace_.add({.action = "end", .thread = current_});
    me.state = State::finished;
    me.frame = plain_.stackOf(current_) + Fiber::stackBytes;
    if (current_ == 0) {
        for (const Thread& each : threads_)
            if (each.state != State::unused && each.state != State::finished)
                fail("the body ended while a thread that it started still runs");
        Fiber::change(me.fiber, home_);
    }
    for (Thread& each : threads_)
        if (each.state == State::joining && each.joins == current_)
            each.state = State::ready;
    reschedule(true);
    std::abort();
}

void Execution::join(int id) {
    if (id < 0)
        fail("a thread was joined twice");
    step("join", {});
    while (thread(id).state != State::finished) {
        self().state = State::joining;
        self().joins = id;
        reschedule(true);
    }
    self().actor.clock.join(thread(id).actor.clock);
    advance();
}

// ---- who goes next

void Execution::countStep() {
    if (++steps_ > world_.steps)
        fail("no end after " + std::to_string(world_.steps) + " steps: threads keep each other busy for ever");
}

int Execution::readyAfterCurrent(int* list) noexcept {
    int count = 0;
    for (int distance = 1; distance <= used_; ++distance) {
        const int id = (current_ + distance) % used_;
        if (thread(id).state == State::ready && !thread(id).yielded)
            list[count++] = id;
    }
    return count;
}

int Execution::sleepers(int* list) noexcept {
    int count = 0;
    for (int id = 0; id < used_; ++id)
        if (thread(id).state == State::asleep)
            list[count++] = id;
    return count;
}

void Execution::step(const char*, const Place&) {
    countStep();
    std::array<int, std::size_t{2} * maximumThreads> list{};
    list[0] = current_;
    const int count = 1 + readyAfterCurrent(list.data() + 1) - 1; // the current one is the list's last as well
    const int surprises = sleepers(list.data() + count);
    for (Thread& each : threads_)
        each.yielded = false;
    if (count + surprises == 1)
        return;
    const int chosen = choices_->thread(list.data(), count, surprises, false);
    const int next = list[static_cast<std::size_t>(chosen)];
    if (chosen >= count)
        awake(thread(next));
    changeTo(next);
}

void Execution::reschedule(bool free) {
    std::array<int, std::size_t{2} * maximumThreads> list{};
    int count = readyAfterCurrent(list.data());
    while (count == 0) {
        if (!wakeExpired()) {
            bool some = false;
            for (Thread& each : threads_)
                some |= std::exchange(each.yielded, false);
            if (!some && !wakeEarliest())
                fail(deadlock());
        }
        count = readyAfterCurrent(list.data());
    }
    const int surprises = sleepers(list.data() + count);
    const int chosen = count + surprises == 1 ? 0 : choices_->thread(list.data(), count, surprises, free);
    const int next = list[static_cast<std::size_t>(chosen)];
    if (chosen >= count)
        awake(thread(next));
    thread(next).yielded = false;
    changeTo(next);
}

void Execution::changeTo(int next) noexcept {
    if (next == current_)
        return;
    Fiber& from = self().fiber;
    current_ = next;
    Fiber::change(from, self().fiber);
}

void Execution::yield() {
    countStep();
    now_ += 2000;
    trace_.add({.action = "yield", .thread = current_});
    self().yielded = true;
    choices_->yields(current_);
    reschedule(false);
}

// ---- sleeping

void Execution::sleep(const void* address, Value initial, std::uint32_t expected, std::int64_t nanoseconds,
                      const Place& place) {
    step("sleep", place);
    AtomicObject& object = usable(address, initial);
    // The kernel compares with the newest value; that is a sight like any other.
    const auto seen = static_cast<std::uint32_t>(
        atomics_.read(object, object.newest(), self().actor, std::memory_order_relaxed));
    advance();
    traceAtomic(seen == expected ? "sleep" : "sleep not", object, expected, seen, 0, place);
    if (seen != expected)
        return;
    Thread& me = self();
    me.state = State::asleep;
    me.sleepsOn = address;
    me.sleepsUntil = nanoseconds == forEver || nanoseconds > world_.longestPoll ? forEver : now_ + nanoseconds;
    reschedule(true);
    AtomicObject* after = atomics_.findMade(address);
    if (after == &object && object.alive) {
        atomics_.read(object, object.newest(), self().actor, std::memory_order_relaxed);
        advance();
    }
}

void Execution::wake(const void* address, int count, const Place& place) {
    step("wake", place);
    int woken = 0;
    for (int id = 0; id < used_ && woken < count; ++id) {
        if (thread(id).state == State::asleep && thread(id).sleepsOn == address) {
            thread(id).state = State::ready;
            ++woken;
        }
    }
    trace_.add({.action = "wake",
                .thread = current_,
                .before = static_cast<Value>(count),
                .after = static_cast<Value>(woken),
                .values = true,
                .place = place});
}

void Execution::awake(Thread& sleeper) noexcept {
    if (sleeper.sleepsUntil != forEver)
        now_ = std::max(now_, sleeper.sleepsUntil);
    sleeper.state = State::ready;
    trace_.add({.action = "time is up", .thread = sleeper.actor.thread});
}

bool Execution::wakeExpired() noexcept {
    bool some = false;
    for (Thread& each : threads_) {
        if (each.state == State::asleep && each.sleepsUntil != forEver && each.sleepsUntil <= now_) {
            awake(each);
            some = true;
        }
    }
    return some;
}

bool Execution::wakeEarliest() noexcept {
    Thread* earliest = nullptr;
    for (Thread& each : threads_)
        if (each.state == State::asleep && each.sleepsUntil != forEver &&
            (earliest == nullptr || each.sleepsUntil < earliest->sleepsUntil))
            earliest = &each;
    if (earliest == nullptr)
        return false;
    ++idleFires_;
    awake(*earliest);
    return true;
}

std::string Execution::deadlock() {
    std::string text = "no thread can go on any more:";
    for (int id = 0; id < used_; ++id) {
        if (thread(id).state == State::asleep) {
            const AtomicObject* object = atomics_.findMade(thread(id).sleepsOn);
            text += " thread " + std::to_string(id) + " sleeps on atomic " +
                    std::to_string(object != nullptr ? object->number : 0) + ",";
        } else if (thread(id).state == State::joining) {
            text += " thread " + std::to_string(id) + " joins thread " + std::to_string(thread(id).joins) + ",";
        }
    }
    text.back() = '.';
    return text;
}

} // namespace explore
