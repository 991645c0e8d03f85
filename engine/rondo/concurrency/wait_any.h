// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bitset>
#include <concepts>
#include <cstddef>
#include <rondo/base/error.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/detail/wait_list.h>
#include <rondo/concurrency/wait_source.h>
#include <span>
#include <type_traits>

namespace rondo::concurrency {

namespace detail {

/// A thread's stay in the lists of all sources, as a watcher.
class Watch {
public:
    explicit Watch(std::span<WaitSource> sources) : sources_(sources) {
        for (std::size_t index = 0; index < sources.size(); ++index)
            if (sources[index].watched_.exchange(true, std::memory_order_acquire)) {
                letGo(index);
                throw base::Failure(
                    {base::ErrorCode::refused,
                     "A wait source serves one waitAny at a time, and another thread waits with "
                     "this one; make a source of its own for each thread."});
            }
    }
    ~Watch() {
        if (listed_)
            for (WaitSource& source : sources_)
                source.list_->remove(source.node_);
        letGo(sources_.size());
    }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    std::size_t wait(Deadline deadline) noexcept {
        std::size_t found = look();
        if (found != 0 || deadline.passed())
            return found;
        parker_.prepare();
        for (WaitSource& source : sources_) {
            source.node_.parker = &parker_;
            source.node_.role = WaitRole::watcher; // what it looks at stays there for a taker
            source.list_->add(source.node_);
        }
        listed_ = true;
        Look interval;
        while ((found = look()) == 0 && !deadline.passed()) {
            parker_.park(interval.next(deadline));
            parker_.prepareAgain();
        }
        return found;
    }

private:
    std::size_t look() noexcept {
        std::size_t found = 0;
        for (WaitSource& source : sources_) {
            source.wasReady_ = source.ready();
            found += source.wasReady_ ? 1 : 0;
        }
        return found;
    }
    void letGo(std::size_t count) noexcept {
        for (WaitSource& source : sources_.first(count))
            source.watched_.store(false, std::memory_order_release);
    }

    const std::span<WaitSource> sources_;
    Parker parker_;
    bool listed_ = false;
};

} // namespace detail

/// Effects: waits until at least one of `sources` is ready, takes nothing from it, and marks those that were
/// (`wasReady()`). Any number of sources and of kinds; allocates nothing; each wake-up looks at all, in order.
/// Other waiters of the same things lose nothing by it. Returns: how many were ready; 0: the deadline passed
/// (without a deadline an empty list would wait for ever). Errors: Failure(refused) when another thread waits
/// with one of these very sources. Progress: blocking. [any but audio]
[[nodiscard]] inline std::size_t waitAny(Deadline deadline, std::span<WaitSource> sources) {
    return detail::Watch(sources).wait(deadline);
}

/// Effects: the same for sources that are written out. Returns: which were ready, by their place; none: the
/// deadline passed. Progress: blocking. [any but audio]
///
/// Example:
///     #include <rondo/concurrency/event_group.h>
///     #include <rondo/concurrency/stop_source.h>
///     EventGroup edits;
///     StopSource stop;
///     std::thread closing([&] { stop.requestStop(); });
///     const auto ready = waitAny(Deadline::never(), edits.anyOf(1), stop.requested());
///     closing.join();
///     expect(!ready[0] && ready[1]);
///     expect(waitAny(Deadline::immediately(), edits.anyOf(1)).none());
template <class... Sources>
requires(sizeof...(Sources) > 0 && (std::same_as<std::remove_cvref_t<Sources>, WaitSource> && ...))
    [[nodiscard]] std::bitset<sizeof...(Sources)> waitAny(Deadline deadline, Sources&&... sources) {
    std::array<WaitSource, sizeof...(Sources)> own{WaitSource(sources)...};
    std::bitset<sizeof...(Sources)> ready;
    if (waitAny(deadline, std::span<WaitSource>(own)) != 0)
        for (std::size_t index = 0; index < own.size(); ++index)
            ready[index] = own[index].wasReady();
    return ready;
}

} // namespace rondo::concurrency
