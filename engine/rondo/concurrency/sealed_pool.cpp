// SPDX-License-Identifier: MIT
#include <algorithm>
#include <mutex>
#include <rondo/base/error.h>
#include <rondo/concurrency/sealed_pool.h>
#include <system_error>
#include <utility>

namespace rondo::concurrency {

namespace {

void ensureWithin(const SealedPoolOptions& options, const char* what, std::size_t given, std::size_t most) {
    if (given == 0 || given > most)
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "The pool '" + options.name + "' can have 1 to " + std::to_string(most) + " " +
                                 what + ", and " + std::to_string(given) +
                                 " were asked for; choose a number inside."});
}

} // namespace

SealedPool::SealedPool(SealedPoolOptions options) : options_(std::move(options)) {
    ensureWithin(options_, "workers", options_.workers, 1024);
    ensureWithin(options_, "waiting jobs", options_.capacity, std::size_t{1} << 24);
    ring_.resize(options_.capacity);
    workers_.reserve(options_.workers);
    workerNumbers_.reserve(options_.workers);
    try {
        while (workers_.size() < options_.workers)
            workers_.emplace_back([this] { work(); });
    } catch (const std::system_error& error) {
        close(Leftovers::drop);
        throw base::Failure({base::ErrorCode::refused,
                             "The pool '" + options_.name + "' asked for " + std::to_string(options_.workers) +
                                 " threads and the system refused one (" + error.what() +
                                 "); ask for fewer, or raise the limit."});
    } catch (...) {
        close(Leftovers::drop);
        throw;
    }
}

SealedPool::~SealedPool() { close(Leftovers::drop); }

ChannelResult SealedPool::tryPost(std::shared_ptr<WorkOwner> owner, const Sealed<Work>& work) noexcept {
    return post(std::move(owner), work, Deadline::immediately());
}

ChannelResult SealedPool::post(std::shared_ptr<WorkOwner> owner, const Sealed<Work>& work,
                               Deadline deadline) noexcept {
    ChannelResult result = ChannelResult::full;
    const auto attempt = [&]() noexcept {
        const std::scoped_lock guard(lock_);
        if (closed_) {
            result = ChannelResult::closed;
            return true;
        }
        if (count_ == ring_.size())
            return false;
        ring_[(first_ + count_) % ring_.size()] = {std::move(owner), work};
        ++count_;
        ++counted_.posted;
        counted_.highWater = std::max(counted_.highWater, count_);
        result = ChannelResult::done;
        return true;
    };
    if (!detail::waitUntil(writable_, deadline, attempt)) {
        const std::scoped_lock guard(lock_);
        ++counted_.refused;
        return deadline == Deadline::immediately() ? ChannelResult::full : ChannelResult::timeout;
    }
    if (result)
        readable_.notifyOne();
    return result;
}

bool SealedPool::next(Job& job, bool& drop) noexcept {
    bool ended = false;
    detail::waitUntil(readable_, Deadline::never(), [&]() noexcept {
        const std::scoped_lock guard(lock_);
        if (count_ == 0) {
            ended = closed_;
            return ended;
        }
        job = std::exchange(ring_[first_], {});
        first_ = (first_ + 1) % ring_.size();
        --count_;
        drop = closed_ && leftovers_ == Leftovers::drop;
        return true;
    });
    if (!ended)
        writable_.notifyOne();
    return !ended;
}

void SealedPool::work() noexcept {
    detail::prepareThread(options_.name, std::nullopt);
    {
        const std::scoped_lock guard(lock_);
        workerNumbers_.push_back(detail::threadNumber());
    }
    Job job;
    bool drop = false;
    while (next(job, drop)) {
        const bool good = drop ? job.owner->drop(job.work) : job.owner->run(job.work);
        {
            const std::scoped_lock guard(lock_);
            ++(!good ? counted_.unusable : drop ? counted_.dropped : counted_.run);
        }
        job = {}; // the owner may end here, not while we hold the lock
    }
}

void SealedPool::close(Leftovers leftovers) {
    bool byWorker = false;
    {
        const std::scoped_lock guard(lock_);
        byWorker = std::count(workerNumbers_.begin(), workerNumbers_.end(), detail::threadNumber()) != 0;
        if (!byWorker && !std::exchange(closed_, true))
            leftovers_ = leftovers;
    }
    if (byWorker)
        throw base::Failure(
            {base::ErrorCode::wrongThread, "The pool '" + options_.name +
                                               "' was told to close by one of its own workers, which "
                                               "would wait for itself; close it from another thread."});
    readable_.notifyAll();
    writable_.notifyAll();
    const std::scoped_lock guard(joining_);
    for (auto& worker : std::exchange(workers_, {}))
        worker.join();
    const std::scoped_lock numbers(lock_);
    workerNumbers_.clear(); // the system may give them to other threads now
}

std::vector<SealedId> SealedPool::waiting() const {
    std::vector<SealedId> ids;
    ids.reserve(ring_.size());
    const std::scoped_lock guard(lock_);
    for (std::size_t index = 0; index < count_; ++index)
        ids.push_back(ring_[(first_ + index) % ring_.size()].work.id());
    return ids;
}

SealedPoolStatistics SealedPool::statistics() const noexcept {
    const std::scoped_lock guard(lock_);
    auto copy = counted_;
    copy.waiting = count_;
    return copy;
}

} // namespace rondo::concurrency
