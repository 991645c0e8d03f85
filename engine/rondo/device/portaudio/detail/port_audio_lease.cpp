// SPDX-License-Identifier: MIT
#include <rondo/device/portaudio/detail/port_audio_lease.h>

#include <algorithm>
#include <mutex>
#include <pa_jack.h>
#include <portaudio.h>
#include <rondo/device/portaudio/detail/quiet_libraries.h>
#include <system_error>
#include <vector>

namespace rondo::device::detail {

namespace {

using namespace std::chrono_literals;
constexpr auto initializeLimit = 10s;
constexpr auto terminateLimit = 2s;
constexpr std::size_t longestClientName = 32;

struct Record {
    std::mutex mutex;
    std::shared_ptr<SupervisedThread> thread;
    std::shared_ptr<SupervisedThread> leftBehind; ///< its call is, or was, still out
    int leases = 0;
    std::string clientName; ///< PortAudio keeps the pointer
    std::vector<std::shared_ptr<const void>> kept;
};

// Never destroyed: an abandoned thread and a device in a static object may outlive every destructor.
Record& record() {
    static Record* const only = new Record;
    return *only;
}

std::string fitForJack(const std::string& name) {
    std::string fit = name.empty() ? "rondo" : name.substr(0, longestClientName);
    std::replace(fit.begin(), fit.end(), ':', '_'); // JACK's own separator
    return fit;
}

base::Error cannotInitialize(const std::string& why) {
    return {base::ErrorCode::refused, "PortAudio could not be initialised (" + why +
                                          "); use the device 'virtual', or mend the sound system."};
}

base::Result<std::shared_ptr<SupervisedThread>> initialize(Record& all, const std::string& clientName) {
    std::shared_ptr<SupervisedThread> thread;
    try {
        thread = std::make_shared<SupervisedThread>("portaudio");
    } catch (const std::system_error& failure) {
        return tl::unexpected(cannotInitialize(failure.what()));
    }
    all.clientName = fitForJack(clientName);
    const bool again = all.leftBehind != nullptr;
    const auto answer = thread->ask(
        [name = all.clientName.c_str(), again] {
            quietLibraries();
            if (again) // the termination that the abandoned thread never came to
                Pa_Terminate();
            PaJack_SetClientName(name);
            return Pa_Initialize();
        },
        initializeLimit);
    if (!answer) {
        all.leftBehind = thread;
        return base::fail(base::ErrorCode::timeout,
                          "PortAudio did not come up within 10 s, so some sound server hangs; use the device "
                          "'virtual', or restart that server.");
    }
    all.leftBehind.reset();
    if (*answer != paNoError)
        return tl::unexpected(cannotInitialize(Pa_GetErrorText(*answer)));
    return thread;
}

} // namespace

base::Error portAudioAbandoned() {
    return {
        base::ErrorCode::lost,
        "PortAudio is still busy with a sound server that died (version 19.6 waits up to ten minutes), so no "
        "hardware can be opened; use the device 'virtual', wait, or restart this program."};
}

base::Result<PortAudioLease> PortAudioLease::acquire(const std::string& clientName) {
    Record& all = record();
    const std::lock_guard lock(all.mutex);
    if ((all.thread && all.thread->abandoned()) || (all.leftBehind && !all.leftBehind->idle()))
        return tl::unexpected(portAudioAbandoned());
    if (!all.thread) {
        auto thread = initialize(all, clientName);
        if (!thread)
            return tl::unexpected(thread.error());
        all.thread = std::move(*thread);
    }
    ++all.leases;
    return PortAudioLease(all.thread);
}

PortAudioLease::~PortAudioLease() {
    if (!thread_)
        return;
    Record& all = record();
    const std::lock_guard lock(all.mutex);
    if (--all.leases > 0)
        return;
    if (!thread_->ask([] { return Pa_Terminate(); }, terminateLimit))
        all.leftBehind = thread_;
    all.thread.reset();
}

void PortAudioLease::keepForever(std::shared_ptr<const void> object) {
    Record& all = record();
    const std::lock_guard lock(all.mutex);
    all.kept.push_back(std::move(object));
}

} // namespace rondo::device::detail
