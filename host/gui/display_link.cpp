// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/display_link.h>

#include <atomic>
#include <cstdlib>
#include <dlfcn.h>
#include <string>

namespace rondo::host {
namespace {

// As JUCE does, the library is looked for when it is needed: the program starts where there is none.
struct Display;
using ErrorHandler = int (*)(Display*, void*);
using LossHandler = int (*)(Display*);

void* symbol(const char* name) noexcept {
    void* const library = dlopen("libX11.so.6", RTLD_LAZY | RTLD_GLOBAL);
    return library != nullptr ? dlsym(library, name) : nullptr;
}

template <class Function>
Function* function(const char* name) noexcept {
    // POSIX lets a pointer from dlsym be one to a function.
    return reinterpret_cast<Function*>(symbol(name));
}

/// Xlib's handlers are the process's and get no argument of ours.
std::atomic<const std::function<void()>*> whenLost{nullptr};

int ignoreError(Display*, void*) { return 0; }

int tellLoss(Display*) {
    if (const auto* const lost = whenLost.exchange(nullptr))
        (*lost)();
    return 0;
}

} // namespace

base::Result<void> DisplayLink::check() {
    const char* const variable = std::getenv("DISPLAY");
    const std::string name = variable != nullptr ? variable : "";
    const std::string advice = "use 'rondo play FILE' and 'rondo --help' for what works without one.";
    if (name.empty())
        return base::fail(
            base::ErrorCode::notFound,
            "There is no display for the window (DISPLAY is not set); start rondo in a desktop, or " + advice);
    const auto open = function<Display*(const char*)>("XOpenDisplay");
    const auto close = function<int(Display*)>("XCloseDisplay");
    if (open == nullptr || close == nullptr)
        return base::fail(base::ErrorCode::notFound,
                          "The window needs libX11, and it is not installed; install libx11-6, or " + advice);
    auto* const display = open(nullptr);
    if (display == nullptr)
        return base::fail(base::ErrorCode::notFound,
                          "The display '" + name +
                              "' does not answer; check DISPLAY and the rights to it, or " + advice);
    close(display);
    return {};
}

DisplayLink::DisplayLink(std::function<void()> lost) : lost_(std::move(lost)) {
    whenLost = &lost_;
    if (const auto set = function<ErrorHandler(ErrorHandler)>("XSetErrorHandler"))
        set(&ignoreError);
    if (const auto set = function<LossHandler(LossHandler)>("XSetIOErrorHandler"))
        set(&tellLoss);
}

DisplayLink::~DisplayLink() { whenLost = nullptr; }

} // namespace rondo::host
