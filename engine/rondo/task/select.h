// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <coroutine>
#include <cstddef>
#include <mutex>
#include <rondo/concurrency/channel_result.h>
#include <rondo/task/detail/select_case.h>
#include <rondo/task/detail/timed_suspension.h>
#include <rondo/task/task_cancelled.h>
#include <rondo/task/time_limit.h>
#include <tuple>
#include <utility>

namespace rondo::task {

/// What a select did.
struct Selected {
    std::size_t index = 0;             ///< which of its things, from 0; their number: the time was over
    concurrency::ChannelResult result; ///< done; closed of a channel whose other end is gone; timeout
};

namespace detail {
template <class Case>
concept SelectCase = requires(Case& thing, Waiter& waiter) {
    thing.enlist(waiter);
    thing.leave();
};

template <class... Cases>
class Select : public TimedSuspension {
    static constexpr auto count = sizeof...(Cases);

public:
    explicit Select(TimeLimit limit, Cases... cases) noexcept : TimedSuspension(limit), cases_(cases...) {}

    bool await_ready() const noexcept { return false; }
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> caller) {
        auto& task = caller.promise().task();
        bool open = false;
        each([&](std::size_t, auto& thing) {
            thing.require(task);
            open = open || thing.isOpen();
        });
        // From another place each time, so that what is always ready does not hide the others.
        const auto first = static_cast<std::size_t>(Worker::current()->turns() % count);
        return suspend(
            task, caller, [&](Waiter& waiter) { return !begin(waiter, first); },
            open ? WaitKind::world : WaitKind::select);
    }
    Selected await_resume() {
        if (enlisted())
            each([](std::size_t, auto& thing) { thing.leave(); });
        const auto woken = resume();
        if (selected_.index == count && woken == Woken::cancelled)
            throw TaskCancelled();
        if (selected_.index == count && woken == Woken::ready)
            each([&](std::size_t index, auto& thing) {
                if (selected_.index == count && thing.woke(waiter()))
                    selected_ = {index, thing.result()};
            });
        return selected_;
    }

private:
    template <class Visit>
    void each(Visit visit) {
        each(visit, std::index_sequence_for<Cases...>());
    }
    template <class Visit, std::size_t... Indices>
    void each(Visit& visit, std::index_sequence<Indices...>) {
        (visit(Indices, std::get<Indices>(cases_)), ...);
    }

    /// Does the first thing that needs no wait, or else stands in line for all; under all their locks, so that
    /// none of them can come between. Returns whether it did one.
    bool begin(Waiter& waiter, std::size_t first) {
        Waiter* wakes = nullptr;
        {
            const Locks locks(*this);
            for (std::size_t step = 0; step < count && selected_.index == count; ++step)
                each([&](std::size_t index, auto& thing) {
                    if (index == (first + step) % count)
                        attempt(index, thing, wakes);
                });
            if (selected_.index == count)
                each([&](std::size_t, auto& thing) { thing.enlist(waiter); });
        }
        if (wakes != nullptr)
            wakes->wake();
        return selected_.index != count;
    }
    template <class Case>
    void attempt(std::size_t index, Case& thing, Waiter*& wakes) noexcept {
        using Result = concurrency::ChannelResult;
        const auto result = thing.attempt(wakes);
        if (result != Result::full && result != Result::empty)
            selected_ = {index, result};
    }

    /// All locks, each once, in the one order that all selects keep.
    class Locks {
    public:
        explicit Locks(Select& of) noexcept {
            of.each([&](std::size_t index, auto& thing) { locks_[index] = {thing.rank, &thing.lock()}; });
            std::ranges::sort(locks_, [](const Lock& left, const Lock& right) {
                return left.rank != right.rank ? left.rank < right.rank : std::less<>()(left.lock, right.lock);
            });
            const auto [repeated, end] = std::ranges::unique(locks_, {}, &Lock::lock);
            end_ = static_cast<std::size_t>(repeated - locks_.begin());
            for (std::size_t number = 0; number < end_; ++number)
                locks_[number].lock->lock();
        }
        ~Locks() {
            for (std::size_t number = 0; number < end_; ++number)
                locks_[number].lock->unlock();
        }
        Locks(const Locks&) = delete;
        Locks& operator=(const Locks&) = delete;

    private:
        struct Lock {
            LockRank rank = LockRank::line;
            BriefLock* lock = nullptr;
        };
        std::array<Lock, count> locks_;
        std::size_t end_ = 0;
    };

    std::tuple<Cases...> cases_;
    Selected selected_{count, concurrency::ChannelResult::timeout};
};
} // namespace detail

/// Effects: `co_await` it: waits until one of `things` can be done, and does that one and no other: an item
/// that is received (`receiver.receiving(item)`) or sent (`sender.sending(item)`), a child's end
/// (`child.ending()`, which is awaited still), an event (`event.raising()`), a permit
/// (`semaphore.acquiring()`), a signal (`signals.receiving(number)`). What a socket, an executor or another
/// thread does is awaited in a child, whose end is waited for here. Of several it takes another one first each
/// time. Returns: which. Errors: TaskCancelled; ForeignChild. [a task]
///
/// Example:
///     #include <rondo/task/channel.h>
///     #include <rondo/task/pool.h>
///     #include <rondo/task/spawn.h>
///     Pool pool({.workers = 1});
///     pool.run([]() -> Task<> {
///         auto [numbers, fromNumbers] = makeChannel<int>(0);
///         auto [words, fromWords] = makeChannel<std::string>(0);
///         auto source = spawn([&]() -> Task<> { co_await words.send("now"); });
///         std::optional<int> number;
///         std::optional<std::string> word;
///         const auto selected = co_await select(fromNumbers.receiving(number), fromWords.receiving(word));
///         expect(selected.index == 1 && word == "now" && !number);
///         const auto late = co_await select(std::chrono::milliseconds(1), fromNumbers.receiving(number));
///         expect(late.index == 1 && late.result == concurrency::ChannelResult::timeout);
///         co_await source;
///     });
template <detail::SelectCase First, detail::SelectCase... Others>
auto select(First thing, Others... things) noexcept {
    return detail::Select<First, Others...>(TimeLimit::never(), thing, things...);
}
/// Effects: the same, at most until `limit` is over. Errors: also std::bad_alloc. [a task]
template <detail::SelectCase... Cases>
auto select(TimeLimit limit, Cases... things) noexcept {
    return detail::Select<Cases...>(limit, things...);
}

} // namespace rondo::task
