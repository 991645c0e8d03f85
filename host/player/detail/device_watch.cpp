// SPDX-License-Identifier: GPL-3.0-only
#include <host/player/detail/device_watch.h>

#include <algorithm>
#include <bit>
#include <rondo/base/clock.h>
#include <rondo/task/blocking.h>
#include <utility>

namespace rondo::host::detail {
namespace {

constexpr double lookInterval = 0.5; ///< s; a copy of the recorder's rings is not free
constexpr double tryInterval = 2;    ///< s

} // namespace

void DeviceWatch::opened(runtime::Engine& engine) {
    wanted_ = true;
    trouble_.clear();
    lost_.reset();
    notice_ = engine.device().notice();
    reset(&engine);
}

void DeviceWatch::closed() { notice_.clear(); }

void DeviceWatch::failed(std::string trouble) {
    wanted_ = true;
    trouble_ = std::move(trouble);
}

void DeviceWatch::waitFor(device::StreamRequest request, std::string trouble, Open open) {
    failed(std::move(trouble));
    lost_ = std::move(request);
    open_ = std::move(open);
    nextTry_ = base::monotonicSeconds() + tryInterval;
}

std::unique_ptr<device::AudioDevice> DeviceWatch::takeReturned() {
    if (!lost_)
        return nullptr;
    if (opening_) {
        if (!opening_.finished())
            return nullptr;
        auto opened = opening_.take();
        nextTry_ = base::monotonicSeconds() + tryInterval;
        if (!opened)
            return nullptr;
        lost_.reset();
        return *std::move(opened);
    }
    if (base::monotonicSeconds() >= nextTry_)
        opening_ = task::start(pool_, [request = *lost_, open = open_]() -> task::Task<Opening> {
            co_return task::blocking([&] { return open(request); });
        });
    return nullptr;
}

void DeviceWatch::missed(const graph::FlightReport& report) {
    missed_ += report.count;
    for (const auto& miss : report.misses)
        culprits_.push_front(miss.text());
    if (culprits_.size() > mostCulprits)
        culprits_.resize(mostCulprits);
}

void DeviceWatch::look(runtime::Engine& engine) {
    const double now = base::monotonicSeconds();
    if (now < nextLook_)
        return;
    nextLook_ = now + lookInterval;
    const auto snapshot = engine.graph().recorder()->snapshot();
    if (snapshot.lanes.empty())
        return;
    auto newest = seen_;
    for (const auto& record : snapshot.lanes.front().records) {
        if (record.kind != graph::TimingKind::block || record.begin <= seen_)
            continue;
        newest = std::max(newest, record.begin);
        const auto width = static_cast<std::size_t>(std::bit_width(record.duration));
        ++callbacks_.counts[std::min(width, callbacks_.counts.size() - 1)];
    }
    seen_ = newest;
}

void DeviceWatch::reset(runtime::Engine* engine) {
    callbacks_ = {};
    culprits_.clear();
    missed_ = 0;
    nextLook_ = 0;
    before_ = {};
    silencedBefore_ = 0;
    seen_ = 0;
    if (engine == nullptr)
        return;
    before_ = engine->device().statistics();
    silencedBefore_ = engine->graph().statistics().blocksSilenced;
    seen_ = engine->graph().recorder()->now();
}

DeviceReport DeviceWatch::report(runtime::Engine* engine) const {
    DeviceReport report;
    report.trouble = trouble_;
    report.notice = notice_;
    report.callbacks = callbacks_;
    report.missed = missed_;
    report.culprits.assign(culprits_.begin(), culprits_.end());
    if (engine == nullptr)
        return report;
    report.open = true;
    report.format = engine->device().format();
    report.stream = engine->device().statistics();
    report.stream.blocks -= before_.blocks;
    report.stream.frames -= before_.frames;
    report.stream.overruns -= before_.overruns;
    report.stream.underruns -= before_.underruns;
    report.stream.lateOurs -= before_.lateOurs;
    report.stream.lateTheirs -= before_.lateTheirs;
    report.period = report.format.blockFrames / report.format.rate;
    report.blocksSilenced = engine->graph().statistics().blocksSilenced - silencedBefore_;
    return report;
}

} // namespace rondo::host::detail
