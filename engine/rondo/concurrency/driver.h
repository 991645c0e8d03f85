// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <rondo/concurrency/audio_thread.h>
#include <rondo/concurrency/block_closures.h>
#include <rondo/concurrency/detail/tag_scope.h>
#include <rondo/concurrency/realtime_scope.h>
#include <utility>

namespace rondo::concurrency {

namespace detail {
class ExecutorCore;
}

/// How a foreign thread drives an executor.
///
/// Example:
///     Executor executor;
///     Driver offline = executor.adopt({.realtime = false}); // this thread is the audio thread now
///     int n = 0;
///     expect(executor.post([&n] { n = 1; }).has_value());
///     { const auto block = offline.enter(); }
///     expect(n == 1);
struct DriverOptions {
    /// After this long without a callback the background thread runs what was submitted, until the next
    /// callback. Longer than a block of 2048 frames at 44.1 kHz, and short enough that no submit is blocked for
    /// 50 ms.
    std::chrono::milliseconds silence{48};
    /// Closures that start in one block at most; the rest waits for the next one.
    std::uint32_t closuresPerBlock = 256;
    /// No further closure starts in a block once this much time went into closures.
    std::chrono::microseconds closureTime{250};
    /// False for a loop that renders offline: it is no callback, so it may wait, is not watched by the realtime
    /// guard, and wakes a submitter at once.
    bool realtime = true;
};

/// Lends a foreign callback thread to an executor: a sound card's, a plugin host's, an offline loop's. The
/// thread may change between callbacks. Made by Executor::adopt; move-only; its destruction gives the executor
/// back to the background thread.
///
/// Example:
///     Executor executor;
///     Tagged<float> gain(executor, DestroyPolicy::reclaim, 0.5f);
///     Driver driver = executor.adopt();
///     float sample = 1; // of the callback
///     if (auto block = driver.enter())
///         sample *= gain.open(block.thread());
///     else
///         sample = 0; // another thread holds the executor for a moment
///     expect(sample == 0.5f);
class Driver {
public:
    /// One block's turn on the executor. True while it holds the executor; then the tag is current and what was
    /// submitted has run. False when another thread holds it: output silence and return.
    class Block {
    public:
        ~Block() { leave(); }
        Block(const Block&) = delete;
        Block& operator=(const Block&) = delete;
        explicit operator bool() const noexcept { return core_ != nullptr; }
        /// Returns: the right to open what belongs to the executor, for as long as the block lives. Requires:
        /// the block holds the executor. Progress: wait-free. [audio]
        AudioThread& thread() noexcept { return thread_; }
        /// Returns: what ran before the block's own work. Progress: wait-free. [audio]
        const BlockClosures& closures() const noexcept { return closures_; }

    private:
        friend class Driver;
        explicit Block(detail::ExecutorCore* core) noexcept;
        void leave() noexcept;
        detail::ExecutorCore* core_;
        AudioThread thread_;
        BlockClosures closures_;
        std::optional<RealtimeScope> realtime_;
        std::optional<detail::TagScope> scope_;
    };

    Driver(Driver&& other) noexcept = default;
    Driver& operator=(Driver&& other) noexcept;
    /// Effects: the background thread takes the executor back. Requires: no callback runs or will run.
    /// Progress: blocking. [control]
    ~Driver();

    /// Effects: takes the executor for one block, if nobody else has it, and runs the closures that wait. Two
    /// threads at once (a faulty host) and a background thread in the middle of a closure both lead to a false
    /// Block, each counted in Executor::statistics. Progress: wait-free beside the closures themselves. [audio]
    [[nodiscard]] Block enter() noexcept;

private:
    friend class Executor;
    Driver(std::shared_ptr<detail::ExecutorCore> core, const DriverOptions& options);
    void release() noexcept;
    std::shared_ptr<detail::ExecutorCore> core_;
};

} // namespace rondo::concurrency
