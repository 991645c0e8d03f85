// SPDX-License-Identifier: MIT
#include <rondo/session/render/render_job.h>

#include <rondo/session/render/detail/render_work.h>

namespace rondo::session {

const char* name(RenderState state) noexcept {
    switch (state) {
    case RenderState::waiting:
        return "waiting";
    case RenderState::rendering:
        return "rendering";
    case RenderState::finished:
        return "finished";
    case RenderState::cancelled:
        return "cancelled";
    case RenderState::failed:
        break;
    }
    return "failed";
}

RenderProgress RenderJob::progress() const { return work_->progress(); }

} // namespace rondo::session
