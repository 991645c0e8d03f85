// SPDX-License-Identifier: MIT
#include <rondo/task/detail/thread.h>

#include <rondo/base/error.h>

#if defined(__linux__)
#include <pthread.h>
#include <sched.h>
#else
#error "detail/thread.cpp names threads as Linux does; do it as this system does"
#endif

namespace rondo::task::detail {

void nameThread(Thread& thread, const std::string& name) noexcept {
    constexpr std::size_t most = 15;
    char letters[most + 1] = {};
    name.copy(letters, most);
    pthread_setname_np(thread.native_handle(), letters);
}

namespace {
cpu_set_t usable(const std::vector<std::uint32_t>& processors) noexcept {
    cpu_set_t all;
    CPU_ZERO(&all);
    sched_getaffinity(0, sizeof all, &all);
    if (processors.empty())
        return all;
    cpu_set_t set;
    CPU_ZERO(&set);
    for (const auto processor : processors)
        if (processor < CPU_SETSIZE && CPU_ISSET(processor, &all))
            CPU_SET(processor, &set);
    return set;
}
} // namespace

std::uint32_t processorCount(const std::vector<std::uint32_t>& processors) {
    const auto set = usable(processors);
    const auto count = static_cast<std::uint32_t>(CPU_COUNT(&set));
    if (count == 0)
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "A pool was to use certain processors, and this process may use none of them; "
                             "name others, or none."});
    return count;
}

void keepToProcessors(Thread& thread, const std::vector<std::uint32_t>& processors) noexcept {
    if (processors.empty())
        return;
    const auto set = usable(processors);
    pthread_setaffinity_np(thread.native_handle(), sizeof set, &set);
}

} // namespace rondo::task::detail
