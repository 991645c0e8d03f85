// SPDX-License-Identifier: MIT
#include <rondo/session/render/render_queue.h>

#include <exception>
#include <rondo/session/render/detail/render_work.h>
#include <rondo/session/render/detail/turnstile.h>
#include <rondo/task/task_cancelled.h>
#include <string>

namespace rondo::session {
namespace {

RenderQueueOptions checked(RenderQueueOptions options, const task::Pool& pool) {
    const auto refuse = [](const char* expected, std::uint32_t found) {
        throw base::Failure({base::ErrorCode::invalidArgument,
                             std::string("A render queue takes ") + expected + ", and " +
                                 std::to_string(found) + " was given; leave it out for the default."});
    };
    if (options.atATime > 256)
        refuse("at most 256 jobs at a time", options.atATime);
    if (options.blockFrames < 16 || options.blockFrames > 65536)
        refuse("blocks of 16 to 65536 frames", options.blockFrames);
    if (options.atATime == 0)
        options.atATime = pool.workers();
    return options;
}

} // namespace

RenderQueue::RenderQueue(task::Pool& pool, RenderQueueOptions options)
    : pool_(pool), options_(checked(options, pool)),
      turnstile_(std::make_shared<detail::Turnstile>(options_.atATime)) {}

RenderJob RenderQueue::add(AudioFileWriterOptions target, MakeSource makeSource) {
    auto work =
        std::make_shared<detail::RenderWork>(std::move(target), std::move(makeSource), options_.blockFrames);
    auto task = task::start(pool_, [work, turn = turnstile_->queue()]() mutable -> task::Task<> {
        bool cancelled = false;
        try {
            const auto place = co_await turn.receive();
            co_await work->run();
        } catch (const task::TaskCancelled&) {
            cancelled = true;
        } catch (const std::exception& thrown) {
            work->fail({base::ErrorCode::refused,
                        std::string("The rendering could not go on (") + thrown.what() + "); start it again."});
        }
        if (cancelled)
            work->end(RenderState::cancelled);
    });
    return RenderJob(std::move(work), std::move(task));
}

} // namespace rondo::session
