// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <realtime/violating_calls.h>
#include <rondo/audio/audio_buffer.h>
#include <rondo/concurrency/event_group.h>
#include <rondo/concurrency/exchange.h>
#include <rondo/concurrency/executor.h>
#include <rondo/concurrency/latest_value.h>
#include <rondo/concurrency/lossy_channel.h>
#include <rondo/concurrency/mpmc_queue.h>
#include <rondo/concurrency/mpsc_channel.h>
#include <rondo/concurrency/period_counter.h>
#include <rondo/concurrency/semaphore.h>
#include <rondo/concurrency/spsc_channel.h>
#include <rondo/concurrency/tagged.h>
#include <rondo/graph/graph_control.h>
#include <rondo/graph/graph_processor.h>
#include <support/graph_probes.h>
#include <thread>
#include <vector>

namespace rondo::test {

using namespace concurrency;

/// What happened in a run; each must happen at least once, or the run has proved nothing about it.
struct PurityCounts {
    std::uint64_t callbacks = 0;
    std::uint64_t submits = 0; ///< closures with a waiting caller that ran
    std::uint64_t posts = 0;   ///< closures without one that ran
    std::atomic<std::uint64_t> fullPosts{0};
    std::uint64_t received = 0;       ///< from each of the three channels that lead to the callback, the least
    std::uint64_t fullToUs = 0;       ///< callbacks that found the channel to them full
    std::uint64_t fullFromUs = 0;     ///< sends of the callback that found no room
    std::uint64_t objectsAdopted = 0; ///< through the exchange
    std::atomic<std::uint64_t> edits{0};      ///< of the graph, committed
    std::atomic<std::uint64_t> waitsEnded{0}; ///< of threads that slept until the callback did something

    bool all() const {
        return submits != 0 && posts != 0 && fullPosts != 0 && received != 0 && fullToUs != 0 &&
               fullFromUs != 0 && objectsAdopted != 0 && edits != 0 && waitsEnded != 0;
    }
};

/// A callback that uses everything which the concurrency core and the graph have for it, in a loop without
/// pauses, while other threads submit, post, edit, publish, fill and wait.
class PurityRig {
public:
    PurityRig() { addFirstNodes(); }
    ~PurityRig() { executor_.close(); } // what was posted opens values that go next
    PurityRig(const PurityRig&) = delete;
    PurityRig& operator=(const PurityRig&) = delete;

    /// Effects: calls back so many times, and on until each thing has happened. `extra` runs in each callback.
    const PurityCounts& run(std::uint64_t callbacks,
                            const std::function<void(std::uint64_t)>& extra = nullptr) {
        std::vector<std::thread> threads;
        startOthers(threads);
        std::thread audio([&] {
            std::uint64_t frame = 0;
            while (counts_.callbacks < callbacks || (!extra && !counts_.all())) {
                const auto block = driver_.enter();
                if (!block)
                    continue;
                ++counts_.callbacks;
                receive();
                send();
                processor_.process({}, output_.block(), static_cast<std::int64_t>(frame));
                frame += blockFrames;
                if (extra)
                    extra(counts_.callbacks);
            }
        });
        audio.join();
        stop_.store(true);
        for (auto& thread : threads)
            thread.join();
        return counts_;
    }
    ExecutorStatistics statistics() const { return executor_.statistics(); }

private:
    static constexpr std::uint32_t blockFrames = 64;
    static Deadline soon() { return Deadline::in(std::chrono::milliseconds(1)); }

    // ---- in the callback

    template <class Condition>
    static void countIf(std::uint64_t& count, Condition condition) noexcept {
        if (condition)
            ++count;
    }

    void receive() noexcept {
        countIf(counts_.fullToUs, commands_.receiver.occupancy() == commands_.receiver.capacity());
        std::int64_t item = 0;
        countIf(fromCommands_, commands_.receiver.tryReceive(item));
        countIf(fromMany_, many_.receiver.tryReceive(item));
        countIf(fromQueue_, queue_.receiver.tryReceive(item));
        counts_.received = std::min({fromCommands_, fromMany_, fromQueue_});
        if (const auto* object = gains_.reader.adopt(); object != adopted_) {
            adopted_ = object;
            ++counts_.objectsAdopted;
        }
        counts_.submits = submits_.open();
        counts_.posts = *posts_.tryOpen();
    }
    void send() noexcept {
        const auto number = static_cast<std::int64_t>(counts_.callbacks);
        static_cast<void>(meters_.sender.trySend(number));
        countIf(counts_.fullFromUs, !unread_.sender.trySend(number));
        static_cast<void>(queueOut_.sender.trySend(number));
        log_.sender.send(number);
        position_.writer.write(number);
        periods_.advance();
        static_cast<void>(permits_.tryRelease());
        flags_.set(1);
    }

    // ---- on other threads

    template <class Body>
    void start(std::vector<std::thread>& threads, Body body) {
        threads.emplace_back([this, body] {
            while (!stop_.load(std::memory_order_relaxed))
                body();
        });
    }

    void startOthers(std::vector<std::thread>& threads) {
        for (int submitter = 0; submitter < 2; ++submitter)
            start(threads, [this] { executor_.submit([this] { ++submits_.open(); }); });
        start(threads, [this] {
            while (executor_.post([this] { ++posts_.open(); })) {
            }
            ++counts_.fullPosts;
            std::this_thread::yield();
        });
        start(threads, [this] { static_cast<void>(commands_.sender.send(1, soon())); });
        start(threads, [this] { static_cast<void>(many_.sender.send(1, soon())); });
        start(threads, [this, second = many_.sender] { static_cast<void>(second.send(2, soon())); });
        start(threads, [this] { static_cast<void>(queue_.sender.send(1, soon())); });
        start(threads, [this] { await(meters_.receiver.receive(soon())); });
        start(threads, [this] { await(queueOut_.receiver.receive(soon())); });
        start(threads, [this] { await(log_.receiver.receive(soon())); });
        start(threads, [this] { await(periods_.wait(periods_.count(), soon())); });
        start(threads, [this] { await(permits_.acquire(soon()) == WaitResult::done); });
        start(threads, [this] { await(flags_.waitForAny(1, soon())); });
        start(threads, [this] {
            static_cast<void>(gains_.writer.publish(std::make_unique<float>(0.5F)));
            edit();
            std::this_thread::yield();
        });
    }
    template <class Result>
    void await(const Result& result) {
        if (result)
            ++counts_.waitsEnded;
    }

    void addFirstNodes() {
        auto edit = graph_.control.edit();
        constant_ = edit.add(std::make_unique<ConstantNode>(0.25F), "constant");
        edit.connectToOutput(constant_);
        if (auto committed = edit.commit(); !committed)
            throw base::Failure(committed.error());
    }
    void edit() {
        auto edit = graph_.control.edit();
        if (added_) {
            edit.remove(*added_);
            added_.reset();
        } else {
            added_ = edit.add(std::make_unique<MemoryNode>(1, 0.5F), "memory");
            edit.connect(constant_, 0, *added_, 0);
            edit.connectToOutput(*added_);
        }
        if (edit.commit())
            ++counts_.edits;
        static_cast<void>(graph_.control.setParameter(constant_, 0, 0.5F));
    }

    PurityCounts counts_;
    std::atomic<bool> stop_{false};
    Executor executor_;
    Tagged<std::uint64_t> submits_{executor_, DestroyPolicy::reclaim, std::uint64_t{0}};
    Tagged<std::uint64_t> posts_{executor_, DestroyPolicy::reclaim, std::uint64_t{0}};
    SpscChannel<std::int64_t> commands_ = makeSpscChannel<std::int64_t>(16);
    SpscChannel<std::int64_t> meters_ = makeSpscChannel<std::int64_t>(16);
    SpscChannel<std::int64_t> unread_ = makeSpscChannel<std::int64_t>(16);
    MpscChannel<std::int64_t> many_ = makeMpscChannel<std::int64_t>(16);
    MpmcQueue<std::int64_t> queue_ = makeMpmcQueue<std::int64_t>(16);
    MpmcQueue<std::int64_t> queueOut_ = makeMpmcQueue<std::int64_t>(16);
    LossyChannel<std::int64_t> log_ = makeLossyChannel<std::int64_t>(16);
    LatestValue<std::int64_t> position_ = makeLatestValue<std::int64_t>(0);
    Exchange<float> gains_ = makeExchange<float>(executor_.reclaimer());
    PeriodCounter periods_;
    Semaphore permits_{0, 4};
    EventGroup flags_;
    graph::Graph graph_ =
        graph::makeGraph({.maximumFrames = blockFrames, .outputChannels = 1}, executor_.reclaimer());
    graph::GraphProcessor processor_ = std::move(graph_.processor);
    graph::NodeId constant_{};
    std::optional<graph::NodeId> added_;
    audio::AudioBuffer output_{1, blockFrames};
    Driver driver_ = executor_.adopt({.closuresPerBlock = 16});
    std::uint64_t fromCommands_ = 0, fromMany_ = 0, fromQueue_ = 0;
    const float* adopted_ = nullptr;
};

} // namespace rondo::test
