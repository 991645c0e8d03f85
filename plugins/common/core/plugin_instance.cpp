// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/common/core/plugin_instance.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <plugins/common/core/denormal_guard.h>
#include <rondo/concurrency/realtime_guard.h>

namespace rondo::plugins {

PluginInstance::PluginInstance(const PluginIdentity& identity, std::unique_ptr<PluginProcessor> processor)
    : identity_(identity), processor_(std::move(processor)), bridge_(processor_->parameters()),
      executor_({.name = std::string(identity.name), .realtimePriority = std::nullopt}) {}

PluginInstance::~PluginInstance() {
    driver_.reset();
    executor_.close();
}

base::Result<void> PluginInstance::prepare(const ProcessSetup& setup) {
    if (!std::isfinite(setup.rate) || setup.rate <= 0)
        return base::fail(base::ErrorCode::invalidArgument,
                          "A sample rate above 0 Hz was expected from the host, and " +
                              std::to_string(setup.rate) + " was found; choose another audio device setting.");
    if (!processor_->supports(setup.inputChannels, setup.outputChannels))
        return base::fail(
            base::ErrorCode::unsupported,
            std::string(identity_.name) + " cannot process " + std::to_string(setup.inputChannels) + " to " +
                std::to_string(setup.outputChannels) + " channels; use one of the channel layouts it offers.");
    // Without a driver the background thread runs the closure at once, however long the host has been silent.
    driver_.reset();
    executor_.submit([&] {
        rate_ = setup.rate;
        processor_->prepare(setup);
        applyChanges();
        processor_->reset();
    });
    driver_.emplace(executor_.adopt());
    return {};
}

void PluginInstance::release() { driver_.reset(); }

void PluginInstance::process(audio::ConstAudioBlock in, audio::AudioBlock out,
                             const BlockNotes& notes) noexcept {
    if (!driver_) {
        out.clear();
        return;
    }
    const auto block = driver_->enter();
    if (!block) {
        out.clear();
        return;
    }
    const DenormalGuard guard;
    applyChanges();
    processor_->setBypassedByHost(notes.bypassed);
    if (resetWanted_.load(std::memory_order_relaxed) && resetWanted_.exchange(false, std::memory_order_acquire))
        processor_->reset();
    lastBlockFrames_ = out.frameCount();
    processSplit(in, out, notes.events);
}

void PluginInstance::processSplit(audio::ConstAudioBlock in, audio::AudioBlock out,
                                  std::span<const audio::ParameterEvent> events) noexcept {
    std::uint32_t done = 0;
    for (const auto& event : events) {
        if (event.parameter >= parameters().size())
            continue;
        const auto at =
            static_cast<std::uint32_t>(std::clamp<std::int64_t>(event.frame, done, out.frameCount()));
        if (at > done)
            processor_->process(in.frames(done, at - done), out.frames(done, at - done));
        done = at;
        bridge_.setHere(event.parameter, static_cast<double>(event.value));
        processor_->setParameter(event.parameter, bridge_.value(event.parameter));
    }
    processor_->process(in.frames(done, out.frameCount() - done), out.frames(done, out.frameCount() - done));
}

void PluginInstance::applyChanges() noexcept {
    std::array<double, ParameterTable::maximumSize> values;
    for (auto changed = bridge_.takeChanges(values); changed != 0; changed &= changed - 1) {
        const auto index = static_cast<std::size_t>(std::countr_zero(changed));
        processor_->setParameter(index, values[index]);
    }
}

std::vector<std::byte> PluginInstance::saveState() const {
    const std::scoped_lock lock(stateMutex_);
    PluginState state;
    for (std::size_t index = 0; index < parameters().size(); ++index)
        state.values.push_back(bridge_.value(index));
    state.unknown = unknown_;
    return state.toBytes(identity_, parameters());
}

base::Result<void> PluginInstance::loadState(std::span<const std::byte> bytes) {
    auto state = PluginState::fromBytes(bytes, identity_, parameters());
    if (!state)
        return tl::unexpected(std::move(state.error()));
    const std::scoped_lock lock(stateMutex_);
    unknown_ = std::move(state->unknown);
    bridge_.setAll(state->values);
    return {};
}

ProbeAnswer PluginInstance::probe() {
    auto answer = executor_.submit([this] {
        return ProbeAnswer{
            .tag = concurrency::Tag::current().value(), .rate = rate_, .lastBlockFrames = lastBlockFrames_};
    });
    const auto statistics = executor_.statistics();
    answer.blocks = statistics.blocks;
    answer.refused = statistics.blocksContended + statistics.blocksRaced;
    answer.takeOvers = statistics.takeOvers;
    answer.closures = statistics.closuresRun;
    answer.changesSent = bridge_.sent();
    answer.changesMarked = bridge_.marked();
    answer.guarded = concurrency::RealtimeGuard::check() != concurrency::RealtimeCheck::off;
    answer.violations = concurrency::RealtimeGuard::counts().calls();
    return answer;
}

} // namespace rondo::plugins
