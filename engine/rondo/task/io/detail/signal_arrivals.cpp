// SPDX-License-Identifier: MIT
#include <rondo/task/io/detail/signal_arrivals.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <mutex>
#include <rondo/base/error.h>
#include <rondo/task/detail/atomic.h>
#include <rondo/task/io/detail/io_error.h>
#include <string>
#include <thread>
#include <unistd.h>

namespace rondo::task::detail {

namespace {

constexpr int lastSignal = 64;
constexpr int mostListeners = 64;

struct Listener {
    Atomic<int> number{-1};
    Atomic<std::uint32_t> writers{0}; ///< handlers that may be about to write
};
struct Heard {
    std::uint32_t sources = 0; ///< under the lock
    struct sigaction former {};
};

// A signal handler gets no argument of ours, so what it needs is found here. It alone may be interrupted at any
// point, and uses the atomics alone.
struct Process {
    std::array<Atomic<std::uint64_t>, lastSignal + 1> counts{};
    std::array<Listener, mostListeners> listeners{};
    std::mutex lock;
    std::array<Heard, lastSignal + 1> heard{};
};
constinit Process process;

static_assert(Atomic<std::uint64_t>::is_always_lock_free && Atomic<int>::is_always_lock_free,
              "a signal handler must not meet a lock");

// Counted first and told then: whoever is told sees the count. The count of writers, and then the number; a
// listener goes the other way round, so that one of the two sees the other.
extern "C" void rondoSignalArrived(int signal) {
    const auto kept = errno;
    process.counts[static_cast<std::size_t>(signal)].fetch_add(1);
    for (auto& listener : process.listeners) {
        if (listener.number.load() < 0)
            continue;
        listener.writers.fetch_add(1);
        const std::uint64_t one = 1;
        if (const auto number = listener.number.load(); number >= 0)
            while (::write(number, &one, sizeof one) < 0 && errno == EINTR) {
            }
        listener.writers.fetch_sub(1);
    }
    errno = kept;
}

bool canBeHeard(int signal) noexcept {
    switch (signal) {
    case SIGKILL:
    case SIGSTOP: // the system's alone
    case SIGSEGV:
    case SIGBUS:
    case SIGFPE:
    case SIGILL:
    case SIGSYS:
    case SIGTRAP: // to go on after these makes no sense
        return false;
    default:
        return signal >= 1 && (signal < 32 || signal >= SIGRTMIN) && signal <= lastSignal;
    }
}

} // namespace

void SignalArrivals::hear(int signal) {
    if (!canBeHeard(signal))
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "A SignalSource hears signals that are sent from outside, such as SIGINT, SIGTERM "
                             "and SIGCHLD, and number " +
                                 std::to_string(signal) + " is none of them or cannot be caught."});
    const std::lock_guard guard(process.lock);
    auto& heard = process.heard[static_cast<std::size_t>(signal)];
    if (heard.sources == 0) {
        struct sigaction ours {};
        ours.sa_handler = &rondoSignalArrived;
        ours.sa_flags = SA_RESTART | SA_ONSTACK;
        ::sigfillset(&ours.sa_mask);
        if (::sigaction(signal, &ours, &heard.former) != 0)
            throw base::Failure(ioError(errno, "catch the signal " + std::to_string(signal)));
    }
    ++heard.sources;
}

void SignalArrivals::unhear(int signal) noexcept {
    const std::lock_guard guard(process.lock);
    auto& heard = process.heard[static_cast<std::size_t>(signal)];
    if (--heard.sources > 0)
        return;
    struct sigaction current {};
    ::sigaction(signal, nullptr, &current);
    if ((current.sa_flags & SA_SIGINFO) == 0 && current.sa_handler == &rondoSignalArrived)
        ::sigaction(signal, &heard.former, nullptr);
}

std::uint64_t SignalArrivals::count(int signal) noexcept {
    return process.counts[static_cast<std::size_t>(signal)].load();
}

int SignalArrivals::addListener(int number) {
    const std::lock_guard guard(process.lock);
    for (int place = 0; place < mostListeners; ++place) {
        auto& listener = process.listeners[static_cast<std::size_t>(place)];
        if (listener.number.load() < 0) {
            listener.number.store(number);
            return place;
        }
    }
    throw base::Failure(
        {base::ErrorCode::full,
         "At most 64 Reactors of a process have SignalSources at a time; use one for several."});
}

void SignalArrivals::removeListener(int place) noexcept {
    auto& listener = process.listeners[static_cast<std::size_t>(place)];
    listener.number.store(-1);
    while (listener.writers.load() != 0)
        std::this_thread::yield();
}

} // namespace rondo::task::detail
