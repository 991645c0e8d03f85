// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <rondo/graph/node.h>
#include <type_traits>
#include <utility>

namespace rondo::nodes {

/// A function as a node; made by makeFunctionNode. What the function captures lives and dies with the node, off
/// the audio thread.
template <class Function>
requires std::is_nothrow_invocable_v<Function&, const graph::ProcessContext&>
class FunctionNode final : public graph::Node {
public:
    /// Effects: keeps both. [control]
    FunctionNode(graph::NodeDescription description, Function function)
        : description_(std::move(description)), function_(std::move(function)) {}
    /// Effects: see graph::Node. [control], [control], [audio]
    graph::NodeDescription describe() const override { return description_; }
    void prepare(const graph::PrepareContext&) override {}
    void process(const graph::ProcessContext& context) noexcept override { function_(context); }

private:
    graph::NodeDescription description_;
    Function function_;
};

/// Returns: a node of which `function`, which must be noexcept, does the work of graph::Node::process, under
/// the same rules:
///     makeFunctionNode({.inputs = {{"input", 1}}, .outputs = {{"output", 1}}, .parameters = {}, .tail = 0},
///                      [](const graph::ProcessContext& context) noexcept { ... });
/// Errors: std::bad_alloc, and what a copy or move of `function` throws. Progress: blocking. [control]
template <class Function>
requires std::is_nothrow_invocable_v < std::decay_t<Function>
&, const graph::ProcessContext& >
       std::unique_ptr<graph::Node> makeFunctionNode(graph::NodeDescription description, Function&& function) {
    return std::make_unique<FunctionNode<std::decay_t<Function>>>(std::move(description),
                                                                  std::forward<Function>(function));
}

} // namespace rondo::nodes
