// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <memory>
#include <rondo/concurrency/audio_thread.h>
#include <rondo/concurrency/executor.h>
#include <utility>

namespace rondo::concurrency {

/// Where a Tagged value is destroyed when its owner lets go of it.
enum class DestroyPolicy {
    sendHome, ///< on its executor, as a closure; for what is bound to that thread
    reclaim,  ///< where the executor's reclaimer collects; for what may be expensive to destroy
    report,   ///< on its executor only: to let go elsewhere is a mistake, counted and told to
              ///< ExecutorOptions::onMisuse; the value is then sent home all the same
};

/// A value that belongs to one executor. Anyone may own and move it; only code that runs under the executor's
/// tag can open it.
///
/// Example:
///     Executor executor({.name = "sound"});
///     Tagged<std::string> words(executor, DestroyPolicy::sendHome, "said on the audio thread");
///     expect(executor.submit([&] { return words.open().size(); }) == 24);
///     expect(words.tryOpen() == nullptr); // not here
template <class T>
class Tagged {
public:
    /// Effects: makes the value from `arguments` on the calling thread; from then on it belongs to `executor`.
    /// Errors: what the constructor throws; std::bad_alloc. Progress: blocking. [any but audio]
    template <class... Arguments>
    explicit Tagged(Executor& executor, DestroyPolicy policy, Arguments&&... arguments)
        : core_(executor.core_), box_(new detail::TaggedBox<T>(std::forward<Arguments>(arguments)...)),
          policy_(policy) {}

    Tagged(Tagged&& other) noexcept
        : core_(std::move(other.core_)), box_(std::exchange(other.box_, nullptr)), policy_(other.policy_) {}
    Tagged& operator=(Tagged&& other) noexcept {
        if (this != &other) {
            letGo();
            core_ = std::move(other.core_);
            box_ = std::exchange(other.box_, nullptr);
            policy_ = other.policy_;
        }
        return *this;
    }
    /// Effects: destroys the value as its policy says; after the executor closed, here. Progress: lock-free
    /// unless the executor is closed; sending home wakes the background thread when it sleeps. [any; with
    /// sendHome, any but an audio callback of another executor]
    ~Tagged() { letGo(); }

    /// Returns: the value. Errors: Failure(wrongThread) off the executor, Failure(invalidArgument) after a
    /// move. Progress: wait-free on the executor. [audio]
    T& open() {
        if (box_ == nullptr)
            throw base::Failure({base::ErrorCode::invalidArgument,
                                 "This Tagged value has been moved away; open the one that it was moved to."});
        if (!core_->tag.isCurrent()) // the sentence allocates
            core_->tag.ensureCurrent("the executor '" + core_->name + "'");
        return box_->value;
    }
    /// Returns: the value, unchecked. Requires: `thread` is of this value's executor, and the value has not
    /// been moved away; asserted in debug builds. Progress: wait-free, free. [audio]
    T& open([[maybe_unused]] AudioThread& thread) noexcept {
        assert(box_ != nullptr && thread.core_ == core_.get());
        return box_->value;
    }
    /// Returns: the value, or null off the executor and after a move. Progress: wait-free. [any]
    T* tryOpen() noexcept { return box_ != nullptr && core_->tag.isCurrent() ? &box_->value : nullptr; }
    /// Returns: whose value this is; no tag after a move. Progress: wait-free. [any]
    Tag tag() const noexcept { return core_ ? core_->tag : Tag(); }

private:
    void letGo() noexcept {
        if (box_ == nullptr)
            return;
        auto* box = std::exchange(box_, nullptr);
        if (policy_ == DestroyPolicy::reclaim) {
            core_->reclaimer->retire(box);
            return;
        }
        const bool here = core_->tag.isCurrent();
        if (!here && policy_ == DestroyPolicy::report)
            core_->reportStray(Tag::current());
        if (here || !core_->enqueue(box))
            box->destroyValueHere(*core_);
    }

    std::shared_ptr<detail::ExecutorCore> core_;
    detail::TaggedBox<T>* box_;
    DestroyPolicy policy_;
};

} // namespace rondo::concurrency
