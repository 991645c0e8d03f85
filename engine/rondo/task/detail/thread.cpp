// SPDX-License-Identifier: MIT
#include <rondo/task/detail/thread.h>

#if defined(__linux__)
#include <pthread.h>
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

} // namespace rondo::task::detail
