// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <rondo/concurrency/detail/tag_scope.h>
#include <rondo/concurrency/realtime_scope.h>
#include <utility>

namespace rondo::concurrency {

namespace detail {
class ExecutorCore;
}

/// How a foreign thread drives an executor.
struct DriverOptions {
    /// After this long without a callback the background thread runs what was submitted, until the next
    /// callback.
    std::chrono::milliseconds silence{50};
    /// Closures that start in one block at most; the rest waits for the next one.
    std::uint32_t closuresPerBlock = 256;
    /// No further closure starts in a block once this much time went into closures.
    std::chrono::microseconds closureTime{250};
};

/// Lends a foreign callback thread to an executor: a sound card's, a plugin host's, an offline loop's. The
/// thread may change between callbacks. Made by Executor::adopt; move-only; its destruction gives the executor
/// back to the background thread.
///
///     if (auto block = driver.enter()) { … process … } else { … silence … }
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

    private:
        friend class Driver;
        explicit Block(detail::ExecutorCore* core) noexcept;
        void leave() noexcept;
        detail::ExecutorCore* core_;
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
