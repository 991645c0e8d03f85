// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/graph/process_context.h>

namespace rondo::nodes::detail {

/// Calls `apply(event)` for each event and `render(first, count)` for the frames between them, in the order in
/// which they happen. So an event takes effect at its frame exactly.
template <class Apply, class Render>
void forEachSegment(const graph::ProcessContext& context, Apply apply, Render render) noexcept {
    std::uint32_t at = 0;
    for (const auto& event : context.events()) {
        const auto frame = static_cast<std::uint32_t>(event.frame);
        if (frame > at)
            render(at, frame - at);
        at = frame;
        apply(event);
    }
    if (at < context.frameCount())
        render(at, context.frameCount() - at);
}

} // namespace rondo::nodes::detail
