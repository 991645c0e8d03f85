// SPDX-License-Identifier: MIT
#include <rondo/task/io/detail/socket_step.h>

#include <cerrno>
#include <optional>
#include <rondo/task/detail/current_task.h>
#include <rondo/task/io/detail/io_error.h>
#include <rondo/task/yield.h>
#include <string>

namespace rondo::task::detail {

using base::ErrorCode;
using base::Result;

namespace {

// Nothing: the descriptor is closed.
std::optional<long> tryStep(Descriptor& descriptor, const SocketStep& step) noexcept {
    const Descriptor::Use use(descriptor);
    if (!use)
        return {};
    for (;;) {
        const auto result = step.call(use.number(), step.where, step.size);
        if (result != -EINTR)
            return result == -EWOULDBLOCK ? -EAGAIN : result;
    }
}

} // namespace

base::Error closedError(std::string_view attempt) {
    return {ErrorCode::closed, "The attempt to " + std::string(attempt) +
                                   " was made with one that this program has closed, or moved elsewhere."};
}

base::Error waitError(WaitEnd end, std::string_view attempt) {
    switch (end) {
    case WaitEnd::timeout:
        return {ErrorCode::timeout, "The attempt to " + std::string(attempt) +
                                        " took longer than its limit; try again, or give up."};
    case WaitEnd::deaf:
        return {ErrorCode::closed, "The attempt to " + std::string(attempt) +
                                       " has to wait, and its Reactor is gone; let the Reactor live longer."};
    case WaitEnd::noMemory:
        return ioError(ENOMEM, attempt);
    default:
        return closedError(attempt);
    }
}

Task<Result<long>> makeStep(std::shared_ptr<Descriptor> descriptor, SocketStep step, TimeLeft left,
                            bool (*tolerated)(int number) noexcept) {
    if (descriptor == nullptr)
        co_return tl::unexpected(closedError(step.attempt));
    if (descriptor->turnIsOver() || currentTask(step.attempt).isCancelled())
        co_await yield();
    for (;;) {
        const auto result = tryStep(*descriptor, step);
        if (!result)
            co_return tl::unexpected(closedError(step.attempt));
        if (*result >= 0)
            co_return *result;
        if (*result != -EAGAIN) {
            const auto number = static_cast<int>(-*result);
            if (tolerated != nullptr && tolerated(number))
                co_return *result;
            co_return failIo(number, step.attempt);
        }
        if (left.over())
            co_return tl::unexpected(waitError(WaitEnd::timeout, step.attempt));
        DescriptorWait wait(*descriptor, step.direction, left.limit());
        const auto end = co_await wait;
        // After the limit once more: what came at the last moment counts.
        if (end != WaitEnd::ready && end != WaitEnd::timeout)
            co_return tl::unexpected(waitError(end, step.attempt));
    }
}

} // namespace rondo::task::detail
