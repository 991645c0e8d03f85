// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <rondo/base/error.h>
#include <rondo/concurrency/detail/executor_core.h>
#include <rondo/concurrency/detail/futex.h>
#include <rondo/concurrency/reclaimer.h>
#include <type_traits>
#include <utility>

namespace rondo::concurrency::detail {

/// A job on the frame of a thread that waits for it. The last thing that the executor does to the job is the
/// exchange in `finish`: from then on the frame may be gone, and the wake that follows only passes its address
/// to the kernel.
class SubmitJobBase : public Job {
public:
    enum State : std::uint32_t { pending, waiting, done, cancelled };

    void cancel() noexcept final { finish(cancelled, Wake::allowed); }

    FutexWord state{pending};

protected:
    ~SubmitJobBase() = default;
    void finish(State outcome, Wake wake) noexcept {
        const void* address = &state;
        if (state.exchange(outcome, std::memory_order_acq_rel) == waiting && wake == Wake::allowed)
            futexWake(address, 1);
    }
    std::exception_ptr thrown_;
};

template <class Function>
class SubmitJob final : public SubmitJobBase {
public:
    using Result = std::invoke_result_t<Function&>;

    explicit SubmitJob(Function& function) noexcept : function_(function) {}

    void run(Wake wake) noexcept override {
        try {
            if constexpr (std::is_void_v<Result>)
                std::invoke(function_);
            else if constexpr (std::is_reference_v<Result>)
                result_ = std::addressof(std::invoke(function_));
            else
                result_.emplace(std::invoke(function_));
        } catch (...) {
            thrown_ = std::current_exception();
        }
        finish(done, wake);
    }

    Result take(const std::string& executor) {
        if (state.load(std::memory_order_acquire) == cancelled)
            throw base::Failure(
                {base::ErrorCode::closed, "The executor '" + executor +
                                              "' was closed before the submitted closure started; "
                                              "it did not run."});
        if (thrown_)
            std::rethrow_exception(std::move(thrown_));
        if constexpr (std::is_reference_v<Result>)
            return static_cast<Result>(*result_);
        else if constexpr (!std::is_void_v<Result>)
            return std::move(*result_);
    }

private:
    using Stored =
        std::conditional_t<std::is_void_v<Result>, std::nullptr_t,
                           std::conditional_t<std::is_reference_v<Result>, std::remove_reference_t<Result>*,
                                              std::optional<Result>>>;
    Function& function_;
    Stored result_{};
};

/// A job on the heap that nobody waits for: it runs, then goes to the reclaimer with its captures.
template <class Function>
class PostJob final : public Job, public Retirable {
public:
    template <class F>
    PostJob(ExecutorCore& core, F&& posted) : function(std::forward<F>(posted)), core_(core) {}

    void run(Wake) noexcept override {
        try {
            std::invoke(function);
        } catch (...) {
            core_.countThrownPost();
        }
        core_.reclaimer->retire(this);
    }
    void cancel() noexcept override {
        core_.countDropped();
        core_.reclaimer->retire(this);
    }

    Function function;

private:
    ExecutorCore& core_;
};

/// The home of a Tagged value, and the job that destroys it there.
template <class T>
class TaggedBox final : public Job, public Retirable {
public:
    template <class... Arguments>
    explicit TaggedBox(ExecutorCore& core, Arguments&&... arguments)
        : value(std::forward<Arguments>(arguments)...), core_(core) {}
    ~TaggedBox() override {
        if (alive_)
            std::destroy_at(&value);
    }

    void run(Wake) noexcept override { destroyValueHere(); }
    void cancel() noexcept override { destroyValueHere(); }
    void destroyValueHere() noexcept {
        std::destroy_at(&value);
        alive_ = false;
        core_.reclaimer->retire(this);
    }

    union {
        T value;
    };

private:
    ExecutorCore& core_;
    bool alive_ = true;
};

} // namespace rondo::concurrency::detail
