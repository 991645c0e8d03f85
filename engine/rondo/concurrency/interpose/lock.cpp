// SPDX-License-Identifier: MIT
// The functions of POSIX threads that may wait, put in front of the C library's: on an armed thread each is
// reported, whether it would have had to wait this time or not. The try functions and sem_post are left alone:
// they never wait.
#include <rondo/concurrency/detail/guard_call.h>

#include <atomic>
#include <csignal>
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <type_traits>

#if !defined(__GLIBC__) || !defined(__x86_64__)
#error "The lock interposers name the symbol versions of glibc on x86-64; give them those of this system."
#endif

namespace {

using rondo::concurrency::RealtimeKind;
using rondo::concurrency::detail::GuardCall;
using rondo::concurrency::detail::guardSlot;
using rondo::concurrency::detail::threadArmed;

template <class T>
std::uint64_t word(T value) noexcept {
    if constexpr (std::is_pointer_v<T>)
        return reinterpret_cast<std::uint64_t>(value);
    else
        return static_cast<std::uint64_t>(value);
}

template <class Signature>
class Real;

/// The C library's function of a name. Found at the program's start, or at the first call, which may come
/// before.
template <class... Arguments>
class Real<int(Arguments...)> {
public:
    using Function = int (*)(Arguments...);
    constexpr explicit Real(const char* name, const char* version = nullptr) : name_(name), version_(version) {}

    Function find() {
        void* found = version_ == nullptr ? dlsym(RTLD_NEXT, name_) : dlvsym(RTLD_NEXT, name_, version_);
        const auto function = reinterpret_cast<Function>(found);
        function_.store(function, std::memory_order_relaxed);
        return function;
    }
    int operator()(Arguments... arguments) {
        Function function = function_.load(std::memory_order_relaxed);
        if (function == nullptr) [[unlikely]]
            function = find();
        return function(arguments...);
    }
    int watched(const void* caller, Arguments... arguments) {
        if (!threadArmed()) [[likely]]
            return (*this)(arguments...);
        GuardCall report(RealtimeKind::lock, name_, caller, {word(arguments)...});
        const int result = (*this)(arguments...);
        report.setResult(result);
        return result;
    }

private:
    const char* const name_;
    const char* const version_;
    std::atomic<Function> function_{nullptr};
};

using Time = const timespec*;
// dlsym alone would find the condition functions of before 2002, whose objects are laid out differently.
constexpr auto conditions = "GLIBC_2.3.2";
constinit Real<int(pthread_mutex_t*)> mutexLock("pthread_mutex_lock");
constinit Real<int(pthread_mutex_t*, Time)> mutexTimedLock("pthread_mutex_timedlock");
constinit Real<int(pthread_mutex_t*, clockid_t, Time)> mutexClockLock("pthread_mutex_clocklock");
constinit Real<int(pthread_rwlock_t*)> readLock("pthread_rwlock_rdlock");
constinit Real<int(pthread_rwlock_t*)> writeLock("pthread_rwlock_wrlock");
constinit Real<int(pthread_spinlock_t*)> spinLock("pthread_spin_lock");
constinit Real<int(pthread_cond_t*, pthread_mutex_t*)> conditionWait("pthread_cond_wait", conditions);
constinit Real<int(pthread_cond_t*, pthread_mutex_t*, Time)> conditionTimedWait("pthread_cond_timedwait",
                                                                                conditions);
constinit Real<int(pthread_cond_t*, pthread_mutex_t*, clockid_t, Time)>
    conditionClockWait("pthread_cond_clockwait");
constinit Real<int(pthread_cond_t*)> conditionSignal("pthread_cond_signal", conditions);
constinit Real<int(pthread_cond_t*)> conditionBroadcast("pthread_cond_broadcast", conditions);
constinit Real<int(sem_t*)> semaphoreWait("sem_wait");
constinit Real<int(sem_t*, Time)> semaphoreTimedWait("sem_timedwait");
constinit Real<int(int, const sigset_t*, sigset_t*)> threadMask("pthread_sigmask");
constinit Real<int(int, const sigset_t*, sigset_t*)> processMask("sigprocmask");

// So that none is looked for on a thread that is in a hurry.
[[gnu::constructor]] void findAll() {
    mutexLock.find(), mutexTimedLock.find(), mutexClockLock.find(), readLock.find(), writeLock.find();
    spinLock.find(), conditionWait.find(), conditionTimedWait.find(), conditionClockWait.find();
    conditionSignal.find(), conditionBroadcast.find(), semaphoreWait.find(), semaphoreTimedWait.find();
    threadMask.find(), processMask.find();
}

// A watched thread with SIGSYS blocked would be killed by its next violation.
template <class Mask>
int changeMask(Mask& real, int how, const sigset_t* set, sigset_t* before) {
    if (set == nullptr || how == SIG_UNBLOCK || guardSlot == nullptr || !guardSlot->dispatches) [[likely]]
        return real(how, set, before);
    sigset_t open = *set;
    sigdelset(&open, SIGSYS);
    return real(how, &open, before);
}

} // namespace

#pragma GCC visibility push(default)
extern "C" {

int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
    return mutexLock.watched(__builtin_return_address(0), mutex);
}
int pthread_mutex_timedlock(pthread_mutex_t* mutex, Time until) noexcept {
    return mutexTimedLock.watched(__builtin_return_address(0), mutex, until);
}
int pthread_mutex_clocklock(pthread_mutex_t* mutex, clockid_t clock, Time until) noexcept {
    return mutexClockLock.watched(__builtin_return_address(0), mutex, clock, until);
}
int pthread_rwlock_rdlock(pthread_rwlock_t* lock) noexcept {
    return readLock.watched(__builtin_return_address(0), lock);
}
int pthread_rwlock_wrlock(pthread_rwlock_t* lock) noexcept {
    return writeLock.watched(__builtin_return_address(0), lock);
}
int pthread_spin_lock(pthread_spinlock_t* lock) noexcept {
    return spinLock.watched(__builtin_return_address(0), lock);
}
int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
    return conditionWait.watched(__builtin_return_address(0), condition, mutex);
}
int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex, Time until) {
    return conditionTimedWait.watched(__builtin_return_address(0), condition, mutex, until);
}
int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock, Time until) {
    return conditionClockWait.watched(__builtin_return_address(0), condition, mutex, clock, until);
}
int pthread_cond_signal(pthread_cond_t* condition) noexcept {
    return conditionSignal.watched(__builtin_return_address(0), condition);
}
int pthread_cond_broadcast(pthread_cond_t* condition) noexcept {
    return conditionBroadcast.watched(__builtin_return_address(0), condition);
}
int sem_wait(sem_t* semaphore) { return semaphoreWait.watched(__builtin_return_address(0), semaphore); }
int sem_timedwait(sem_t* semaphore, Time until) {
    return semaphoreTimedWait.watched(__builtin_return_address(0), semaphore, until);
}
int pthread_sigmask(int how, const sigset_t* set, sigset_t* before) noexcept {
    return changeMask(threadMask, how, set, before);
}
int sigprocmask(int how, const sigset_t* set, sigset_t* before) noexcept {
    return changeMask(processMask, how, set, before);
}

extern const rondo::concurrency::detail::InterposedFunctions rondoInterposedFunctions;
const rondo::concurrency::detail::InterposedFunctions rondoInterposedFunctions = {
    reinterpret_cast<const void*>(&malloc), reinterpret_cast<const void*>(&pthread_mutex_lock)};

} // extern "C"
#pragma GCC visibility pop
