// SPDX-License-Identifier: MIT
#include <rondo/concurrency/audio_thread.h>

#include <rondo/concurrency/detail/executor_core.h>

namespace rondo::concurrency {

Tag AudioThread::tag() const noexcept { return core_ != nullptr ? core_->tag : Tag(); }

} // namespace rondo::concurrency
