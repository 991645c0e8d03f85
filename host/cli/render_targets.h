// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <rondo/base/result.h>
#include <string>
#include <vector>

namespace rondo::host {

/// A file to render and the file that it becomes.
struct RenderTarget {
    std::filesystem::path input;
    std::filesystem::path output;
    friend bool operator==(const RenderTarget&, const RenderTarget&) = default;
};

/// Returns: for each input the file of its name in `folder`, with the extension "." + `kind`. Errors:
/// invalidArgument for two inputs that would become the same file, and for one without a name. [control]
base::Result<std::vector<RenderTarget>> renderTargets(const std::vector<std::filesystem::path>& inputs,
                                                      const std::filesystem::path& folder,
                                                      const std::string& kind);

/// What a rendering reads.
struct RenderReads {
    std::filesystem::path input;
    std::vector<std::filesystem::path> files; ///< itself and, of a graph, those it plays
};

/// Errors: refused when a target is one of the files that are read, under whatever name. [control]
base::Result<void> checkNoneIsRead(const std::vector<RenderTarget>& targets,
                                   const std::vector<RenderReads>& reads);

} // namespace rondo::host
