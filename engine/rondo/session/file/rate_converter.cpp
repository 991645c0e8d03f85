// SPDX-License-Identifier: MIT
#include <rondo/session/file/rate_converter.h>

#include <algorithm>
#include <cmath>
#include <new>
#include <rondo/base/error.h>
#include <soxr.h>
#include <string>

namespace rondo::session {

struct RateConverter::State {
    struct Delete {
        void operator()(soxr_t converter) const noexcept { soxr_delete(converter); }
    };
    std::unique_ptr<soxr, Delete> converter;
    double ratio = 1;
    std::uint32_t channels = 0;
    std::int64_t consumed = 0;
    std::int64_t produced = 0;
};

RateConverter::RateConverter(double inputRate, double outputRate, std::uint32_t channelCount)
    : state_(std::make_unique<State>()) {
    const double ratio = outputRate / inputRate;
    if (!(inputRate > 0 && outputRate > 0 && ratio >= 1.0 / 256 && ratio <= 256))
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "A rate conversion needs two positive rates at most 256 times apart, and " +
                                 std::to_string(inputRate) + " Hz to " + std::to_string(outputRate) +
                                 " Hz was asked for; choose rates nearer to each other."});
    const auto samples = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
    const auto quality = soxr_quality_spec(SOXR_VHQ, 0);
    const auto threads = soxr_runtime_spec(1);
    soxr_error_t error = nullptr;
    state_->converter.reset(
        soxr_create(inputRate, outputRate, channelCount, &error, &samples, &quality, &threads));
    if (!state_->converter)
        throw std::bad_alloc();
    state_->ratio = ratio;
    state_->channels = channelCount;
}

RateConverter::RateConverter(RateConverter&&) noexcept = default;
RateConverter& RateConverter::operator=(RateConverter&&) noexcept = default;
RateConverter::~RateConverter() = default;

RateConverter::Step RateConverter::process(std::span<const float> input, std::span<float> output) {
    Step step;
    soxr_process(state_->converter.get(), input.data(), input.size() / state_->channels, &step.consumed,
                 output.data(), output.size() / state_->channels, &step.produced);
    state_->consumed += static_cast<std::int64_t>(step.consumed);
    state_->produced += static_cast<std::int64_t>(step.produced);
    return step;
}

std::size_t RateConverter::finish(std::span<float> output) {
    const auto total = std::llround(static_cast<double>(state_->consumed) * state_->ratio);
    const auto left = static_cast<std::size_t>(std::max<std::int64_t>(total - state_->produced, 0));
    const auto wanted = std::min(left, output.size() / state_->channels);
    if (wanted == 0)
        return 0;
    std::size_t count = 0;
    soxr_process(state_->converter.get(), nullptr, 0, nullptr, output.data(), wanted, &count);
    // soxr rounds its own length; the frame that may be missing at the very end is silence.
    std::fill(output.begin() + static_cast<std::ptrdiff_t>(count * state_->channels),
              output.begin() + static_cast<std::ptrdiff_t>(wanted * state_->channels), 0.0F);
    state_->produced += static_cast<std::int64_t>(wanted);
    return wanted;
}

} // namespace rondo::session
