// SPDX-License-Identifier: MIT
#include <rondo/concurrency/detail/thread.h>

#include <cstring>
#include <pthread.h>
#include <sched.h>

namespace rondo::concurrency::detail {

std::string prepareThread(const std::string& name, std::optional<int> realtimePriority) {
    pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
    if (!realtimePriority)
        return {};
    sched_param parameters{};
    parameters.sched_priority = *realtimePriority;
    const int refused = pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters);
    if (refused == 0)
        return {};
    return "The thread '" + name + "' asked for realtime priority " + std::to_string(*realtimePriority) +
           " and the system refused it (" + std::strerror(refused) +
           "); it runs at normal priority, so expect late blocks under load. Raise the limit 'rtprio' for this "
           "user.";
}

} // namespace rondo::concurrency::detail
