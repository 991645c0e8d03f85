// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/graph/node.h>

namespace rondo::graph::detail {

/// A port of a group in the flat graph: passes on what comes in, in place where that can be. That of an output
/// has a second input, for what passes the group by.
class JunctionNode final : public Node {
public:
    JunctionNode(const PortDescription& port, bool passes) : port_(port), passes_(passes) {}

    NodeDescription describe() const override {
        NodeDescription description;
        description.inputs.assign(passes_ ? 2 : 1, port_);
        description.outputs = {port_};
        description.tail = 0;
        description.memoryless = true;
        description.inPlace = true;
        return description;
    }
    void prepare(const PrepareContext&) override {}
    void process(const ProcessContext& context) noexcept override {
        if (context.silent())
            return context.setSilent();
        const auto from = context.input();
        const auto to = context.output();
        if (from.channel(0).data() != to.channel(0).data())
            to.copyFrom(from);
    }

private:
    PortDescription port_;
    bool passes_;
};

} // namespace rondo::graph::detail
