// SPDX-License-Identifier: MIT
// A library that the test loads by name, as a host loads a plugin: it knows nothing of the guard.
#include <cstdlib>
#include <mutex>
#include <unistd.h>

extern "C" [[gnu::visibility("default")]] void loadedPluginProcess() {
    static std::mutex mutex;
    const std::scoped_lock lock(mutex);
    void* volatile block = std::malloc(64);
    std::free(block);
    static_cast<void>(!write(-1, "", 0));
}
