// SPDX-License-Identifier: MIT
#include <rondo/concurrency/realtime_guard.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fstream>
#include <link.h>
#include <mutex>
#include <pthread.h>
#include <rondo/concurrency/detail/guard_abort.h>
#include <rondo/concurrency/detail/guard_call.h>
#include <rondo/concurrency/detail/guard_call_names.h>
#include <rondo/concurrency/detail/guard_configuration.h>
#include <rondo/concurrency/detail/guard_dispatch.h>
#include <rondo/concurrency/detail/guard_ring.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace rondo::concurrency {

namespace {

using detail::DispatchState;
using detail::guardConfiguration;

// The guard is the process's, because SIGSYS and malloc are.
struct Installation {
    std::mutex mutex;
    bool prepared = false;
    bool reporterRuns = false;
    std::uint32_t epochs = 0;
    DispatchState dispatch = DispatchState::untried;
    int dispatchError = 0;
    std::atomic<RealtimeCheck> check{RealtimeCheck::off};
    std::mutex drainMutex;
};

// Never destroyed: threads under watch may outlive the end of main.
Installation& installation() {
    static Installation& only = *new Installation;
    return only;
}

bool underValgrind() {
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);)
        if (line.find("vgpreload") != std::string::npos)
            return true;
    return false;
}

// A sanitizer's runtime maps memory whenever it likes, also in the middle of an innocent instruction.
int exemptSanitizer(dl_phdr_info* object, std::size_t, void*) {
    const std::string_view path = object->dlpi_name;
    const auto names = {"/libasan.so", "/libtsan.so", "/libubsan.so", "/liblsan.so"};
    if (std::none_of(names.begin(), names.end(), [&](auto part) { return path.find(part) != path.npos; }))
        return 0;
    for (int index = 0; index < object->dlpi_phnum; ++index) {
        const auto& segment = object->dlpi_phdr[index];
        if (segment.p_type == PT_LOAD && (segment.p_flags & PF_X) != 0)
            detail::exemptRange(object->dlpi_addr + segment.p_vaddr,
                                object->dlpi_addr + segment.p_vaddr + segment.p_memsz);
    }
    return 0;
}

RealtimeViolation violationFrom(const detail::GuardRecord& record) {
    RealtimeViolation violation;
    violation.kind = record.kind;
    if (record.call != nullptr)
        violation.call = record.call;
    else if (record.kind == RealtimeKind::systemCall)
        violation.call = detail::systemCallName(record.systemCall);
    violation.systemCall = record.systemCall;
    violation.arguments.assign(record.arguments, record.arguments + record.argumentCount);
    if (record.hasResult)
        violation.result = record.result;
    violation.pageFaults = record.pageFaults;
    violation.backtrace.assign(record.frames, record.frames + record.depth);
    violation.time = record.time;
    violation.thread = record.thread;
    violation.threadName.assign(record.threadName, strnlen(record.threadName, sizeof record.threadName));
    return violation;
}

// Written whole by one call, and only then is the claim made that keeps the plain report from appearing as
// well.
void reportAndAbort() {
    const auto violation = violationFrom(detail::awaitViolation());
    const std::string text = "rondo: the realtime guard ends this process, because a thread made a call that a "
                             "callback must not make.\n" +
                             describe(violation);
    if (!detail::claimReport())
        return;
    for (std::size_t written = 0; written < text.size();) {
        const ssize_t count = write(STDERR_FILENO, text.data() + written, text.size() - written);
        if (count <= 0)
            break;
        written += static_cast<std::size_t>(count);
    }
    std::abort();
}

// Without signals, which belong to the program's own threads.
bool startReporter() {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = true;
    try {
        std::thread(reportAndAbort).detach();
    } catch (const std::system_error&) {
        started = false; // the violating thread then reports without names
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return started;
}

void prepareOnce(Installation& guard) {
    if (guard.prepared)
        return;
    guard.prepared = true;
    detail::prepareGuardRing();
    dl_iterate_phdr(exemptSanitizer, nullptr);
    guard.dispatch = detail::installDispatch(underValgrind(), guard.dispatchError);
    guardConfiguration.dispatches.store(guard.dispatch == DispatchState::active, std::memory_order_release);
}

RealtimeTripwire systemCallWire(const Installation& guard) {
    const std::string unwatched = "System calls are not watched: ";
    const int refusedLater = guardConfiguration.refusedError.load(std::memory_order_relaxed);
    const auto state = guardConfiguration.replaced.load(std::memory_order_relaxed)
                           ? DispatchState::handlerReplaced
                       : refusedLater != 0 ? DispatchState::dispatchRefused
                                           : guard.dispatch;
    const auto why = std::string(std::strerror(refusedLater != 0 ? refusedLater : guard.dispatchError));
    const auto wire = [&](std::string text) { return RealtimeTripwire{RealtimeKind::systemCall, false, text}; };
    switch (state) {
    case DispatchState::untried:
        return wire(unwatched + "the guard was never switched on.");
    case DispatchState::active:
        return {RealtimeKind::systemCall, true, "System calls are watched by Syscall User Dispatch."};
    case DispatchState::valgrind:
        return wire(unwatched + "valgrind makes them in the program's place; run without it to watch them.");
    case DispatchState::foreignRestorer:
        return wire(unwatched +
                    "signal handlers return through code other than glibc's, which the guard would trap; "
                    "run on glibc to watch them.");
    case DispatchState::handlerRefused:
        return wire(unwatched + "the system refused a handler for SIGSYS (" + why + ").");
    case DispatchState::dispatchRefused:
        return wire(unwatched + "the system refused Syscall User Dispatch (" + why +
                    "); it needs Linux 5.11 on x86-64 and a sandbox that allows prctl(59).");
    case DispatchState::handlerReplaced:
        break;
    }
    return wire(unwatched + "another part of the program installed its own handler for SIGSYS after the guard; "
                            "switch the guard on after that part.");
}

RealtimeTripwire interposedWire(RealtimeKind kind, const char* what, const char* function, const void* ours) {
    const std::string unwatched = std::string(what) + " are not watched: ";
    if (&rondoInterposedFunctions == nullptr)
        return {kind, false,
                unwatched + "this program is not linked with rondo::realtime_interposers, as sanitizer "
                            "builds never are."};
    if (dlsym(RTLD_DEFAULT, function) != ours)
        return {kind, false,
                unwatched +
                    "a preloaded library, or a program linked without ENABLE_EXPORTS, hides the "
                    "guard's " +
                    function + " from other libraries."};
    return {kind, true, std::string(what) + " are watched by functions put in front of the C library's."};
}

std::vector<RealtimeTripwire> statusOf(const Installation& guard) {
    const bool interposed = &rondoInterposedFunctions != nullptr;
    return {systemCallWire(guard),
            interposedWire(RealtimeKind::allocation, "Allocations", "malloc",
                           interposed ? rondoInterposedFunctions.allocate : nullptr),
            interposedWire(RealtimeKind::lock, "Locks", "pthread_mutex_lock",
                           interposed ? rondoInterposedFunctions.lock : nullptr),
            {RealtimeKind::pageFault, true, "Page faults are counted, outside the blocks."}};
}

} // namespace

std::vector<RealtimeTripwire> RealtimeGuard::install(RealtimeCheck check, RealtimeGuardOptions options) {
    Installation& guard = installation();
    const std::scoped_lock lock(guard.mutex);
    guardConfiguration.pageFaultBlocks.store(std::max(1U, options.pageFaultBlocks), std::memory_order_relaxed);
    guardConfiguration.warmUpBlocks.store(options.warmUpBlocks, std::memory_order_relaxed);
    guard.check.store(check, std::memory_order_relaxed);
    if (check != RealtimeCheck::off)
        prepareOnce(guard);
    if (check == RealtimeCheck::abort && !guard.reporterRuns)
        guard.reporterRuns = startReporter();
    detail::setAborting(check == RealtimeCheck::abort);
    if (check != RealtimeCheck::off)
        ++guard.epochs;
    detail::guardEpoch.store(check == RealtimeCheck::off ? 0 : guard.epochs, std::memory_order_release);
    return statusOf(guard);
}

std::vector<RealtimeTripwire> RealtimeGuard::status() {
    Installation& guard = installation();
    const std::scoped_lock lock(guard.mutex);
    return statusOf(guard);
}

RealtimeCheck RealtimeGuard::check() noexcept { return installation().check.load(std::memory_order_relaxed); }

std::vector<RealtimeViolation> RealtimeGuard::drain() {
    const std::scoped_lock lock(installation().drainMutex);
    std::vector<RealtimeViolation> violations;
    detail::GuardRecord record;
    std::uint32_t count = 0;
    for (; detail::readRecord(count, record); ++count)
        violations.push_back(violationFrom(record));
    detail::dropRecords(count); // only now: without memory for all, none is lost
    return violations;
}

RealtimeCounts RealtimeGuard::counts() noexcept {
    return {.systemCalls = detail::violationsOf(RealtimeKind::systemCall),
            .allocations = detail::violationsOf(RealtimeKind::allocation),
            .locks = detail::violationsOf(RealtimeKind::lock),
            .pageFaults = detail::violationsOf(RealtimeKind::pageFault),
            .unrecorded = detail::unrecordedViolations(),
            .threadsUnguarded = guardConfiguration.threadsUnguarded.load(std::memory_order_relaxed)};
}

} // namespace rondo::concurrency
