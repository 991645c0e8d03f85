// SPDX-License-Identifier: MIT
#include <rondo/task/detail/resource.h>

#include <mutex>
#include <optional>
#include <rondo/base/error.h>
#include <rondo/task/detail/current_task.h>
#include <rondo/task/detail/pool_core.h>
#include <rondo/task/detail/task_node.h>
#include <rondo/task/leaked_resource.h>
#include <rondo/task/not_owner.h>
#include <string>

namespace rondo::task::detail {

using Guard = std::lock_guard<BriefLock>;

namespace {

std::string whatOf(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& exception) {
        return exception.what();
    } catch (...) {
        return "something that is no std::exception";
    }
}

// Under the owner's lock.
void unlink(TaskResources& owner, Resource& resource) noexcept {
    (resource.after != nullptr ? resource.after->before : owner.last) = resource.before;
    if (resource.before != nullptr)
        resource.before->after = resource.after;
    resource.before = resource.after = nullptr;
}

void runFinaliser(Resource& resource) noexcept {
    try {
        resource.finalise();
    } catch (...) {
        resource.table->noteFailure(resource.made);
    }
    resource.table->countFinalised();
}

} // namespace

TaskResources::TaskResources(const TaskNode& owner) noexcept : created(owner.created), task(&owner) {}

ResourceTable::Bucket& ResourceTable::bucketOf(const TaskNode* task) noexcept {
    const auto number = reinterpret_cast<std::uintptr_t>(task) / alignof(std::max_align_t);
    return buckets_[(number ^ number / buckets) % buckets];
}

std::shared_ptr<TaskResources> ResourceTable::find(const TaskNode& task) noexcept {
    if (!task.owns)
        return nullptr;
    auto& bucket = bucketOf(&task);
    const Guard guard(bucket.lock);
    auto found = bucket.first;
    while (found != nullptr && found->task.load(std::memory_order_relaxed) != &task)
        found = found->next;
    return found;
}

std::shared_ptr<TaskResources> ResourceTable::of(TaskNode& task) {
    if (auto found = find(task))
        return found;
    auto made = std::make_shared<TaskResources>(task);
    auto& bucket = bucketOf(&task);
    const Guard guard(bucket.lock);
    made->next = std::move(bucket.first);
    bucket.first = made;
    task.owns = true;
    return made;
}

void ResourceTable::forget(TaskResources& resources) noexcept {
    std::shared_ptr<TaskResources> gone; // let go without the lock
    auto& bucket = bucketOf(resources.task.load(std::memory_order_relaxed));
    const Guard guard(bucket.lock);
    auto* place = &bucket.first;
    while (place->get() != &resources)
        place = &(*place)->next;
    gone = std::move(*place);
    *place = std::move(gone->next);
}

void ResourceTable::noteFailure(const std::source_location& made) noexcept {
    failed_.fetch_add(1, std::memory_order_relaxed);
    try {
        auto text = "The finaliser of the resource made at " + place(made) +
                    " threw: " + whatOf(std::current_exception());
        const Guard guard(failureLock_);
        lastFailure_.swap(text);
    } catch (...) { // no memory for the sentence: it stays counted
    }
}

ResourceCounts ResourceTable::counts() {
    const auto read = [](const Atomic<std::uint64_t>& counter) {
        return counter.load(std::memory_order_relaxed);
    };
    ResourceCounts counts{.made = read(made_),
                          .finalised = read(finalised_),
                          .leaked = read(leaked_),
                          .failed = read(failed_),
                          .lastFailure = {}};
    const Guard guard(failureLock_);
    counts.lastFailure = lastFailure_;
    return counts;
}

void own(Resource& resource, const char* what) {
    auto& task = currentTask(what);
    if (!task.holds)
        throw base::Failure(
            {base::ErrorCode::wrongThread, std::string(what) +
                                               " ties a resource to the task that runs, and the task started "
                                               "at " +
                                               place(task.created) +
                                               " has ended; make nothing in what is destroyed at its end."});
    const auto& table = task.pool.resources();
    auto owner = table->of(task);
    if (resource.table == nullptr) {
        resource.table = table;
        table->countMade();
    }
    const Guard guard(owner->lock);
    resource.before = owner->last;
    if (owner->last != nullptr)
        owner->last->after = &resource;
    owner->last = &resource;
    resource.state = Resource::State::owned;
    resource.owner = owner;
}

void requireOwner(const Resource* resource) {
    if (resource == nullptr)
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "A resource was to be used by way of a handle that holds none any more; use the "
                             "one that it was moved to."});
    const auto* const user = runningTask();
    const auto* const owner = resource->owner->task.load(std::memory_order_relaxed);
    if (user == nullptr || user != owner)
        throw NotOwner({resource->made, resource->owner->created, owner == nullptr},
                       user != nullptr ? std::optional(user->created) : std::nullopt);
}

void disown(Resource& resource) noexcept {
    {
        const Guard guard(resource.owner->lock);
        unlink(*resource.owner, resource);
        resource.state = Resource::State::free;
    }
    resource.owner.reset();
}

void finalise(Resource* resource) {
    const std::unique_ptr<Resource> end(resource);
    const auto table = resource->table;
    table->countFinalised();
    resource->finalise();
}

void finaliseQuietly(Resource* resource) noexcept {
    const std::unique_ptr<Resource> end(resource);
    runFinaliser(*resource);
}

void finaliseUntied(Resource& resource) noexcept {
    try {
        resource.finalise();
    } catch (...) { // the first error tells
    }
}

// A stranger's end of a handle leaves the resource to its owner, whose end tells.
void abandon(Resource* resource) noexcept {
    const auto owner = resource->owner;
    {
        const Guard guard(owner->lock);
        const bool mine = owner->settles || owner->task.load(std::memory_order_relaxed) == runningTask();
        resource->abandoned = true;
        if (resource->state == Resource::State::finalising ||
            (resource->state == Resource::State::owned && !mine))
            return;
        if (resource->state == Resource::State::owned)
            unlink(*owner, *resource);
    }
    if (resource->state == Resource::State::gone)
        delete resource;
    else
        finaliseQuietly(resource);
}

std::shared_ptr<TaskResources> settling(const TaskNode& task) noexcept {
    auto resources = task.pool.resources()->find(task);
    if (resources != nullptr) {
        const Guard guard(resources->lock);
        resources->settles = true;
    }
    return resources;
}

std::exception_ptr settle(const TaskNode& task, TaskResources& resources) noexcept {
    std::optional<std::source_location> first;
    std::size_t count = 0;
    for (;;) {
        Resource* left = nullptr;
        {
            const Guard guard(resources.lock);
            left = resources.last;
            if (left == nullptr)
                break;
            unlink(resources, *left);
            left->state = Resource::State::finalising;
        }
        if (!first)
            first = left->made;
        ++count;
        left->table->countLeaked();
        runFinaliser(*left);
        bool abandoned = false;
        {
            const Guard guard(resources.lock);
            left->state = Resource::State::gone;
            abandoned = left->abandoned;
        }
        if (abandoned)
            delete left;
    }
    task.pool.resources()->forget(resources);
    resources.task.store(nullptr, std::memory_order_relaxed);
    if (!first)
        return nullptr;
    try {
        return std::make_exception_ptr(LeakedResource(*first, task.created, count));
    } catch (...) {
        return std::current_exception(); // no memory for the sentence
    }
}

} // namespace rondo::task::detail

namespace rondo::task {

ResourceCounts resourceCounts() { return detail::currentTask("resourceCounts").pool.resources()->counts(); }

} // namespace rondo::task
