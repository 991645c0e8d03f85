// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <array>
#include <memory>
#include <plugins/common/core/plugin_instance.h>
#include <plugins/strip/core/strip_meter.h>
#include <rondo/concurrency/latest_value.h>

namespace rondo::strip {

class StripProcessor;

/// Rondo Strip without any plugin format: the running instance and the editor's end of its meters.
class Strip {
public:
    /// Effects: makes the strip with default values. Errors: as plugins::PluginInstance. Progress: blocking.
    /// [control]
    Strip();

    /// Returns: the running plugin. Progress: wait-free. [any]
    plugins::PluginInstance& instance() noexcept { return instance_; }
    const plugins::PluginInstance& instance() const noexcept { return instance_; }
    /// Returns: the newest meters. Progress: wait-free. [control, one thread at a time]
    const StripMeter& readMeter() noexcept { return meters_.read(); }
    /// Effects: asks the audio thread to start its highest peaks anew. Returns: what they were, linear.
    /// Progress: blocking, while the host is silent for some 50 ms at most. [control]
    std::array<float, 2> resetHighestPeaks();

    /// How the strip names itself in states.
    static constexpr plugins::PluginIdentity identity{"org.rondo-audio.strip", "Rondo Strip", 1};

private:
    explicit Strip(concurrency::LatestValue<StripMeter> meters);
    Strip(std::unique_ptr<StripProcessor> processor, concurrency::LatestValueReader<StripMeter> meters);

    concurrency::LatestValueReader<StripMeter> meters_;
    StripProcessor& processor_;
    plugins::PluginInstance instance_;
};

} // namespace rondo::strip
