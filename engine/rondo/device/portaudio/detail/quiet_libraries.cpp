// SPDX-License-Identifier: MIT
#include <rondo/device/portaudio/detail/quiet_libraries.h>

#include <cstdarg>
#include <dlfcn.h>
#include <initializer_list>

namespace rondo::device::detail {

namespace {

// The types are those of alsa/error.h and jack/jack.h. The functions are looked up by name because PortAudio,
// not we, is linked with these libraries, and a PortAudio without one of them is as good.
using AlsaHandler = void (*)(const char*, int, const char*, int, const char*, std::va_list);
using SetAlsaHandler = AlsaHandler (*)(AlsaHandler);
using JackPrinter = void (*)(const char*);
using SetJackPrinter = void (*)(JackPrinter);

void dropAlsa(const char*, int, const char*, int, const char*, std::va_list) {}
void dropJack(const char*) {}

template <class Function>
Function look(const char* name) noexcept {
    return reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
}

} // namespace

void quietLibraries() noexcept {
    if (const auto set = look<SetAlsaHandler>("snd_lib_error_set_local"))
        set(dropAlsa);
    for (const char* setter : {"jack_set_error_function", "jack_set_info_function"})
        if (const auto set = look<SetJackPrinter>(setter))
            set(dropJack);
}

} // namespace rondo::device::detail
