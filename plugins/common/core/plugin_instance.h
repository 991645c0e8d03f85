// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <plugins/common/core/parameter_bridge.h>
#include <plugins/common/core/plugin_processor.h>
#include <plugins/common/core/plugin_state.h>
#include <rondo/audio/parameter_event.h>
#include <rondo/base/result.h>
#include <rondo/concurrency/executor.h>
#include <span>
#include <vector>

namespace rondo::plugins {

/// What a host says of one block beside its samples.
struct BlockNotes {
    std::span<const audio::ParameterEvent> events{}; ///< sorted by frame, counted from the block's start
    bool bypassed = false;                           ///< for formats that bypass without a parameter
};

/// What the audio thread answers when it is asked about itself.
struct ProbeAnswer {
    std::uint64_t tag = 0;           ///< under which the question was answered
    std::uint64_t blocks = 0;        ///< blocks driven by the host
    std::uint64_t refused = 0;       ///< blocks that were silent because another thread held the executor
    std::uint64_t takeOvers = 0;     ///< times the background thread answered for a silent host
    std::uint64_t closures = 0;      ///< questions and edits run so far
    std::uint64_t changesSent = 0;   ///< parameter changes through the channel
    std::uint64_t changesMarked = 0; ///< and by mark, when two threads changed parameters at once
    bool guarded = false;            ///< whether the realtime guard watches the callbacks
    std::uint64_t violations = 0;    ///< calls it saw in them that a callback must not make
    double rate = 0;
    std::uint32_t lastBlockFrames = 0;
};

/// One running plugin: a processor, the executor it belongs to, its parameters and its state. Knows no plugin
/// format; every shell (JUCE's, later our own) is a translation of one format to these calls.
///
/// The executor has its own background thread until `prepare`; then the host's callbacks drive it by adoption.
/// When the host stops calling, that thread answers `submit` again, so an editor never hangs.
class PluginInstance {
public:
    /// Effects: the plugin lives, with default values. Errors: as concurrency::Executor;
    /// Failure(invalidArgument) for an unusable parameter table. Progress: blocking. [control]
    PluginInstance(const PluginIdentity& identity, std::unique_ptr<PluginProcessor> processor);
    /// Requires: no other call runs. [control]
    ~PluginInstance();
    PluginInstance(const PluginInstance&) = delete;
    PluginInstance& operator=(const PluginInstance&) = delete;

    /// Effects: readies the processor; the caller's next `process` drives the executor.
    /// Requires: no `process` runs. Errors: Error(unsupported) for channels the processor cannot take;
    /// Error(invalidArgument) for a rate that is not a positive number. Progress: blocking. [control]
    base::Result<void> prepare(const ProcessSetup& setup);
    /// Effects: the background thread has the executor again. Requires: no `process` runs. Progress: blocking.
    /// [control]
    void release();
    /// Effects: one block: adopts the calling thread, takes the parameter changes, processes, splitting at the
    /// events (those of parameters that do not exist are left out). Output is silent when another thread holds
    /// the executor or `prepare` is missing: passing the input through could be far louder than what the user
    /// has set. Progress: wait-free, linear in the frames. [audio]
    void process(audio::ConstAudioBlock in, audio::AudioBlock out, const BlockNotes& notes = {}) noexcept;
    /// Effects: the next block starts without a past. Progress: wait-free. [any]
    void requestReset() noexcept { resetWanted_.store(true, std::memory_order_release); }

    /// Returns: the state as bytes. Errors: std::bad_alloc. Progress: blocking. [any but audio]
    std::vector<std::byte> saveState() const;
    /// Effects: all parameters take the state's values in one block. Errors: as PluginState::fromBytes, and
    /// then nothing has changed. Progress: blocking. [any but audio]
    base::Result<void> loadState(std::span<const std::byte> bytes);

    /// Returns: what the audio thread says of itself, by `submit`. Progress: blocking, while the host is silent
    /// for some 50 ms at most. [control]
    ProbeAnswer probe();

    /// Returns: the parts. Progress: wait-free. [any]
    const PluginIdentity& identity() const noexcept { return identity_; }
    const ParameterTable& parameters() const noexcept { return processor_->parameters(); }
    ParameterBridge& bridge() noexcept { return bridge_; }
    const ParameterBridge& bridge() const noexcept { return bridge_; }
    concurrency::Executor& executor() noexcept { return executor_; }
    const PluginProcessor& processor() const noexcept { return *processor_; }

private:
    void applyChanges() noexcept;
    void processSplit(audio::ConstAudioBlock in, audio::AudioBlock out,
                      std::span<const audio::ParameterEvent> events) noexcept;

    PluginIdentity identity_;
    std::unique_ptr<PluginProcessor> processor_;
    ParameterBridge bridge_;
    concurrency::Executor executor_;
    std::optional<concurrency::Driver> driver_;
    std::atomic<bool> resetWanted_{false};
    double rate_ = 0;                   // of the executor
    std::uint32_t lastBlockFrames_ = 0; // of the executor
    mutable std::mutex stateMutex_;
    std::vector<StateEntry> unknown_;
};

} // namespace rondo::plugins
