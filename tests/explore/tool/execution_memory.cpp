// SPDX-License-Identifier: MIT
#include <explore/tool/execution.h>

// The steps that touch memory.
namespace explore {

void Execution::traceAtomic(const char* action, const AtomicObject& object, Value before, Value after,
                            std::uint32_t age, const Place& place) noexcept {
    trace_.add({.action = action,
                .thread = current_,
                .object = object.number,
                .before = before,
                .after = after,
                .age = age,
                .values = true,
                .place = place});
}

void Execution::touchable(const void* address, const char* what) {
    const int owner = plain_.stackAt(address);
    if (owner >= 0 && owner != current_ && static_cast<const std::byte*>(address) < thread(owner).frame)
        fail(std::string(what) + " lies on a frame of thread " + std::to_string(owner) + " that has returned");
    if (plain_.freed(address))
        fail(std::string(what) + " lies in freed memory");
}

AtomicObject& Execution::usable(const void* address, Value initial) {
    touchable(address, "the atomic");
    AtomicObject& object = atomics_.find(address, initial);
    if (!object.alive)
        fail("atomic " + std::to_string(object.number) + " is used after its destruction");
    if (!object.global && !self().actor.clock.knows(object.maker, object.madeAt))
        fail("atomic " + std::to_string(object.number) +
             " is used by a thread for which its construction does not come first");
    return object;
}

void Execution::born(const void* address, Value initial) {
    AtomicObject& object = atomics_.make(address, initial, self().actor);
    object.global = plain_.stackAt(address) < 0 && !plain_.onHeap(address); // statics: their guards order them
}

void Execution::gone(const void* address) {
    AtomicObject* object = atomics_.findMade(address);
    if (object == nullptr || object->global)
        return;
    if (!object->alive)
        fail("atomic " + std::to_string(object->number) + " is destroyed twice");
    if (!atomics_.knowsAllOf(*object, self().actor))
        fail("atomic " + std::to_string(object->number) +
             " is destroyed although another thread's last use of it does not come first");
    object->alive = false;
}

Value Execution::load(const void* address, Value initial, std::memory_order order, const Place& place) {
    step("load", place);
    order = sites_.use("load", place, order, OrderPart::whole);
    AtomicObject& object = usable(address, initial);
    const auto oldest = atomics_.oldestReadable(object, self().actor, order);
    const auto age = static_cast<std::uint32_t>(choices_->age(static_cast<int>(object.newest() - oldest)));
    const Value seen = atomics_.read(object, object.newest() - age, self().actor, order);
    advance();
    traceAtomic("load", object, seen, seen, age, place);
    return seen;
}

void Execution::store(const void* address, Value initial, Value desired, std::memory_order order,
                      const Place& place) {
    step("store", place);
    order = sites_.use("store", place, order, OrderPart::whole);
    AtomicObject& object = usable(address, initial);
    traceAtomic("store", object, object.stores.back().value, desired, 0, place);
    atomics_.write(object, desired, self().actor, order, false);
    advance();
}

Value Execution::update(const void* address, Value initial, Value (*change)(Value, Value), Value operand,
                        std::memory_order order, const Place& place) {
    step("update", place);
    order = sites_.use("update", place, order, OrderPart::whole);
    AtomicObject& object = usable(address, initial);
    const Value old = atomics_.read(object, object.newest(), self().actor, order);
    const Value now = change(old, operand);
    atomics_.write(object, now, self().actor, order, true);
    advance();
    traceAtomic("update", object, old, now, 0, place);
    return old;
}

bool Execution::compare(const void* address, Value initial, Value& expected, Value desired,
                        std::memory_order success, std::memory_order failure, bool weak, const Place& place) {
    step("compare", place);
    success = sites_.use("compare", place, success, OrderPart::whole);
    failure = sites_.use("compare", place, failure, OrderPart::failure);
    AtomicObject& object = usable(address, initial);
    const bool equal = object.stores.back().value == expected;
    // A failing exchange is a mere load and may see an older value, if only that is another one.
    const auto oldest = atomics_.oldestReadable(object, self().actor, failure);
    std::array<std::uint32_t, 64> older{};
    std::size_t count = 0;
    for (auto store = object.newest(); store > oldest && count < older.size() - 1; --store)
        if (object.stores[store - 1].value != expected)
            older[++count] = object.newest() - store + 1;
    const auto age = older[static_cast<std::size_t>(choices_->age(static_cast<int>(count)))];
    if (equal && age == 0 && !(weak && choices_->failsForNoReason())) {
        atomics_.read(object, object.newest(), self().actor, success);
        atomics_.write(object, desired, self().actor, success, true);
        advance();
        traceAtomic("exchange", object, expected, desired, 0, place);
        return true;
    }
    const Value wanted = expected;
    expected = atomics_.read(object, object.newest() - age, self().actor, failure);
    advance();
    traceAtomic("no exch.", object, wanted, expected, age, place);
    return false;
}

// ---- what the compiler's instrumentation reports

void Execution::plainAccess(const void* address, std::size_t bytes, PlainMemory::Kind kind, const void* code) {
    const int owner = plain_.stackAt(address);
    if (owner >= 0 && owner != current_ && static_cast<const std::byte*>(address) < thread(owner).frame)
        fail(PlainMemory::Fault{"a frame that has returned is used", address, code, nullptr, owner});
    if (const auto fault = plain_.access(address, bytes, kind, self().actor, code))
        fail(*fault);
}

// The standard library's own atomics, reference counts for instance: they order, and have one value.
void Execution::compilerAtomic(const void* address, bool acquire, bool release) {
    touchable(address, "an atomic of the standard library");
    const auto key = reinterpret_cast<std::uintptr_t>(address) / 8;
    for (std::size_t at = key;; ++at) {
        CompilerAtomic& each = compilerAtomics_[at % compilerAtomics_.size()];
        if (each.execution == execution_ && each.address != reinterpret_cast<const void*>(key))
            continue;
        if (each.execution != execution_)
            each = {reinterpret_cast<const void*>(key), execution_, {}};
        if (acquire)
            self().actor.clock.join(each.released);
        if (release) {
            each.released.join(self().actor.clock);
            advance();
        }
        return;
    }
}

} // namespace explore
