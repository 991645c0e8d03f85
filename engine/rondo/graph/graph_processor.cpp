// SPDX-License-Identifier: MIT
#include <rondo/graph/graph_processor.h>

#include <rondo/graph/detail/processor_core.h>
#include <utility>

namespace rondo::graph {

GraphProcessor::GraphProcessor(std::unique_ptr<detail::ProcessorCore> core) noexcept : core_(std::move(core)) {}
GraphProcessor::GraphProcessor(GraphProcessor&&) noexcept = default;
GraphProcessor& GraphProcessor::operator=(GraphProcessor&&) noexcept = default;
GraphProcessor::~GraphProcessor() = default;

void GraphProcessor::process(audio::ConstAudioBlock input, audio::AudioBlock output,
                             std::int64_t streamFrame) noexcept {
    core_->process(input, output, streamFrame);
}

} // namespace rondo::graph
