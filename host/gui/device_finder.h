// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <juce_events/juce_events.h>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/device/device_list.h>
#include <rondo/task/pool.h>
#include <rondo/task/root_task.h>
#include <string>
#include <vector>

namespace rondo::host {

/// Asks in the background which devices there are, which can take ten seconds. [control], JUCE's message
/// thread.
class DeviceFinder final : private juce::Timer {
public:
    using List = std::vector<device::AudioDeviceInfo>;
    using Ask = std::function<base::Result<List>()>;

    /// `ask` is called on `pool`; empty: device::listDevices. `onFound` is called after each answer. Requires:
    /// the pool outlives it.
    DeviceFinder(task::Pool& pool, Ask ask, std::function<void()> onFound);
    /// Effects: waits for an answer that is under way.
    ~DeviceFinder() override;

    /// Effects: asks; nothing while it does.
    void look();
    bool looking() const noexcept { return static_cast<bool>(asking_); }
    /// Returns: the newest list; nothing: there was none yet.
    const std::optional<List>& found() const noexcept { return found_; }
    /// Returns: why the last question was not answered, in a sentence; empty: it was.
    const std::string& trouble() const noexcept { return trouble_; }

private:
    void timerCallback() override;

    task::Pool& pool_;
    Ask ask_;
    std::function<void()> onFound_;
    std::optional<List> found_;
    std::string trouble_;
    task::RootTask<base::Result<List>> asking_;
};

} // namespace rondo::host
