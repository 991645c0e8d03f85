// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/base/cache_line.h>
#include <rondo/concurrency/detail/atomic.h>
#include <utility>

namespace rondo::concurrency {

/// Something that can be handed to a Reclaimer: it carries its own link, so that handing over allocates
/// nothing.
class Retirable {
public:
    virtual ~Retirable() = default;
    Retirable() noexcept = default;
    Retirable(const Retirable&) = delete;
    Retirable& operator=(const Retirable&) = delete;

protected:
    /// Effects: ends the object's life, on the collecting thread; by default deletes it. For what lives in a
    /// pool.
    virtual void reclaim() noexcept { delete this; }

private:
    friend class Reclaimer;
    detail::Atomic<Retirable*> nextRetired_{nullptr};
};

/// Where objects go to die off the audio thread. Any thread retires, without a wait; some other thread
/// collects.
///
/// Example:
///     struct Reverb : Retirable {
///         explicit Reverb(bool& gone) : gone_(gone) {}
///         ~Reverb() override { gone_ = true; }
///         bool& gone_;
///     };
///     bool gone = false;
///     Reclaimer reclaimer;
///     reclaimer.retire(new Reverb(gone)); // on the audio thread: no allocation, nothing is freed
///     expect(!gone);
///     expect(reclaimer.collect() == 1 && gone); // on a thread that has time
class Reclaimer {
public:
    Reclaimer() noexcept;
    /// Effects: collects. Requires: nobody retires any more. [control]
    ~Reclaimer();
    Reclaimer(const Reclaimer&) = delete;
    Reclaimer& operator=(const Reclaimer&) = delete;

    /// Effects: takes ownership; the object's destructor runs in a later `collect`. Progress: wait-free: one
    /// exchange and one store. [audio] [any]
    void retire(Retirable* object) noexcept;
    /// Effects: destroys what was retired; when another thread is collecting, leaves it to that one.
    /// Returns: how many objects were destroyed. Progress: blocking (destructors run here). [control]
    std::size_t collect() noexcept;
    /// Returns: objects retired so far, and destroyed so far. Progress: wait-free. [any]
    std::uint64_t retired() const noexcept { return retired_.load(std::memory_order_relaxed); }
    std::uint64_t collected() const noexcept { return collected_.load(std::memory_order_relaxed); }

private:
    struct Stub final : Retirable {};
    Retirable* pop() noexcept;

    alignas(base::cacheLine) detail::Atomic<Retirable*> newest_;
    detail::Atomic<std::uint64_t> retired_{0};
    alignas(base::cacheLine) detail::Atomic<bool> collecting_{false};
    Retirable* oldest_;
    detail::Atomic<std::uint64_t> collected_{0};
    Stub stub_;
};

} // namespace rondo::concurrency
