// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <rondo/base/result.h>
#include <rondo/task/detail/atomic.h>
#include <rondo/task/detail/wait_queue.h>

namespace rondo::task::detail {

class ReactorCore;

enum class Direction : std::uint8_t { read, write };

/// What became of an attempt to wait at a descriptor.
enum class Listening : std::uint8_t {
    enlisted,
    closed, ///< by its own side
    deaf,   ///< its reactor is gone
    noMemory,
};

/// A descriptor of the system that does not block, and who waits until it can be read or written. The library
/// is asked for readiness alone, once for all who wait in one direction: buffers are touched only by the task
/// that reads or writes, and one that is cancelled takes itself out of the queue and is done with it.
///
/// Closing waits for nobody: who is inside a system call with the number (`Use`) closes it on the way out, so
/// that the system never gives the number to another one meanwhile.
class Descriptor : public std::enable_shared_from_this<Descriptor> {
public:
    /// Takes `number` over, whatever comes of it.
    static base::Result<std::shared_ptr<Descriptor>> adopt(const std::shared_ptr<ReactorCore>& reactor,
                                                           int number);
    ~Descriptor();
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    class Use {
    public:
        explicit Use(Descriptor& descriptor) noexcept : descriptor_(descriptor), open_(descriptor.enter()) {}
        ~Use() {
            if (open_)
                descriptor_.leave();
        }
        Use(const Use&) = delete;
        Use& operator=(const Use&) = delete;
        explicit operator bool() const noexcept { return open_; }
        int number() const noexcept { return descriptor_.number_; }

    private:
        Descriptor& descriptor_;
        bool open_;
    };

    /// Puts a waiter where it is woken when there is something to do, or it is closed. It must try then: it may
    /// be woken for nothing.
    Listening enlist(Direction direction, WaitEntry& entry, Waiter& waiter) noexcept;
    /// Takes it out; it may be out already.
    void leave(Direction direction, WaitEntry& entry) noexcept;
    /// Wakes all. Further calls do nothing.
    void close() noexcept;
    /// Wakes all; nobody can wait any more.
    void deafen() noexcept;
    const std::shared_ptr<ReactorCore>& reactor() const noexcept { return reactor_; }
    /// Whether it is time to let others go first: a peer that always has something must not keep the worker.
    bool turnIsOver() noexcept { return (turns_.fetch_add(1, std::memory_order_relaxed) + 1) % turn == 0; }

private:
    static constexpr std::uint32_t turn = 32;
    struct Stream; ///< the library's
    struct Side {
        WaitQueue waiting;
        bool armed = false; ///< whether the library was asked, and has not answered
    };

    Descriptor(std::shared_ptr<ReactorCore> reactor, int number);
    bool enter() noexcept;
    void leave() noexcept;
    void arm(Direction direction);
    void answered(Direction direction) noexcept;
    void closeNumber() noexcept;

    friend class ReactorCore;
    std::shared_ptr<ReactorCore> reactor_;
    const int number_;
    std::list<std::weak_ptr<Descriptor>>::iterator place_; ///< in the reactor's list, under its lock
    bool listed_ = false;
    Atomic<std::uint32_t> turns_{0};

    std::mutex lock_; ///< everything below; it is held across calls of the library, which call the system
    std::unique_ptr<Stream> stream_;
    std::array<Side, 2> sides_;
    std::uint32_t users_ = 0;
    bool closed_ = false;
    bool deaf_ = false;
};

} // namespace rondo::task::detail
