// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/strip/core/strip.h>

#include <memory>
#include <plugins/strip/core/strip_processor.h>

namespace rondo::strip {

Strip::Strip() : Strip(concurrency::makeLatestValue(StripMeter{})) {}

Strip::Strip(concurrency::LatestValue<StripMeter> meters)
    : Strip(std::make_unique<StripProcessor>(std::move(meters.writer)), std::move(meters.reader)) {}

Strip::Strip(std::unique_ptr<StripProcessor> processor, concurrency::LatestValueReader<StripMeter> meters)
    : meters_(std::move(meters)), processor_(*processor), instance_(identity, std::move(processor)) {}

std::array<float, 2> Strip::resetHighestPeaks() {
    return instance_.executor().submit([this] { return processor_.resetHighestPeaks(); });
}

} // namespace rondo::strip
