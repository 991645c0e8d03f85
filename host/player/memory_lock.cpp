// SPDX-License-Identifier: GPL-3.0-only
#include <host/player/memory_lock.h>

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

namespace rondo::host {

bool lockMemory() noexcept {
    rlimit limit{};
    const bool unlimited =
        geteuid() == 0 || (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY);
    return unlimited && mlockall(MCL_CURRENT | MCL_FUTURE) == 0;
}

} // namespace rondo::host
