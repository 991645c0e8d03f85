// SPDX-License-Identifier: MIT
#include <rondo/concurrency/detail/executor_core.h>

#include <algorithm>
#include <mutex>
#include <rondo/base/clock.h>
#include <rondo/base/error.h>
#include <rondo/concurrency/detail/pause.h>
#include <rondo/concurrency/detail/short_wait.h>
#include <rondo/concurrency/detail/tag_scope.h>
#include <rondo/concurrency/detail/thread.h>
#include <rondo/concurrency/driver.h>
#include <system_error>

namespace rondo::concurrency::detail {

namespace {

using namespace std::chrono_literals;
constexpr int seatTurns = 64;           // some microseconds for the background thread to end a short closure
constexpr auto watchAfterActivity = 1s; // how long the background thread polls a driver after the last closure
constexpr auto parkedLook = 1s;         // for what a callback left over or retired, because it wakes nobody

template <class Duration>
std::int64_t nanosecondsOf(Duration time) noexcept {
    const auto limited = std::clamp<Duration>(time, Duration::zero(), longestWait);
    return std::chrono::nanoseconds(limited).count();
}

ExecutorOptions checked(ExecutorOptions options) {
    const auto priority = options.realtimePriority;
    if (priority && (*priority < 1 || *priority > 99))
        throw base::Failure(
            {base::ErrorCode::invalidArgument, "The realtime priority of the executor '" + options.name +
                                                   "' must lie between 1 and 99, and " +
                                                   std::to_string(*priority) + " was asked for."});
    constexpr std::uint32_t most = 1U << 20;
    if (options.postCapacity > most)
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "The executor '" + options.name + "' can keep at most " + std::to_string(most) +
                                 " posted closures, and " + std::to_string(options.postCapacity) +
                                 " were asked for; choose a smaller postCapacity."});
    return options;
}

} // namespace

/// On the constructor's frame while the thread starts.
struct ExecutorCore::Start {
    std::string notice;
    std::exception_ptr thrown;
    FutexWord over{0};
};

ExecutorCore::ExecutorCore(ExecutorOptions given)
    : options(checked(std::move(given))), name(options.name), tag(Tag::make()),
      reclaimer(std::make_shared<Reclaimer>()), pool(std::make_shared<JobPool>(options.postCapacity)) {
    Start start;
    try {
        thread_ = Thread([this, &start] {
            bool begun = true;
            backgroundThread_ = threadNumber();
            try {
                start.notice = prepareThread(name, options.realtimePriority);
                const TagScope scope(tag, name.c_str());
                if (options.prelude)
                    options.prelude();
            } catch (...) {
                start.thrown = std::current_exception();
                begun = false;
            }
            const void* address = &start.over;
            start.over.store(1, std::memory_order_release); // our last touch of that frame
            futexWake(address, 1);
            if (begun)
                background();
        });
    } catch (const std::system_error& refused) {
        throw base::Failure({base::ErrorCode::refused, "The thread of the executor '" + name +
                                                           "' could not be started: " + refused.what() + "."});
    }
    while (start.over.load(std::memory_order_acquire) == 0)
        futexWait(start.over, 0, longestWait);
    if (start.thrown) {
        thread_.join();
        std::rethrow_exception(start.thrown);
    }
    notice = std::move(start.notice);
}

ExecutorCore::~ExecutorCore() = default;

void ExecutorCore::wake() noexcept {
    wakeWord_.fetch_add(1, std::memory_order_release);
    futexWake(&wakeWord_, 1);
}

bool ExecutorCore::push(Job* job) noexcept {
    if (tag.isCurrent()) {
        // We hold the seat. Joining the queue's end directly spares the wake that a callback may not make.
        job->queuedAt = clock_.nanoseconds();
        drain();
        if (incoming_.load(std::memory_order_relaxed) == &closed_)
            return false;
        job->next = nullptr;
        (ready_ == nullptr ? ready_ : readyLast_->next) = job;
        readyLast_ = job;
        ++readyCount_;
        queued_.fetch_add(1, std::memory_order_relaxed);
        return true;
    }
    job->queuedAt = clock_.nanoseconds();
    Job* head = incoming_.load(std::memory_order_relaxed);
    do {
        if (head == &closed_)
            return false;
        job->next = head == &parked_ ? nullptr : head;
    } while (!incoming_.compare_exchange_weak(head, job, std::memory_order_release, std::memory_order_relaxed));
    queued_.fetch_add(1, std::memory_order_relaxed);
    if (head == &parked_)
        wake();
    return true;
}

// ---- the holder of the seat

// Returns when it took something, 0 when there was nothing.
std::int64_t ExecutorCore::drain() noexcept {
    const Job* seen = incoming_.load(std::memory_order_relaxed);
    if (!isJob(seen))
        return 0;
    __builtin_prefetch(seen); // comes from a submitter's core while we read the clock
    const auto now = clock_.nanoseconds();
    Job* newest = incoming_.exchange(nullptr, std::memory_order_acquire);
    Job* last = newest;
    Job* first = nullptr;
    while (newest != nullptr) {
        ++readyCount_;
        Job* older = newest->next;
        newest->next = first;
        first = newest;
        newest = older;
    }
    (ready_ == nullptr ? ready_ : readyLast_->next) = first;
    readyLast_ = last;
    if (readyCount_ > highWater_.load(std::memory_order_relaxed))
        highWater_.store(readyCount_, std::memory_order_relaxed);
    return now;
}

Job* ExecutorCore::takeReady() noexcept {
    Job* job = ready_;
    if (job != nullptr) {
        ready_ = job->next;
        --readyCount_;
        count(taken_);
    }
    return job;
}

// Counts before the submitter can look, and touches nothing of the job afterwards.
std::int64_t ExecutorCore::runJob(Job* job, std::int64_t now, Wake wake) noexcept {
    const ClosureName called = job->name;
    const auto waited = std::chrono::nanoseconds(now - job->queuedAt);
    if (poisoned_.load(std::memory_order_relaxed)) {
        job->cancel(*this, Refusal::poisoned, wake);
        return now;
    }
    if (!job->start()) {
        count(closuresRevoked_);
        return now;
    }
    waits_.recordAlone(waited);
    count(closuresRun_);
    running_.store({called, now});
    job->run(*this, wake);
    const auto end = clock_.nanoseconds();
    const LongClosure took{called, std::chrono::nanoseconds(end - now)};
    durations_.recordAlone(took.time);
    if (took.time.count() > longest_) {
        longest_ = took.time.count();
        longestClosure_.store(took);
    }
    if (took.time > options.longClosure)
        lastLongClosure_.store(took);
    running_.store({{}, 0});
    return end;
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
    if (const auto here = std::this_thread::get_id(); here != driverThread_) {
        if (driverThread_ != std::thread::id())
            count(threadChanges_);
        driverThread_ = here;
    }
    return true;
}

void ExecutorCore::runBlockJobs(BlockClosures& closures) noexcept {
    auto now = drain();
    if (ready_ == nullptr)
        return;
    if (now == 0)
        now = clock_.nanoseconds();
    const auto begin = now;
    const auto until = now + closureTime_;
    const Wake wake = realtime() ? Wake::forbidden : Wake::allowed;
    for (std::uint32_t started = 0; started < closuresPerBlock_; ++started) {
        Job* job = takeReady();
        if (job == nullptr)
            break;
        const ClosureName called = job->name;
        const auto start = std::exchange(now, runJob(job, now, wake));
        const std::chrono::nanoseconds took(now - start);
        if (took > closures.longest.time)
            closures.longest = {called, took};
        ++closures.count;
        if (now >= until)
            break;
    }
    closures.time = std::chrono::nanoseconds(now - begin);
}

void ExecutorCore::leaveBlock() noexcept {
    lastCallback_.store(base::monotonicNanoseconds(), std::memory_order_relaxed);
    seat_.store(seatFree, std::memory_order_release);
}

void ExecutorCore::attach(const DriverOptions& driver) {
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
    closuresPerBlock_ = std::max(1u, driver.closuresPerBlock);
    closureTime_ = nanosecondsOf(driver.closureTime);
    realtime_.store(driver.realtime, std::memory_order_relaxed);
    silence_.store(nanosecondsOf(driver.silence), std::memory_order_relaxed);
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
    foreign_.store(false, std::memory_order_relaxed);
    wake();
}

// ---- the background thread

void ExecutorCore::background() noexcept {
    for (;;) {
        const auto epoch = wakeWord_.load(std::memory_order_acquire);
        if (closing_.load(std::memory_order_relaxed)) {
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
        auto now = drain();
        if (now == 0 && ready_ != nullptr)
            now = clock_.nanoseconds();
        while (Job* job = takeReady()) {
            lastSubmitterCpu_ = job->submitterCpu;
            if (foreign && !ran)
                count(takeOvers_); // before the submitter can look
            now = runJob(job, now, Wake::allowed);
            ran = true;
            if (wanted_.load(std::memory_order_relaxed) || closing_.load(std::memory_order_relaxed))
                break;
            if (ready_ == nullptr)
                drain();
        }
    }
    wanted_.store(false, std::memory_order_relaxed);
    seat_.store(seatFree, std::memory_order_release);
    return ran;
}

void ExecutorCore::idle(std::uint32_t epoch) noexcept {
    const int peer = std::exchange(lastSubmitterCpu_, -1);
    const int here = currentCpu();                              // here, where nobody waits for us
    if (here != backgroundCpu_.load(std::memory_order_relaxed)) // submitters keep that line in their caches
        backgroundCpu_.store(here, std::memory_order_relaxed);
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
    if (incoming_.compare_exchange_strong(head, &parked_, std::memory_order_relaxed,
                                          std::memory_order_relaxed) ||
        head == &parked_)
        futexWait(wakeWord_, epoch, parkedLook);
    head = &parked_;
    incoming_.compare_exchange_strong(head, nullptr, std::memory_order_relaxed, std::memory_order_relaxed);
}

void ExecutorCore::watchDriver(std::uint32_t epoch) noexcept {
    reclaimer->collect();
    const auto now = base::monotonicNanoseconds();
    const auto run = closuresRun_.load(std::memory_order_relaxed);
    if (run != closuresSeen_ || isJob(incoming_.load(std::memory_order_relaxed))) {
        closuresSeen_ = run;
        watchUntil_ = now + std::chrono::nanoseconds(watchAfterActivity).count();
    }
    if (now < watchUntil_) {
        // Up at the very end of the silence when something waits, because a submitter's patience is counted
        // from there.
        const auto silence = silence_.load(std::memory_order_relaxed);
        const auto left = lastCallback_.load(std::memory_order_relaxed) + silence - now;
        futexWait(wakeWord_, epoch, std::chrono::nanoseconds(std::clamp(left, silence / 64, silence / 2) + 1));
    } else
        park(epoch);
}

} // namespace rondo::concurrency::detail
