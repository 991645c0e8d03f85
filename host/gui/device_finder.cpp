// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/device_finder.h>

#include <exception>
#include <rondo/task/blocking.h>
#include <utility>

namespace rondo::host {

DeviceFinder::DeviceFinder(task::Pool& pool, Ask ask, std::function<void()> onFound)
    : pool_(pool), ask_(ask ? std::move(ask) : Ask(device::listDevices)), onFound_(std::move(onFound)) {}

DeviceFinder::~DeviceFinder() { stopTimer(); }

void DeviceFinder::look() {
    if (asking_)
        return;
    try {
        asking_ = task::start(
            pool_, [ask = ask_]() -> task::Task<base::Result<List>> { co_return task::blocking(ask); });
        startTimer(50);
    } catch (const std::exception& error) {
        trouble_ = error.what();
        onFound_();
    }
}

void DeviceFinder::timerCallback() {
    if (!asking_.finished())
        return;
    stopTimer();
    try {
        auto answer = asking_.take();
        trouble_ = answer ? std::string() : answer.error().text;
        if (answer)
            found_ = *std::move(answer);
    } catch (const std::exception& error) {
        trouble_ = error.what();
    }
    onFound_();
}

} // namespace rondo::host
