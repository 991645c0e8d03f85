// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>
#include <rondo/graph/graph_control.h>
#include <support/graph_probes.h>
#include <support/spectrum.h>
#include <utility>
#include <vector>

namespace rondo::test {

/// A graph of one node at 48 kHz, from the graph's input, where the node has one, to its output.
class SingleNode {
public:
    explicit SingleNode(std::unique_ptr<graph::Node> node, std::uint32_t maximumFrames = 4096) {
        const auto description = node->describe();
        inputs_ = description.inputs.empty() ? 0 : description.inputs[0].width;
        outputs_ = description.outputs.empty() ? 0 : description.outputs[0].width;
        pair = std::make_unique<graph::Graph>(graph::makeGraph(
            {.maximumFrames = maximumFrames, .inputChannels = inputs_, .outputChannels = outputs_},
            std::make_shared<concurrency::Reclaimer>()));
        auto edit = pair->control.edit();
        id = edit.add(std::move(node), "node");
        for (std::uint32_t port = 0; port < description.inputs.size(); ++port)
            edit.connectToInput(id, port);
        if (outputs_ > 0)
            edit.connectToOutput(id);
        const auto committed = edit.commit();
        REQUIRE(committed);
        player = std::make_unique<Player>(pair->processor, outputs_);
    }

    void set(std::uint32_t parameter, float value) {
        REQUIRE(pair->control.setParameter(id, parameter, value));
    }
    void setAt(std::int64_t frame, std::uint32_t parameter, float value) {
        REQUIRE(pair->control.setParameterAt(frame, id, parameter, value));
    }

    /// Returns: the channels of the next frames, made in blocks of `block` from the channels of `input`.
    std::vector<std::vector<float>> play(const std::vector<std::vector<float>>& input, std::uint32_t frames,
                                         std::uint32_t block = 64) {
        std::vector<const float*> pointers;
        for (const auto& channel : input)
            pointers.push_back(channel.data());
        std::vector<std::vector<float>> output(outputs_);
        for (std::uint32_t done = 0; done < frames;) {
            const auto count = std::min(block, frames - done);
            const audio::ConstAudioBlock from(pointers.data(), static_cast<std::uint32_t>(pointers.size()),
                                              count, done);
            const auto made = player->block(count, from);
            for (std::size_t channel = 0; channel < output.size(); ++channel)
                output[channel].insert(output[channel].end(), made[channel].begin(), made[channel].end());
            done += count;
        }
        return output;
    }
    std::vector<std::vector<float>> play(std::uint32_t frames, std::uint32_t block = 64) {
        return play({}, frames, block);
    }
    std::uint32_t inputs() const { return inputs_; }

    std::unique_ptr<graph::Graph> pair;
    std::unique_ptr<Player> player;
    graph::NodeId id;

private:
    std::uint32_t inputs_ = 0;
    std::uint32_t outputs_ = 0;
};

} // namespace rondo::test
