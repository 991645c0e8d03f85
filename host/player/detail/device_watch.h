// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <host/player/device_report.h>
#include <memory>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/graph/flight_report.h>
#include <rondo/runtime/engine.h>
#include <rondo/task/root_task.h>
#include <string>

namespace rondo::host::detail {

/// What there is to tell of a device: how long its callbacks take, which blocks were late and by whom, why none
/// is open; and the search for one that was lost. All functions: [control].
class DeviceWatch {
public:
    using Open =
        std::function<base::Result<std::unique_ptr<device::AudioDevice>>(const device::StreamRequest&)>;
    static constexpr std::size_t mostCulprits = 20;

    explicit DeviceWatch(task::Pool& pool) noexcept : pool_(pool) {}

    void opened(runtime::Engine& engine);
    void closed();
    void failed(std::string trouble);
    /// Effects: a device was lost; it is opened again in the background when it is back.
    void waitFor(device::StreamRequest request, std::string trouble, Open open);
    /// Returns: that device, once.
    std::unique_ptr<device::AudioDevice> takeReturned();
    /// Returns: whether a device was ever asked for.
    bool wanted() const noexcept { return wanted_; }
    const std::string& trouble() const noexcept { return trouble_; }

    void missed(const graph::FlightReport& report);
    /// Effects: takes the timings of callbacks that are new.
    void look(runtime::Engine& engine);
    void reset(runtime::Engine* engine);
    DeviceReport report(runtime::Engine* engine) const;

private:
    using Opening = base::Result<std::unique_ptr<device::AudioDevice>>;
    task::Pool& pool_;
    std::string trouble_;
    bool wanted_ = false;
    std::string notice_;
    std::deque<std::string> culprits_; ///< the newest first
    std::uint64_t missed_ = 0;
    concurrency::HistogramCounts callbacks_{};
    std::int64_t seen_ = 0;             ///< the recorder's time of the newest callback that was counted
    double nextLook_ = 0;               ///< s
    device::StreamStatistics before_{}; ///< counts at the last reset
    std::uint64_t silencedBefore_ = 0;
    std::optional<device::StreamRequest> lost_;
    Open open_;
    double nextTry_ = 0; ///< s
    task::RootTask<Opening> opening_;
};

} // namespace rondo::host::detail
