// SPDX-License-Identifier: MIT
#include <rondo/dsp/detail/convolver_stage.h>

#include <algorithm>
#include <utility>

namespace rondo::dsp::detail {

namespace {

// A step costs a fraction of a microsecond. A point in a pass and a product of two bins cost about the same.
constexpr std::uint32_t pointsOfStep = 256;

} // namespace

ConvolverStage::ConvolverStage(std::shared_ptr<const SpectralPlan> plan, const SpectralLoops& loops,
                               std::span<const float> impulse, std::uint32_t quanta)
    : plan_(std::move(plan)), loops_(&loops), quanta_(quanta),
      partitions_((static_cast<std::uint32_t>(impulse.size()) + plan_->points - 1) / plan_->points),
      pieces_(std::max(1u, plan_->points / pointsOfStep)),
      productPieces_(std::clamp(plan_->points * partitions_ / pointsOfStep, 1u, plan_->points / groupBins)),
      oneWay_((static_cast<std::uint32_t>(plan_->passes.size()) + 2) * pieces_),
      impulse_(1, partitions_ * 2 * plan_->points), spectra_(1, partitions_ * 2 * plan_->points),
      product_(1, 2 * plan_->points), points_(2, plan_->points), output_(2, plan_->points) {
    transformImpulse(impulse);
}

SpectralWork ConvolverStage::work() noexcept {
    const auto block = points_.block();
    return {block.channel(0).data(), block.channel(1).data()};
}

void ConvolverStage::transformImpulse(std::span<const float> impulse) {
    const auto points = plan_->points;
    const audio::AudioBuffer silence(1, points);
    audio::AudioBuffer part(1, points);
    for (std::uint32_t partition = 0; partition < partitions_; ++partition) {
        part.block().clear();
        const auto from = impulse.subspan(std::size_t{partition} * points);
        // The transform back has no factor of its own.
        std::ranges::transform(from.first(std::min<std::size_t>(from.size(), points)),
                               part.block().channel(0).begin(),
                               [&](float sample) { return sample / static_cast<float>(points); });
        loops_->twist(*plan_, part.block().channel(0).data(), silence.block().channel(0).data(), work(),
                      {0, points});
        for (const auto& pass : plan_->passes)
            loops_->forwardPass(pass, work(), {0, points / pass.radix});
        loops_->forwardGroups(*plan_, work(), impulse_.block().channel(0).data() + partition * groupFloats,
                              partitions_ * groupFloats, {0, points / groupBins});
    }
}

void ConvolverStage::begin(const float* older, const float* newer) noexcept {
    present_ = 1 - present_;
    older_ = older;
    newer_ = newer;
    newest_ = newest_ + 1 == partitions_ ? 0 : newest_ + 1;
}

std::uint32_t ConvolverStage::stepsUntil(std::uint32_t quantum) const noexcept {
    // In points: what all steps of one way cost, and all products.
    const std::uint64_t pass = std::uint64_t{oneWay_} * (plan_->points / pieces_);
    const std::uint64_t products = std::uint64_t{plan_->points} * partitions_;
    const std::uint64_t share = (2 * pass + products) * quantum / quanta_;
    const auto done = [](std::uint64_t cost, std::uint64_t whole, std::uint32_t steps) {
        return static_cast<std::uint32_t>(std::min(cost, whole) * steps / whole);
    };
    return done(share, pass, oneWay_) + done(share - std::min(share, pass), products, productPieces_) +
           done(share - std::min(share, pass + products), pass, oneWay_);
}

void ConvolverStage::run(std::uint32_t quantum) noexcept {
    if (older_ == nullptr) // the stream began within a period
        return;
    const auto end = stepsUntil(quantum + 1);
    for (auto index = stepsUntil(quantum); index < end; ++index)
        step(index);
}

std::uint64_t ConvolverStage::cost(std::uint32_t quantum) const noexcept {
    std::uint64_t points = 0;
    for (auto index = stepsUntil(quantum); index < stepsUntil(quantum + 1); ++index) {
        const bool product = index >= oneWay_ && index < oneWay_ + productPieces_;
        points +=
            product ? std::uint64_t{plan_->points} * partitions_ / productPieces_ : plan_->points / pieces_;
    }
    return points;
}

SpectralRange ConvolverStage::share(std::uint32_t whole, std::uint32_t piece,
                                    std::uint32_t pieces) const noexcept {
    return {whole * piece / pieces, whole * (piece + 1) / pieces};
}

void ConvolverStage::step(std::uint32_t index) noexcept {
    const auto points = plan_->points;
    const auto groups = points / groupBins;
    const auto passes = static_cast<std::uint32_t>(plan_->passes.size());
    // Twist, passes, groups; products; and all of it backwards.
    if (index >= oneWay_ && index < oneWay_ + productPieces_) {
        loops_->multiply(impulse_.block().channel(0).data(), spectra_.block().channel(0).data(), partitions_,
                         newest_, product_.block().channel(0).data(),
                         share(groups, index - oneWay_, productPieces_));
        return;
    }
    const bool forward = index < oneWay_;
    const std::uint32_t at = forward ? index : index - oneWay_ - productPieces_;
    const std::uint32_t part = at / pieces_;
    const std::uint32_t piece = at % pieces_;
    if (forward && part == 0) {
        loops_->twist(*plan_, older_, newer_, work(), share(points, piece, pieces_));
    } else if (forward && part <= passes) {
        const auto& pass = plan_->passes[part - 1];
        loops_->forwardPass(pass, work(), share(points / pass.radix, piece, pieces_));
    } else if (forward) {
        loops_->forwardGroups(*plan_, work(), spectra_.block().channel(0).data() + newest_ * groupFloats,
                              partitions_ * groupFloats, share(groups, piece, pieces_));
    } else if (part == 0) {
        loops_->inverseGroups(*plan_, product_.block().channel(0).data(), work(),
                              share(groups, piece, pieces_));
    } else if (part <= passes) {
        const auto& pass = plan_->passes[passes - part];
        loops_->inversePass(pass, work(), share(points / pass.radix, piece, pieces_));
    } else {
        loops_->untwist(*plan_, work(), output_.block().channel(1 - present_).data(),
                        share(points, piece, pieces_));
    }
}

} // namespace rondo::dsp::detail
