// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <exception>
#include <memory>
#include <new>
#include <rondo/task/detail/atomic.h>
#include <rondo/task/detail/brief_lock.h>
#include <rondo/task/resource_counts.h>
#include <source_location>
#include <type_traits>
#include <utility>

namespace rondo::task::detail {

class TaskNode;
class Resource;

/// What one task owns; its resources keep it, because their handles may outlive the task.
class TaskResources {
public:
    explicit TaskResources(const TaskNode& owner) noexcept;

    const std::source_location created;  ///< of the task
    Atomic<const TaskNode*> task;        ///< null when it has ended
    std::shared_ptr<TaskResources> next; ///< in the table, under its lock

    BriefLock lock; ///< everything below, and the links and states of what is in the list
    Resource* last = nullptr;
    bool settles = false; ///< the task has come to its end: its frame and its function are being destroyed
};

/// Which tasks of a pool own something, beside the tasks, so that the others pay nothing; and the counts. What
/// was handed over may outlive the pool, and keeps this.
class ResourceTable {
public:
    /// Of the task that runs. Throws std::bad_alloc.
    std::shared_ptr<TaskResources> of(TaskNode& task);
    /// Null when it has none.
    std::shared_ptr<TaskResources> find(const TaskNode& task) noexcept;
    void forget(TaskResources& resources) noexcept;

    void countMade() noexcept { made_.fetch_add(1, std::memory_order_relaxed); }
    void countLeaked() noexcept { leaked_.fetch_add(1, std::memory_order_relaxed); }
    void countFinalised() noexcept { finalised_.fetch_add(1, std::memory_order_relaxed); }
    void noteFailure(const std::source_location& made) noexcept;
    ResourceCounts counts();

private:
    struct Bucket {
        BriefLock lock;
        std::shared_ptr<TaskResources> first;
    };
    static constexpr std::size_t buckets = 64;
    Bucket& bucketOf(const TaskNode* task) noexcept;

    std::array<Bucket, buckets> buckets_;
    Atomic<std::uint64_t> made_{0}, finalised_{0}, leaked_{0}, failed_{0};
    BriefLock failureLock_;
    std::string lastFailure_;
};

/// Something that is finalised once: when its handle goes, or its task.
class Resource {
public:
    explicit Resource(std::source_location where) noexcept : made(where) {}
    virtual ~Resource() = default;
    Resource(const Resource&) = delete;
    Resource& operator=(const Resource&) = delete;
    /// May throw, and has destroyed the value nevertheless.
    virtual void finalise() = 0;

    enum class State : std::uint8_t { free, owned, finalising, gone };
    const std::source_location made;
    std::shared_ptr<ResourceTable> table;
    std::shared_ptr<TaskResources> owner; ///< changed by the handle alone
    // Under the owner's lock.
    Resource* before = nullptr;
    Resource* after = nullptr;
    State state = State::free;
    bool abandoned = false; ///< its handle is gone
};

/// For `Owned` and `Parcel`.
/// Ties one that is free to the task that runs. Throws Failure(wrongThread), std::bad_alloc.
void own(Resource& resource, const char* what);
/// Throws NotOwner, or Failure(invalidArgument) for a handle that holds none.
void requireOwner(const Resource* resource);
/// By its owner: it is free then.
void disown(Resource& resource) noexcept;
/// Finalises one that is free, destroys it, and passes on what that throws.
void finalise(Resource* resource);
/// The same, and counts what that throws.
void finaliseQuietly(Resource* resource) noexcept;
/// One that never had a task, whose maker is about to be told of another error.
void finaliseUntied(Resource& resource) noexcept;
/// The end of a handle, anywhere.
void abandon(Resource* resource) noexcept;

/// At a task's end, before its frame goes; null when it owns nothing.
std::shared_ptr<TaskResources> settling(const TaskNode& task) noexcept;
/// After it: finalises what is left. Returns LeakedResource when there was something.
std::exception_ptr settle(const TaskNode& task, TaskResources& resources) noexcept;

template <class T>
class OwnedValue : public Resource {
public:
    OwnedValue(T&& given, std::source_location where) : Resource(where), value(std::move(given)) {}
    ~OwnedValue() override {}
    void finalise() override { std::destroy_at(&value); }

    union {
        T value; ///< until it is finalised or taken out
    };
};

template <class T, class Finaliser>
class FinalisedValue final : public OwnedValue<T> {
public:
    FinalisedValue(T&& given, Finaliser&& finaliser, std::source_location where)
        : OwnedValue<T>(std::move(given), where), finaliser_(std::move(finaliser)) {}
    void finalise() override {
        std::exception_ptr thrown;
        try {
            finaliser_(this->value);
        } catch (...) {
            thrown = std::current_exception();
        }
        std::destroy_at(&this->value);
        if (thrown)
            std::rethrow_exception(std::move(thrown));
    }

private:
    Finaliser finaliser_;
};

} // namespace rondo::task::detail
