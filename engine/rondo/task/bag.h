// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <rondo/task/child.h>
#include <rondo/task/detail/brief_lock.h>
#include <rondo/task/detail/suspension.h>
#include <rondo/task/outcome.h>
#include <rondo/task/spawn.h>
#include <rondo/task/spawn_options.h>
#include <rondo/task/task.h>
#include <source_location>
#include <unordered_map>
#include <utility>
#include <vector>

namespace rondo::task {

/// Children that run on in the background while their parent does other things, and are taken in the order in
/// which they end. All must be taken before the parent ends, as every child must be awaited.
///
/// Example:
///     #include <rondo/task/pool.h>
///     Pool pool({.workers = 2});
///     pool.run([]() -> Task<> {
///         Bag<int> bag;
///         for (int number = 1; number <= 3; ++number)
///             bag.spawn([number]() -> Task<int> { co_return number; });
///         int sum = 0;
///         while (const auto outcome = co_await bag.next())
///             sum += **outcome;
///         expect(sum == 6 && bag.size() == 0);
///     });
template <class T = void>
class Bag {
public:
    Bag() : ended_(std::make_shared<Ended>()) {}
    Bag(const Bag&) = delete;
    Bag& operator=(const Bag&) = delete;

    /// Effects: starts a child of the calling task that runs `function()`, which makes a Task<T>. Errors: as
    /// `task::spawn`. Progress: blocking, briefly. [the parent, always the same task]
    template <class Function>
    void spawn(Function function, SpawnOptions options = {},
               std::source_location where = std::source_location::current()) {
        const auto number = next_++;
        ended_->makeRoom(children_.size() + 1);
        auto run = [note = Note(ended_, number), function = std::move(function)]() mutable {
            return function();
        };
        children_.emplace(number, task::spawn(std::move(run), options, where));
    }
    /// Returns: how many have not been taken. Progress: wait-free. [the parent]
    std::size_t size() const noexcept { return children_.size(); }
    /// Effects: asks all that are in it to end; they are to be taken still. Progress: as `Child::cancel`, for
    /// each. [the parent]
    void cancel() {
        for (auto& [number, child] : children_)
            child.cancel();
    }
    /// Effects: `co_await` it: waits until one has ended, and takes it. Returns: what it ended with; nothing
    /// when none is left. Errors: TaskCancelled when the caller was cancelled. [the parent]
    Task<std::optional<Outcome<T>>> next() {
        while (!children_.empty()) {
            const auto number = co_await NextEnded(*ended_);
            if (!children_.contains(number))
                continue; // its function has thrown before there was a child
            auto outcome = co_await take(number);
            co_return std::move(outcome);
        }
        co_return std::nullopt;
    }
    /// Effects: `co_await` it: takes all that have ended, and waits for none. Returns: what they ended with, in
    /// that order. Errors: TaskCancelled; std::bad_alloc. [the parent]
    Task<std::vector<Outcome<T>>> reap() {
        std::vector<Outcome<T>> outcomes;
        while (const auto number = ended_->tryTake()) {
            if (!children_.contains(*number))
                continue;
            auto outcome = co_await take(*number);
            outcomes.push_back(std::move(outcome));
        }
        co_return outcomes;
    }

private:
    /// Who has ended, and the parent when it waits for one.
    struct Ended {
        detail::BriefLock lock; ///< everything below
        std::vector<std::size_t> numbers;
        std::size_t taken = 0; ///< of the numbers, from the first one on
        detail::Waiter* waiter = nullptr;

        bool empty() const noexcept { return taken == numbers.size(); }
        /// So that who ends need not allocate.
        void makeRoom(std::size_t running) {
            std::vector<std::size_t> room;
            room.reserve(2 * running);
            const std::lock_guard guard(lock);
            if (numbers.capacity() - numbers.size() >= running)
                return;
            room.assign(numbers.begin() + static_cast<std::ptrdiff_t>(taken), numbers.end());
            numbers.swap(room);
            taken = 0;
        }
        std::optional<std::size_t> tryTake() noexcept {
            const std::lock_guard guard(lock);
            if (empty())
                return std::nullopt;
            return numbers[taken++];
        }
    };
    /// Lives in a child's function, and so ends with it, however that ends.
    class Note {
    public:
        Note(std::shared_ptr<Ended> ended, std::size_t number) noexcept
            : ended_(std::move(ended)), number_(number) {}
        Note(Note&&) noexcept = default;
        Note& operator=(Note&&) = delete;
        ~Note() {
            if (!ended_)
                return;
            detail::Waiter* waiter = nullptr;
            {
                const std::lock_guard guard(ended_->lock);
                ended_->numbers.push_back(number_);
                if (ended_->waiter != nullptr && ended_->waiter->claim(detail::Woken::ready))
                    waiter = ended_->waiter;
            }
            if (waiter != nullptr)
                waiter->wake();
        }

    private:
        std::shared_ptr<Ended> ended_;
        std::size_t number_;
    };
    class NextEnded : public detail::Suspension {
    public:
        explicit NextEnded(Ended& ended) noexcept : ended_(ended) {}
        bool await_ready() const noexcept { return false; }
        template <class Promise>
        bool await_suspend(std::coroutine_handle<Promise> caller) {
            return suspend(
                caller.promise().task(), caller,
                [&](detail::Waiter& waiter) {
                    const std::lock_guard guard(ended_.lock);
                    ended_.waiter = &waiter;
                    return ended_.empty();
                },
                detail::WaitKind::child);
        }
        std::size_t await_resume() {
            if (enlisted()) {
                const std::lock_guard guard(ended_.lock);
                ended_.waiter = nullptr;
            }
            if (resume() == detail::Woken::cancelled)
                throw TaskCancelled();
            return *ended_.tryTake();
        }

    private:
        Ended& ended_;
    };

    auto take(std::size_t number) {
        auto child = std::move(children_.extract(number).mapped());
        return child.outcome();
    }

    std::shared_ptr<Ended> ended_;
    std::unordered_map<std::size_t, Child<T>> children_;
    std::size_t next_ = 0;
};

} // namespace rondo::task
