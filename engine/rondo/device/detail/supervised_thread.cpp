// SPDX-License-Identifier: MIT
#include <rondo/device/detail/supervised_thread.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <pthread.h>
#include <thread>

namespace rondo::device::detail {

struct SupervisedThread::Work {
    std::function<void()> call;
    std::exception_ptr thrown;
    bool started = false;
    bool done = false;
};

struct SupervisedThread::State {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::shared_ptr<Work>> waiting;
    bool working = false;
    bool abandoned = false;
    bool ending = false;
};

SupervisedThread::SupervisedThread(const std::string& name) : state_(std::make_shared<State>()) {
    // Detached, because nobody may ever wait for it.
    std::thread([state = state_, name] { serve(state, name); }).detach();
}

SupervisedThread::~SupervisedThread() {
    const std::lock_guard lock(state_->mutex);
    state_->ending = true;
    state_->changed.notify_all();
}

void SupervisedThread::serve(const std::shared_ptr<State>& state, const std::string& name) {
    pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
    std::unique_lock lock(state->mutex);
    for (;;) {
        state->changed.wait(lock, [&] { return state->ending || !state->waiting.empty(); });
        if (state->waiting.empty() || state->abandoned)
            return;
        auto work = state->waiting.front();
        state->waiting.pop_front();
        work->started = state->working = true;
        auto call = std::move(work->call);
        lock.unlock();
        std::exception_ptr thrown;
        try {
            call();
        } catch (...) {
            thrown = std::current_exception();
        }
        call = nullptr; // what the call shared dies outside the lock
        lock.lock();
        work->thrown = thrown;
        work->done = true;
        state->working = false;
        state->changed.notify_all();
    }
}

bool SupervisedThread::run(std::function<void()> call, std::chrono::milliseconds deadline) {
    auto work = std::make_shared<Work>();
    work->call = std::move(call);
    std::unique_lock lock(state_->mutex);
    if (state_->abandoned)
        return false;
    state_->waiting.push_back(work);
    state_->changed.notify_all();
    const auto settled = [&] { return work->done || (state_->abandoned && !work->started); };
    state_->changed.wait_for(lock, deadline, settled);
    if (work->done) {
        if (work->thrown)
            std::rethrow_exception(work->thrown);
        return true;
    }
    if (work->started)
        state_->abandoned = true;
    else
        std::erase(state_->waiting, work);
    state_->changed.notify_all();
    return false;
}

bool SupervisedThread::abandoned() const {
    const std::lock_guard lock(state_->mutex);
    return state_->abandoned;
}

bool SupervisedThread::idle() const {
    const std::lock_guard lock(state_->mutex);
    return !state_->working && state_->waiting.empty();
}

} // namespace rondo::device::detail
