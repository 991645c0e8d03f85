// SPDX-License-Identifier: MIT
#include <rondo/concurrency/detail/executor_core.h>

#include <algorithm>
#include <future>
#include <mutex>
#include <rondo/base/clock.h>
#include <rondo/base/error.h>
#include <rondo/concurrency/detail/jobs.h>
#include <rondo/concurrency/detail/pause.h>
#include <rondo/concurrency/detail/tag_scope.h>
#include <rondo/concurrency/detail/thread.h>
#include <rondo/concurrency/driver.h>
#include <sched.h>
#include <system_error>

namespace rondo::concurrency::detail {

namespace {

using namespace std::chrono_literals;
constexpr auto spinTime = 40us;         // about one wake-up of a sleeping core
constexpr auto callbackPoll = 500us;    // how late a submitter may see what a callback has done for it
constexpr auto wakeBackstop = 20ms;     // a waiter whose closure ran in a callback, which wakes nobody
constexpr int seatTurns = 64;           // some microseconds for the background thread to end a short closure
constexpr auto watchAfterActivity = 1s; // how long the background thread polls a driver after the last closure
constexpr auto parkedLook = 1s;         // for what a callback left over or retired, because it wakes nobody

template <class Duration>
std::int64_t nanosecondsOf(Duration time) noexcept {
    const auto limited = std::clamp<Duration>(time, Duration::zero(), longestWait);
    return std::chrono::nanoseconds(limited).count();
}

template <class Ready>
bool spin(Ready ready) noexcept {
    const auto until = base::monotonicNanoseconds() + std::chrono::nanoseconds(spinTime).count();
    do {
        for (int turn = 0; turn < 32; ++turn) {
            if (ready())
                return true;
            pause();
        }
    } while (base::monotonicNanoseconds() < until);
    return false;
}

template <class Ready>
bool yieldThrice(Ready ready) noexcept {
    for (int turn = 0; turn < 3; ++turn) {
        if (ready())
            return true;
        sched_yield();
    }
    return ready();
}

// Waiting for a thread on the same core by spinning only keeps it from running; on another core, sleeping costs
// more than the answer takes.
template <class Ready>
bool waitBriefly(int peerCpu, Ready ready) noexcept {
    return peerCpu == currentCpu() ? yieldThrice(ready) : spin(ready);
}

} // namespace

ExecutorCore::ExecutorCore(std::string executorName, std::optional<int> realtimePriority)
    : name(std::move(executorName)), tag(Tag::make()), reclaimer(std::make_shared<Reclaimer>()) {
    if (realtimePriority && (*realtimePriority < 1 || *realtimePriority > 99))
        throw base::Failure({base::ErrorCode::invalidArgument, "The realtime priority of the executor '" +
                                                                   name + "' must lie between 1 and 99, and " +
                                                                   std::to_string(*realtimePriority) +
                                                                   " was asked for."});
    std::promise<std::string> started;
    try {
        thread_ = Thread([this, realtimePriority, &started] {
            started.set_value(prepareThread(name, realtimePriority));
            background();
        });
    } catch (const std::system_error& refusal) {
        throw base::Failure({base::ErrorCode::refused, "The thread of the executor '" + name +
                                                           "' could not be started: " + refusal.what() + "."});
    }
    notice = started.get_future().get();
}

ExecutorCore::~ExecutorCore() = default;

void ExecutorCore::wake() noexcept {
    wakeWord_.fetch_add(1, std::memory_order_release);
    futexWake(&wakeWord_, 1);
}

bool ExecutorCore::enqueue(Job* job) noexcept {
    if (tag.isCurrent()) {
        // We hold the seat. Joining the queue's end directly spares the wake that a callback may not make.
        drain();
        if (incoming_.load(std::memory_order_relaxed) == &closed_)
            return false;
        job->next = nullptr;
        (ready_ == nullptr ? ready_ : readyLast_->next) = job;
        readyLast_ = job;
        return true;
    }
    const Caller caller(*this);
    Job* head = incoming_.load(std::memory_order_relaxed);
    do {
        if (head == &closed_)
            return false;
        job->next = head == &parked_ ? nullptr : head;
    } while (!incoming_.compare_exchange_weak(head, job, std::memory_order_acq_rel, std::memory_order_relaxed));
    if (head == &parked_)
        wake();
    return true;
}

void ExecutorCore::submitAndWait(SubmitJobBase& job) noexcept {
    job.submitterCpu = currentCpu();
    if (enqueue(&job))
        awaitDone(job);
    else
        job.state.store(SubmitJobBase::cancelled, std::memory_order_relaxed);
}

void ExecutorCore::awaitDone(SubmitJobBase& job) noexcept {
    const auto finished = [&job] { return job.state.load(std::memory_order_acquire) >= SubmitJobBase::done; };
    if (!foreignDrives() && waitBriefly(backgroundCpu_.load(std::memory_order_relaxed), finished))
        return;
    while (foreignDrives() && !finished())
        futexWait(job.state, SubmitJobBase::pending, callbackPoll);
    std::uint32_t expected = SubmitJobBase::pending;
    job.state.compare_exchange_strong(expected, SubmitJobBase::waiting, std::memory_order_acq_rel,
                                      std::memory_order_acquire);
    while (!finished())
        futexWait(job.state, SubmitJobBase::waiting, wakeBackstop);
}

// ---- the holder of the seat

void ExecutorCore::drain() noexcept {
    if (!isJob(incoming_.load(std::memory_order_relaxed)))
        return;
    Job* newest = incoming_.exchange(nullptr, std::memory_order_acquire);
    Job* last = newest;
    Job* first = nullptr;
    while (newest != nullptr) {
        Job* older = newest->next;
        newest->next = first;
        first = newest;
        newest = older;
    }
    (ready_ == nullptr ? ready_ : readyLast_->next) = first;
    readyLast_ = last;
}

Job* ExecutorCore::takeReady() noexcept {
    Job* job = ready_;
    if (job != nullptr)
        ready_ = job->next;
    return job;
}

bool ExecutorCore::silent(std::int64_t now) const noexcept {
    return now - lastCallback_.load(std::memory_order_relaxed) > silence_.load(std::memory_order_relaxed);
}

bool ExecutorCore::foreignDrives() const noexcept {
    return foreign_.load(std::memory_order_acquire) && !silent(base::monotonicNanoseconds());
}

// ---- a driver's thread

// Returns who held the seat; it is ours now if that was nobody.
std::uint32_t ExecutorCore::takeSeatForBlock() noexcept {
    std::uint32_t holder = seatFree;
    seat_.compare_exchange_strong(holder, seatForeign, std::memory_order_acquire, std::memory_order_relaxed);
    return holder;
}

bool ExecutorCore::enterBlock() noexcept {
    lastCallback_.store(base::monotonicNanoseconds(), std::memory_order_relaxed);
    std::uint32_t holder = takeSeatForBlock();
    for (int turn = 0; holder == seatBackground && turn < seatTurns; ++turn) {
        wanted_.store(true, std::memory_order_relaxed);
        pause();
        holder = takeSeatForBlock();
    }
    if (holder != seatFree) {
        if (holder == seatBackground) {
            blocksContended_.fetch_add(1, std::memory_order_relaxed);
        } else if (holder == seatForeign) {
            blocksRaced_.fetch_add(1, std::memory_order_relaxed);
        }
        return false;
    }
    wanted_.store(false, std::memory_order_relaxed);
    count(blocks_);
    return true;
}

void ExecutorCore::runBlockJobs() noexcept {
    drain();
    if (ready_ == nullptr)
        return;
    const auto until = base::monotonicNanoseconds() + closureTime_;
    for (std::uint32_t started = 0; started < closuresPerBlock_; ++started) {
        Job* job = takeReady();
        if (job == nullptr)
            break;
        count(closuresRun_); // before the submitter can look
        job->run(Wake::forbidden);
        if (ready_ != nullptr && base::monotonicNanoseconds() >= until)
            break;
    }
}

void ExecutorCore::leaveBlock() noexcept {
    lastCallback_.store(base::monotonicNanoseconds(), std::memory_order_relaxed);
    seat_.store(seatFree, std::memory_order_release);
}

void ExecutorCore::attach(const DriverOptions& options) {
    if (tag.isCurrent())
        throw base::Failure(
            {base::ErrorCode::wrongThread, "The executor '" + name +
                                               "' cannot be adopted from one of its own closures, because the "
                                               "closure's thread would have to give way to itself; adopt it "
                                               "from another thread."});
    const std::scoped_lock lock(closeLock_);
    if (foreign_.load(std::memory_order_relaxed))
        throw base::Failure(
            {base::ErrorCode::refused, "The executor '" + name +
                                           "' already has a driver; destroy that one before another "
                                           "thread drives it."});
    closuresPerBlock_ = std::max(1u, options.closuresPerBlock);
    closureTime_ = nanosecondsOf(options.closureTime);
    silence_.store(nanosecondsOf(options.silence), std::memory_order_relaxed);
    lastCallback_.store(base::monotonicNanoseconds(), std::memory_order_relaxed);
    // Against runInBackground: each side writes its own word, then reads the other's.
    foreign_.store(true, std::memory_order_seq_cst);
    while (seat_.load(std::memory_order_seq_cst) == seatBackground) {
        wanted_.store(true, std::memory_order_relaxed);
        lastCallback_.store(base::monotonicNanoseconds(), std::memory_order_relaxed);
        futexWait(seat_, seatBackground, 1ms);
    }
    wake();
}

void ExecutorCore::detach() noexcept {
    // Without the mutex: a closure may destroy the driver, and `close` waits for the closure.
    while (seat_.load(std::memory_order_acquire) == seatForeign && !tag.isCurrent())
        futexWait(seat_, seatForeign, 1ms);
    foreign_.store(false, std::memory_order_seq_cst);
    wake();
}

// ---- the background thread

void ExecutorCore::background() noexcept {
    for (;;) {
        const auto epoch = wakeWord_.load(std::memory_order_acquire);
        backgroundCpu_.store(currentCpu(), std::memory_order_relaxed);
        if (closing_.load(std::memory_order_acquire)) {
            if (finishClosing())
                return;
            futexWait(wakeWord_, epoch, 1ms);
            continue;
        }
        const bool foreign = foreign_.load(std::memory_order_seq_cst);
        if (foreign && !silent(base::monotonicNanoseconds())) {
            watchDriver(epoch);
            continue;
        }
        if (!runInBackground(foreign))
            idle(epoch);
    }
}

bool ExecutorCore::runInBackground(bool foreign) noexcept {
    std::uint32_t holder = seatFree;
    if (!seat_.compare_exchange_strong(holder, seatBackground, std::memory_order_seq_cst,
                                       std::memory_order_relaxed))
        return false;
    bool ran = false;
    if (foreign || !foreign_.load(std::memory_order_seq_cst)) {
        const TagScope scope(tag, name.c_str());
        drain();
        while (Job* job = takeReady()) {
            lastSubmitterCpu_ = job->submitterCpu;
            if (foreign && !ran)
                count(takeOvers_); // before the submitter can look
            count(closuresRun_);
            job->run(Wake::allowed);
            ran = true;
            if (wanted_.load(std::memory_order_relaxed))
                break;
            if (ready_ == nullptr)
                drain();
        }
    }
    wanted_.store(false, std::memory_order_relaxed);
    seat_.store(seatFree, std::memory_order_seq_cst);
    return ran;
}

void ExecutorCore::idle(std::uint32_t epoch) noexcept {
    const int peer = std::exchange(lastSubmitterCpu_, -1);
    if (peer >= 0 && waitBriefly(peer, [this] { return isJob(incoming_.load(std::memory_order_relaxed)); }))
        return;
    reclaimer->collect();
    if (seat_.load(std::memory_order_relaxed) == seatForeign)
        futexWait(wakeWord_, epoch, 1ms); // a block outlasts the silence, and its end wakes nobody
    else
        park(epoch);
}

void ExecutorCore::park(std::uint32_t epoch) noexcept {
    Job* head = nullptr;
    if (incoming_.compare_exchange_strong(head, &parked_, std::memory_order_acq_rel,
                                          std::memory_order_relaxed) ||
        head == &parked_)
        futexWait(wakeWord_, epoch, parkedLook);
    head = &parked_;
    incoming_.compare_exchange_strong(head, nullptr, std::memory_order_acq_rel, std::memory_order_relaxed);
}

void ExecutorCore::watchDriver(std::uint32_t epoch) noexcept {
    reclaimer->collect();
    const auto now = base::monotonicNanoseconds();
    const auto run = closuresRun_.load(std::memory_order_relaxed);
    if (run != closuresSeen_ || isJob(incoming_.load(std::memory_order_relaxed))) {
        closuresSeen_ = run;
        watchUntil_ = now + std::chrono::nanoseconds(watchAfterActivity).count();
    }
    if (now < watchUntil_)
        futexWait(wakeWord_, epoch, std::chrono::nanoseconds(silence_.load(std::memory_order_relaxed) / 2 + 1));
    else
        park(epoch);
}

bool ExecutorCore::finishClosing() noexcept {
    std::uint32_t holder = seatFree;
    if (!seat_.compare_exchange_strong(holder, seatClosed, std::memory_order_seq_cst,
                                       std::memory_order_relaxed))
        return false;
    drain();
    // Between that drain and this exchange jobs may have come; only the holder of the seat may close the queue.
    Job* late = incoming_.exchange(&closed_, std::memory_order_acq_rel);
    {
        const TagScope scope(tag, name.c_str()); // a Tagged value that waits to be sent home dies there
        while (Job* job = takeReady())
            job->cancel();
        while (isJob(late)) {
            Job* older = late->next;
            late->cancel();
            late = older;
        }
    }
    reclaimer->collect();
    return true;
}

void ExecutorCore::close() {
    if (tag.isCurrent())
        throw base::Failure(
            {base::ErrorCode::wrongThread, "The executor '" + name +
                                               "' cannot be closed from one of its own closures, because it "
                                               "would wait for itself; close it from another thread."});
    const std::scoped_lock lock(closeLock_);
    if (!thread_.joinable())
        return;
    closing_.store(true, std::memory_order_release);
    wake();
    thread_.join();
    // Asleep, because a caller of a lower priority may need this very core.
    while (const auto callers = inFlight_.load(std::memory_order_acquire))
        futexWait(inFlight_, callers, 1ms);
}

ExecutorStatistics ExecutorCore::statistics() const noexcept {
    const auto read = [](const std::atomic<std::uint64_t>& counter) {
        return counter.load(std::memory_order_relaxed);
    };
    return {.closuresRun = read(closuresRun_),
            .postsThrown = read(postsThrown_),
            .closuresDropped = read(closuresDropped_),
            .blocks = read(blocks_),
            .blocksContended = read(blocksContended_),
            .blocksRaced = read(blocksRaced_),
            .takeOvers = read(takeOvers_)};
}

} // namespace rondo::concurrency::detail
