// SPDX-License-Identifier: MIT
//
// The submitting side of ExecutorCore.
#include <rondo/concurrency/detail/executor_core.h>

#include <algorithm>
#include <mutex>
#include <new>
#include <rondo/base/clock.h>
#include <rondo/concurrency/detail/jobs.h>
#include <rondo/concurrency/detail/short_wait.h>
#include <rondo/concurrency/detail/wait_graph.h>

namespace rondo::concurrency::detail {

namespace {

using namespace std::chrono_literals;
constexpr auto callbackPoll = 500us; // how late a submitter may see what a callback has done for it
constexpr auto wakeBackstop = 20ms;  // a waiter whose closure ran in a callback, which wakes nobody

std::string whatOf(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& exception) {
        return exception.what();
    } catch (...) {
        return "something that is no std::exception";
    }
}

} // namespace

std::optional<base::Error> ExecutorCore::refuseToWait() const {
    if (insideCallback())
        return base::Error{base::ErrorCode::wrongThread,
                           "A closure for the executor '" + name +
                               "' was submitted inside an audio callback of '" + TagScope::innermost()->name() +
                               "', which must not wait; send it a message or submit from another thread."};
    return std::nullopt;
}

base::Error ExecutorCore::deadlock(const std::string& cycle) const {
    return {base::ErrorCode::deadlock, "A submit to the executor '" + name + "' would never end: " + cycle +
                                           "; post one of the closures, or submit from a thread of its own."};
}

base::Error ExecutorCore::refusal(Refusal why) const {
    if (why == Refusal::closed)
        return {base::ErrorCode::closed,
                "The executor '" + name + "' was closed before the submitted closure started; it did not run."};
    return {base::ErrorCode::poisoned,
            "The executor '" + name + "' runs nothing any more, because its policy is poison and the closure " +
                poisonName_.text() + " threw: " + whatOf(poison_) + "; make a new executor."};
}

base::Result<void> ExecutorCore::resultOf(const Answer& answer) const {
    switch (answer.state()) {
    case Answer::closed:
        return tl::unexpected(refusal(Refusal::closed));
    case Answer::poisoned:
        return tl::unexpected(refusal(Refusal::poisoned));
    default:
        return {};
    }
}

base::Result<void> ExecutorCore::submit(SubmitJob& job) {
    job.submitterCpu = currentCpu();
    std::optional<WaitEdge> edge;
    if (TagScope::innermost() != nullptr) {
        if (auto refused = refuseToWait())
            return tl::unexpected(*std::move(refused));
        edge.emplace(*this, job.answer);
        if (edge->cycle())
            return tl::unexpected(deadlock(*edge->cycle()));
    }
    if (!push(&job))
        return tl::unexpected(refusal(Refusal::closed));
    awaitAnswer(job.answer);
    return resultOf(job.answer);
}

base::Result<void> ExecutorCore::submitUntil(Deadline deadline, SubmitFrame& frame, ClosureName called) {
    void* cell = pool->take();
    if (cell == nullptr)
        return base::fail(base::ErrorCode::full,
                          "The executor '" + name + "' already holds " + std::to_string(options.postCapacity) +
                              " closures that wait; submit later, or raise postCapacity.");
    auto* job = new (cell) RevocableJob(frame, called, pool);
    job->submitterCpu = currentCpu();
    // Whatever way we leave: our share of the cell.
    const std::unique_ptr<RevocableJob, void (*)(RevocableJob*)> share(
        job, [](RevocableJob* held) { held->letGo(); });
    std::optional<WaitEdge> edge; // goes before the share, because others look through it at the answer
    const auto neverQueued = [job](base::Error error) {
        job->letGo();
        return tl::unexpected(std::move(error));
    };
    if (TagScope::innermost() != nullptr) {
        if (auto refused = refuseToWait())
            return neverQueued(*std::move(refused));
        try {
            edge.emplace(*this, job->answer);
        } catch (...) {
            job->letGo();
            throw;
        }
        if (edge->cycle())
            return neverQueued(deadlock(*edge->cycle()));
    }
    if (!push(job))
        return neverQueued(refusal(Refusal::closed));
    if (!awaitAnswerUntil(job->answer, deadline))
        return base::fail(base::ErrorCode::timeout,
                          "The executor '" + name + "' did not start the closure " + called.text() +
                              " by its deadline; it was taken back and will not run.");
    return resultOf(job->answer);
}

// The background thread itself submits when something that it destroys or resumes for the reclaimer does. Then
// nobody but it may be there to run the closure.
void ExecutorCore::driveUntil(Answer& answer, Deadline deadline) noexcept {
    while (!answer.over() && !deadline.passed()) {
        const bool foreign = foreign_.load(std::memory_order_relaxed); // runInBackground looks again
        if ((foreign && !silent(base::monotonicNanoseconds())) || !runInBackground(foreign))
            answer.nap(std::min<std::chrono::nanoseconds>(callbackPoll, deadline.remaining()));
    }
}

void ExecutorCore::awaitAnswer(Answer& answer) noexcept {
    if (onBackground())
        return driveUntil(answer, Deadline::never());
    const auto over = [&answer] { return answer.over(); };
    if (!foreignDrives() && waitBriefly(backgroundCpu_.load(std::memory_order_relaxed), over, answerTurns))
        return;
    while (!answer.over()) {
        if (foreignDrives() && realtime())
            answer.nap(callbackPoll);
        else
            answer.sleep(wakeBackstop);
    }
}

bool ExecutorCore::awaitAnswerUntil(Answer& answer, Deadline deadline) noexcept {
    const auto over = [&answer] { return answer.over(); };
    if (onBackground())
        driveUntil(answer, deadline);
    else if (!deadline.passed() && !foreignDrives() &&
             waitBriefly(backgroundCpu_.load(std::memory_order_relaxed), over, answerTurns))
        return true;
    while (!answer.over() && !deadline.passed()) {
        const std::chrono::nanoseconds left = deadline.remaining();
        if (foreignDrives() && realtime())
            answer.nap(std::min<std::chrono::nanoseconds>(callbackPoll, left));
        else
            answer.sleep(std::min<std::chrono::nanoseconds>(wakeBackstop, left));
    }
    if (answer.over())
        return true;
    if (answer.revoke())
        return false;
    awaitAnswer(answer); // it has started, and uses the caller's frame
    return true;
}

void ExecutorCore::noteThrown(const std::exception_ptr& thrown, ClosureName called) noexcept {
    if (options.onThrow != ThrowPolicy::poison || poisoned_.load(std::memory_order_relaxed))
        return;
    poison_ = thrown;
    poisonName_ = called;
    poisoned_.store(true, std::memory_order_release);
}

void ExecutorCore::reportStray(Tag here) noexcept {
    strays_.fetch_add(1, std::memory_order_relaxed);
    if (!options.onMisuse || insideCallback())
        return;
    try {
        const auto* scope = TagScope::innermost();
        options.onMisuse({base::ErrorCode::wrongThread,
                          "A value that belongs to the executor '" + name + "' (tag " +
                              std::to_string(tag.value()) + ") was let go on " +
                              (scope != nullptr ? "the executor '" + std::string(scope->name()) + "' (tag " +
                                                      std::to_string(here.value()) + ")"
                                                : std::string("a thread that no executor owns")) +
                              "; it was sent home to be destroyed there, so let go of it inside a closure."});
    } catch (...) { // no memory for the sentence, or for what is done with it: it stays counted
    }
}

ExecutorStatistics ExecutorCore::statistics() const noexcept {
    const auto read = [](const Atomic<std::uint64_t>& counter) {
        return counter.load(std::memory_order_relaxed);
    };
    const auto taken = read(taken_);
    const auto queued = read(queued_); // counted after the push, so it may lag behind
    return {.closuresRun = read(closuresRun_),
            .waiting = queued > taken ? queued - taken : 0,
            .postsThrown = read(postsThrown_),
            .postsRefused = read(postsRefused_),
            .closuresDropped = read(closuresDropped_),
            .closuresRevoked = read(closuresRevoked_),
            .blocks = read(blocks_),
            .blocksContended = read(blocksContended_),
            .blocksRaced = read(blocksRaced_),
            .takeOvers = read(takeOvers_),
            .threadChanges = read(threadChanges_),
            .strayDestructions = read(strays_),
            .highWater = read(highWater_),
            .waits = waits_.counts(),
            .durations = durations_.counts(),
            .longest = longestClosure_.load({}),
            .lastLong = lastLongClosure_.load({})};
}

// ---- closing

CloseReport ExecutorCore::report(bool complete) const {
    const auto read = [](const Atomic<std::uint64_t>& counter) {
        return counter.load(std::memory_order_relaxed);
    };
    CloseReport report{.executor = name,
                       .complete = complete,
                       .closuresRun = read(closuresRun_),
                       .waitersClosed = read(waitersClosed_),
                       .closuresDropped = read(closuresDropped_),
                       .postsThrown = read(postsThrown_)};
    if (poisoned())
        report.poison = "the closure " + poisonName_.text() + ", which threw: " + whatOf(poison_);
    if (complete) {
        report.postlude = postludeError_;
    } else if (const auto running = running_.load({{}, 0}); running.since != 0) {
        const auto time = (clock_.nanoseconds() - running.since) / 1'000'000;
        report.stuck = running.name.text() + ", which has run for " + std::to_string(time) + " ms";
    }
    return report;
}

CloseReport ExecutorCore::close(Deadline deadline) {
    if (tag.isCurrent())
        throw base::Failure(
            {base::ErrorCode::wrongThread, "The executor '" + name +
                                               "' cannot be closed from one of its own closures, because it "
                                               "would wait for itself; close it from another thread."});
    if (!closing_.exchange(true, std::memory_order_relaxed))
        wake();
    while (ended_.load(std::memory_order_relaxed) == 0) {
        if (deadline.passed())
            return report(false);
        futexWait(ended_, 0, std::min<std::chrono::nanoseconds>(deadline.remaining(), longestWait));
    }
    {
        const std::scoped_lock lock(closeLock_);
        if (thread_.joinable())
            thread_.join();
    }
    // Asleep, because a caller of a lower priority may need this very core.
    while (const auto callers = inFlight_.load(std::memory_order_acquire)) {
        if (deadline.passed())
            return report(false);
        futexWait(inFlight_, callers, 1ms);
    }
    return report(true);
}

void ExecutorCore::runPostlude() noexcept {
    if (!options.postlude)
        return;
    try {
        options.postlude();
    } catch (...) {
        try {
            postludeError_ = whatOf(std::current_exception());
        } catch (...) {
            postludeError_ = "?"; // no memory for the text
        }
    }
}

bool ExecutorCore::finishClosing() noexcept {
    std::uint32_t holder = seatFree;
    if (!seat_.compare_exchange_strong(holder, seatClosed, std::memory_order_acquire,
                                       std::memory_order_relaxed))
        return false;
    drain();
    // Between that drain and this exchange jobs may have come; only the holder of the seat may close the queue.
    Job* late = incoming_.exchange(&closed_, std::memory_order_acquire);
    {
        const TagScope scope(tag, name.c_str()); // a Tagged value that waits to be sent home dies there
        while (Job* job = takeReady())
            job->cancel(*this, Refusal::closed, Wake::allowed);
        while (isJob(late)) {
            Job* older = late->next;
            late->cancel(*this, Refusal::closed, Wake::allowed);
            late = older;
        }
        runPostlude();
    }
    reclaimer->collect();
    ended_.store(1, std::memory_order_seq_cst);
    futexWake(&ended_, 1 << 30);
    endWaiters.notifyAll();
    return true;
}

} // namespace rondo::concurrency::detail
