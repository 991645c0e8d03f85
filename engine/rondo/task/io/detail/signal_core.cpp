// SPDX-License-Identifier: MIT
#include <rondo/task/io/detail/signal_core.h>

#include <algorithm>
#include <mutex>
#include <rondo/base/error.h>
#include <rondo/task/detail/claimed.h>
#include <rondo/task/io/detail/signal_arrivals.h>

namespace rondo::task::detail {

using Guard = std::lock_guard<BriefLock>;

SignalCore::SignalCore(std::span<const int> signals) {
    if (signals.empty())
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "A SignalSource hears at least one signal, and none was named; name one, such as "
                             "SIGINT."});
    heard_.reserve(signals.size());
    try {
        for (const int signal : signals) {
            if (std::ranges::find(heard_, signal, &Heard::signal) != heard_.end())
                continue;
            SignalArrivals::hear(signal);
            heard_.push_back({signal, SignalArrivals::count(signal)});
        }
    } catch (...) {
        for (const auto& heard : heard_)
            SignalArrivals::unhear(heard.signal);
        throw;
    }
}

SignalCore::~SignalCore() {
    for (const auto& heard : heard_)
        SignalArrivals::unhear(heard.signal);
}

SignalCore::Heard* SignalCore::takeOne() noexcept {
    const auto found = std::ranges::find_if(
        heard_, [](const Heard& heard) { return SignalArrivals::count(heard.signal) != heard.taken; });
    if (found == heard_.end())
        return nullptr;
    ++found->taken;
    return &*found;
}

int SignalCore::take(WaitEntry* entry) noexcept {
    const Guard guard(lock_);
    const int taken = takeLocked();
    if (taken == none && entry != nullptr)
        enlistLocked(*entry);
    return taken;
}

int SignalCore::takeLocked() noexcept {
    if (closed_)
        return closed;
    const auto* const heard = takeOne();
    return heard != nullptr ? heard->signal : none;
}

int SignalCore::leave(WaitEntry& entry) noexcept {
    const Guard guard(lock_);
    waiting_.remove(entry);
    return entry.place != nullptr ? static_cast<Heard*>(entry.place)->signal : none;
}

void SignalCore::deliver() noexcept {
    Claimed awake;
    {
        const Guard guard(lock_);
        while (auto* const heard = closed_ ? nullptr : takeOne()) {
            auto* const entry = awake.takeFrom(waiting_);
            if (entry == nullptr) {
                --heard->taken;
                break;
            }
            entry->place = heard;
        }
    }
    awake.wake();
}

void SignalCore::close() noexcept {
    Claimed awake;
    {
        const Guard guard(lock_);
        closed_ = true;
        awake.takeAllFrom(waiting_);
    }
    awake.wake();
}

std::uint64_t SignalCore::pending(int signal) noexcept {
    const Guard guard(lock_);
    const auto found = std::ranges::find(heard_, signal, &Heard::signal);
    return found == heard_.end() ? 0 : SignalArrivals::count(signal) - found->taken;
}

std::vector<int> SignalCore::signals() const {
    std::vector<int> all;
    for (const auto& heard : heard_)
        all.push_back(heard.signal);
    return all;
}

} // namespace rondo::task::detail
