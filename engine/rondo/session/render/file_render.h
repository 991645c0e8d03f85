// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/session/render/render_source.h>

namespace rondo::session {

/// How a sound file is rendered.
struct FileRenderOptions {
    std::filesystem::path file;
    double rate = 0;                   ///< hertz; 0: the file's
    std::optional<double> length = {}; ///< s, at most; nothing: the file's
    double gain = 0;                   ///< dB
    bool loop = false;                 ///< begins again at the end until `length` is full
};

/// Effects: opens the file. What is cut off fades out over its last 64 frames, and counts as `cutOff`. Returns:
/// what renders it. Errors: those of AudioFileSource::open; invalidArgument for a loop without a length.
/// Progress: blocking. [control] [worker]
base::Result<std::unique_ptr<RenderSource>> makeFileRender(const FileRenderOptions& options);

} // namespace rondo::session
