// SPDX-License-Identifier: MIT
#include <allocation/failing_allocation.h>
#include <cerrno>
#include <dlfcn.h>
#include <pthread.h>

// In front of the C library's: starting a thread takes memory too, and fails like an allocation.
extern "C" __attribute__((visibility("default"))) int
pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*), void* argument) {
    using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
    static const auto create = reinterpret_cast<Create>(dlsym(RTLD_NEXT, "pthread_create"));
    return rondo::test::countPoint() ? EAGAIN : create(thread, attributes, start, argument);
}
