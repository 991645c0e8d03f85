// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/hosting/insert_levels.h>
#include <memory>
#include <rondo/concurrency/latest_value.h>
#include <rondo/graph/node.h>

namespace rondo::hosting {

/// Reads the peaks of one input for an insert's row. There is one for every insert, and it may not cost what
/// nodes::MeterNode does, which reads every sample for itself: this one takes the largest of a block.
class LevelNode final : public graph::Node {
public:
    LevelNode(std::uint32_t width, concurrency::LatestValueWriter<InsertLevels> writer) noexcept
        : width_(width), writer_(std::move(writer)) {}
    graph::NodeDescription describe() const override { return {{{"input", width_}}, {}, {}}; }
    void prepare(const graph::PrepareContext& context) override;
    void process(const graph::ProcessContext& context) noexcept override;

private:
    const std::uint32_t width_;
    concurrency::LatestValueWriter<InsertLevels> writer_;
    InsertLevels levels_;
    double fall_ = 0;          ///< nepers a frame
    std::uint32_t frames_ = 0; ///< that `factor_` is for
    float factor_ = 1;
};

} // namespace rondo::hosting
