// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/sealing_key.h>
#include <string>
#include <type_traits>
#include <utility>

namespace rondo::concurrency {

/// A closure that only the WorkSealer which sealed it can run. What it captured is out of everybody's reach.
class Work {
public:
    Work(Work&&) noexcept = default;
    Work& operator=(Work&&) noexcept = default;
    ~Work() = default;

private:
    friend class WorkSealer;
    struct Closure {
        virtual ~Closure() = default;
        virtual void run() = 0;
    };
    template <class Function>
    struct ClosureOf final : Closure {
        template <class F>
        explicit ClosureOf(F&& from) : function(std::forward<F>(from)) {}
        void run() override { std::invoke(function); }
        Function function;
    };
    explicit Work(std::unique_ptr<Closure> closure) noexcept : closure_(std::move(closure)) {}
    std::unique_ptr<Closure> closure_;
};

/// What a broker of sealed work may do with it.
class WorkOwner {
public:
    virtual ~WorkOwner() = default;
    /// Effects: runs the work and destroys it, here; an exception is counted. Returns: whether the handle was
    /// good. Progress: as the work. [worker]
    virtual bool run(const Sealed<Work>& work) noexcept = 0;
    /// Effects: destroys the work unrun, here. Returns: whether the handle was good. [worker]
    virtual bool drop(const Sealed<Work>& work) noexcept = 0;

protected:
    WorkOwner() noexcept = default;
    WorkOwner(const WorkOwner&) = default;
    WorkOwner& operator=(const WorkOwner&) = default;
};

/// Seals closures, so that a queue or a pool can carry them and learn nothing but which ones they are. Each is
/// run once, by whoever brings its handle with `Rights::receive` first, or dropped whole, with `Rights::close`.
/// Any thread may use it at any time, its end excepted; the end drops what was not run.
///
/// Example:
///     const auto sealer = std::make_shared<WorkSealer>("peak files");
///     auto secret = std::make_unique<int>(42);
///     int seen = 0;
///     const Sealed<Work> work = *sealer->seal([&seen, secret = std::move(secret)] { seen = *secret; });
///     expect(sealer->run(work) && seen == 42); // SealedPool does this on a thread of its own
///     expect(!sealer->run(work));              // once
class WorkSealer final : public WorkOwner {
public:
    /// Effects: makes room for `capacity` closures; `name` stands in errors. Errors: Failure(invalidArgument)
    /// for a capacity outside 1 to 65536; std::bad_alloc. Progress: blocking. [control]
    explicit WorkSealer(std::string name, std::size_t capacity = 64) : key_(std::move(name), capacity) {}

    /// Effects: keeps `function` until it is run or dropped. Returns: its handle. Errors: full, std::bad_alloc,
    /// and then `function` is as it was; what its copy or move throws. Progress: blocking. [any but audio]
    template <class Function>
    base::Result<Sealed<Work>> seal(Function&& function, Rights rights = Rights::receive | Rights::close) {
        using Closure = Work::ClosureOf<std::decay_t<Function>>;
        return key_.sealMade([&] { return Work(std::make_unique<Closure>(std::forward<Function>(function))); },
                             rights);
    }

    bool run(const Sealed<Work>& work) noexcept override {
        auto taken = key_.tryTake(work, Rights::receive);
        if (!taken)
            return false;
        try {
            taken->closure_->run();
        } catch (...) {
            thrown_.fetch_add(1, std::memory_order_relaxed);
        }
        return true;
    }
    bool drop(const Sealed<Work>& work) noexcept override {
        return key_.tryTake(work, Rights::close).has_value();
    }

    /// Returns: why `run` or `drop`, which need `needed`, would refuse the handle, in a sentence; nothing when
    /// they would not. A refusal is counted. Progress: lock-free. [any but audio]
    base::Result<void> check(const Sealed<Work>& work, Rights needed) {
        if (auto opened = key_.open(work, needed); !opened)
            return tl::unexpected<base::Error>(std::move(opened.error()));
        return {};
    }
    /// Returns: how many closures are sealed, and how many handles were refused. Progress: wait-free. [any]
    SealingStatistics statistics() const noexcept { return key_.statistics(); }
    /// Returns: closures that ended in an exception. Progress: wait-free. [any]
    std::uint64_t thrown() const noexcept { return thrown_.load(std::memory_order_relaxed); }

private:
    SealingKey<Work> key_;
    detail::Atomic<std::uint64_t> thrown_{0};
};

} // namespace rondo::concurrency
