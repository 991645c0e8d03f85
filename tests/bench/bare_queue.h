// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <climits>
#include <cstdint>
#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <type_traits>
#include <unistd.h>

namespace rondo::bench {

/// How a thread waits in a BareQueue.
enum class Patience {
    spin,       ///< without end, which burns a core and needs two
    yieldThrice ///< three times sched_yield, then a futex: the policy of the fastest executor of the baselines
};

/// The reference: as little as can be between two threads. A list that is taken whole, a word for the answer on
/// the caller's frame, no close, no errors, no tags.
template <Patience patience>
class BareQueue {
public:
    /// Effects: waits until `function` has run on the thread of `runUntilStopped`.
    template <class Function>
    void submit(Function&& function) {
        struct Call final : Item {
            explicit Call(Function& called) : function(called) {
                this->run = [](Item& item) { static_cast<Call&>(item).function(); };
            }
            std::remove_reference_t<Function>& function;
        } call(function);
        call.next = newest_.load(std::memory_order_relaxed);
        while (!newest_.compare_exchange_weak(call.next, &call, std::memory_order_seq_cst)) {
        }
        if (patience != Patience::spin && sleeps_.load(std::memory_order_seq_cst) != 0)
            wake(sleeps_);
        waitUntil(call.answer, [&call] { return call.answer.load(std::memory_order_acquire) == answered; });
    }

    void runUntilStopped() {
        for (;;) {
            waitUntil(sleeps_, [this] {
                return newest_.load(std::memory_order_seq_cst) != nullptr ||
                       stop_.load(std::memory_order_seq_cst);
            });
            sleeps_.store(nobody, std::memory_order_relaxed);
            Item* newest = newest_.exchange(nullptr, std::memory_order_acquire);
            if (newest == nullptr && stop_.load(std::memory_order_acquire))
                return;
            runInOrder(newest);
        }
    }
    void stop() {
        stop_.store(true, std::memory_order_seq_cst);
        wake(sleeps_);
    }

private:
    using Word = std::atomic<std::uint32_t>;
    enum : std::uint32_t { nobody, sleeping, answered };
    struct Item {
        Item* next = nullptr;
        void (*run)(Item&) = nullptr;
        Word answer{nobody};
    };

    static void wake(Word& word) {
        word.store(nobody, std::memory_order_release);
        syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
    }

    template <class Ready>
    static void waitUntil(Word& word, Ready ready) {
        if constexpr (patience == Patience::spin) {
            while (!ready())
                asm volatile("pause");
        } else {
            for (int turn = 0; turn < 3 && !ready(); ++turn)
                sched_yield();
            while (!ready()) {
                std::uint32_t expected = nobody;
                word.compare_exchange_strong(expected, sleeping, std::memory_order_seq_cst);
                if (ready())
                    break;
                syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, sleeping, nullptr, nullptr, 0);
            }
        }
    }

    static void runInOrder(Item* newest) {
        Item* first = nullptr;
        while (newest != nullptr) {
            Item* older = newest->next;
            newest->next = first;
            first = newest;
            newest = older;
        }
        while (first != nullptr) {
            Item* item = first;
            first = item->next;
            item->run(*item);
            if (item->answer.exchange(answered, std::memory_order_acq_rel) == sleeping)
                syscall(SYS_futex, &item->answer, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
        }
    }

    alignas(64) std::atomic<Item*> newest_{nullptr};
    Word sleeps_{nobody};
    std::atomic<bool> stop_{false};
};

} // namespace rondo::bench
