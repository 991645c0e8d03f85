// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/base/units.h>
#include <rondo/concurrency/executor.h>
#include <rondo/concurrency/latest_value.h>
#include <rondo/device/audio_device.h>
#include <rondo/graph/graph_control.h>
#include <rondo/nodes/meter_node.h>
#include <rondo/session/file/file_streamer.h>
#include <rondo/task/pool.h>

namespace rondo::runtime {

/// How an Engine is made.
struct EngineOptions {
    std::string name = "rondo";         ///< of the executor, shown in errors
    base::Decibels gain{0};             ///< of the master, -144 to +24
    base::Seconds fade{0.05};           ///< how long a change of the master's gain and a `fadeOut` take
    std::uint32_t eventCapacity = 4096; ///< parameter events under way, and waiting for their frame
    task::Pool* pool = nullptr; ///< for what it does in the background, and outlives it; null: one of its own
};

/// The one owner of what makes sound: a device, the executor that its callback drives, a graph, and the streams
/// that feed the graph from files. It wires them and computes nothing. The graph has one fixed end: `master()`,
/// a gain whose input sums what is connected to it and which feeds the device and a meter.
///
///     Engine engine(std::move(device));
///     auto edit = engine.graph().edit();
///     edit.connect(edit.add(std::make_unique<nodes::…>(), "…"), 0, engine.master(), 0);
///     edit.commit();
///     engine.start();
class Engine final : private device::AudioCallback {
public:
    /// Effects: builds everything around a device that is open and stopped. Requires: `device` is not null.
    /// Errors: Failure(invalidArgument) for a null device or options out of range; Failure(refused) when a
    /// thread cannot be started. Progress: blocking. [control]
    explicit Engine(std::unique_ptr<device::AudioDevice> device, EngineOptions options = {});
    /// Effects: `stop()`. Progress: blocking, with the device's deadlines. [control]
    ~Engine() override;
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Effects: the device's callback becomes the executor's thread and plays the graph. Errors: what the
    /// device says; lost when the stream has been lost before. Progress: blocking, with the device's deadlines.
    /// [control]
    base::Result<void> start();
    /// Effects: lets the master fall silent over the fade, as long as the device plays. Progress: blocking, for
    /// at most the fade and one second. [control]
    void fadeOut();
    /// Effects: no callback runs when this returns, and the executor's own thread has it back. Further calls do
    /// nothing. Progress: blocking, with the device's deadlines. [control]
    void stop() noexcept;

    /// Returns: the graph's control end. Progress: wait-free. [control]
    graph::GraphControl& graph() noexcept { return graph_.control; }
    /// Returns: the node to connect to; as wide as the device's outputs. Progress: wait-free. [control]
    graph::NodeId master() const noexcept { return master_; }
    /// Returns: the executor; `submit` to it reaches the audio thread. Progress: wait-free. [any]
    concurrency::Executor& executor() noexcept { return executor_; }
    /// Returns: the pool of its background work. Progress: wait-free. [any]
    task::Pool& pool() noexcept { return *pool_; }
    /// Returns: what streams files. Progress: wait-free. [control]
    session::FileStreamer& files() noexcept { return files_; }
    /// Returns: the device. Progress: wait-free. [any]
    const device::AudioDevice& device() const noexcept { return *device_; }

    /// Returns: frames played since `start`. Progress: wait-free. [any]
    std::int64_t position() const noexcept { return position_.load(std::memory_order_relaxed); }
    /// Returns: blocks that were silent because somebody held the executor. Progress: wait-free. [any]
    std::uint64_t blocksRefused() const noexcept { return refused_.load(std::memory_order_relaxed); }
    /// Returns: the newest reading of the master's meter. Progress: wait-free. [control]
    const nodes::MeterReading& levels() noexcept { return levels_.read(); }
    /// Returns: the deadlines missed since the last call, each with its culprit, and the timings around them;
    /// for a timer to ask some times a second. Progress: blocking; a few loads when there was none. [control]
    std::optional<graph::FlightReport> collectMisses();
    /// Returns: why the stream ended by itself, or nothing. After that call `stop`. Progress: blocking,
    /// briefly. [any]
    std::optional<base::Error> lost() const;

private:
    void process(audio::ConstAudioBlock input, audio::AudioBlock output,
                 const device::BlockTime& time) noexcept override;
    void streamLost(const base::Error& reason) noexcept override;
    void buildMaster();

    // In the order in which they are made; they go in the opposite one, the device first.
    const EngineOptions options_;
    concurrency::Executor executor_;
    const std::unique_ptr<task::Pool> ownPool_; ///< null with a foreign one
    task::Pool* const pool_;
    session::FileStreamer files_;
    graph::Graph graph_;
    graph::NodeId master_;
    concurrency::LatestValueReader<nodes::MeterReading> levels_;
    std::atomic<std::int64_t> position_{0};
    std::atomic<std::uint64_t> refused_{0};
    mutable std::mutex lostMutex_;
    std::optional<base::Error> lost_;
    std::optional<concurrency::Driver> driver_;
    const std::unique_ptr<device::AudioDevice> device_;
};

} // namespace rondo::runtime
