// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/session/graph/graph_description.h>
#include <rondo/session/render/render_source.h>

namespace rondo::session {

/// How a graph is rendered.
struct GraphRenderOptions {
    std::filesystem::path file =
        {};          ///< that it came from: the sounds it names lie beside it, and errors begin so
    double rate = 0; ///< hertz; 0: the description's
    std::optional<double> length = {}; ///< s; nothing: the description's
    double gain = 0;                   ///< dB, of the whole
};

/// Effects: builds a graph of its own; its file players read their files themselves, in step with the sound, so
/// that none is ever late. What sounds at the end of the description's own length is faded out before it.
/// Returns: what renders it. Errors: as `check`, those of opening the files; invalidArgument without any
/// length, or without output channels. Progress: blocking. [control] [worker]
base::Result<std::unique_ptr<RenderSource>> makeGraphRender(const GraphDescription& description,
                                                            const GraphRenderOptions& options = {});

} // namespace rondo::session
