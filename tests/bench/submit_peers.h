// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <functional>
#include <future>
#include <mutex>
#include <queue>
#include <thread>

/// What else runs a closure on one certain thread and waits for it.
namespace rondo::bench {

/// What one writes with the standard library. The answer's mutex and condition lie on the caller's frame.
class StandardQueue {
public:
    template <class Function>
    void submit(Function&& function) {
        std::mutex mutex;
        std::condition_variable condition;
        bool done = false;
        {
            const std::scoped_lock lock(mutex_);
            queue_.push([&] {
                function();
                const std::scoped_lock answer(mutex);
                done = true;
                condition.notify_one();
            });
        }
        work_.notify_one();
        std::unique_lock lock(mutex);
        condition.wait(lock, [&] { return done; });
    }

    /// Runs what waits, as a callback would.
    void poll() {
        std::unique_lock lock(mutex_);
        while (!queue_.empty())
            runFirst(lock);
    }
    void runUntilStopped() {
        std::unique_lock lock(mutex_);
        for (;;) {
            work_.wait(lock, [this] { return stop_ || !queue_.empty(); });
            if (queue_.empty())
                return;
            runFirst(lock);
        }
    }
    void stop() {
        {
            const std::scoped_lock lock(mutex_);
            stop_ = true;
        }
        work_.notify_one();
    }

private:
    void runFirst(std::unique_lock<std::mutex>& lock) {
        auto next = std::move(queue_.front());
        queue_.pop();
        lock.unlock();
        next();
        lock.lock();
    }
    std::mutex mutex_;
    std::condition_variable work_;
    std::queue<std::function<void()>> queue_;
    bool stop_ = false;
};

/// Boost.Asio's way: post to the context, and a future for the answer.
class AsioQueue {
public:
    template <class Function>
    void submit(Function&& function) {
        std::promise<void> answer;
        boost::asio::post(context_, [&] {
            function();
            answer.set_value();
        });
        answer.get_future().get();
    }
    void poll() { context_.poll(); }
    void runUntilStopped() { context_.run(); }
    void stop() { work_.reset(); }

private:
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_ =
        boost::asio::make_work_guard(context_);
};

/// A queue with a thread that serves it.
template <class Queue>
class Threaded {
public:
    Threaded() : thread_([this] { queue_.runUntilStopped(); }) {}
    ~Threaded() {
        queue_.stop();
        thread_.join();
    }
    Threaded(const Threaded&) = delete;
    Threaded& operator=(const Threaded&) = delete;

    template <class Function>
    void submit(Function&& function) {
        queue_.submit(std::forward<Function>(function));
    }

private:
    Queue queue_;
    std::thread thread_;
};

} // namespace rondo::bench
