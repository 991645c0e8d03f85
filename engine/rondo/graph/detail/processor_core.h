// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/audio/audio_block.h>
#include <rondo/concurrency/exchange.h>
#include <rondo/concurrency/reclaimer.h>
#include <rondo/concurrency/spsc_channel.h>
#include <rondo/graph/detail/due_events.h>
#include <rondo/graph/detail/event_queue.h>
#include <rondo/graph/detail/messages.h>
#include <rondo/graph/detail/run/block_runner.h>
#include <rondo/graph/detail/shared_counts.h>
#include <rondo/graph/flight_recorder.h>
#include <rondo/graph/graph_options.h>

namespace rondo::graph::detail {

/// The audio ends of what joins the two halves of a graph.
struct ProcessorEnds {
    concurrency::ExchangeReader<PublishedSchedule> schedules;
    concurrency::SpscReceiver<SentEvent> events;
    concurrency::SpscSender<Adoption> adoptions;
    std::shared_ptr<SharedCounts> counts;
    std::shared_ptr<concurrency::Reclaimer> reclaimer;
    std::shared_ptr<FlightRecorder> recorder;
};

class ProcessorCore {
public:
    ProcessorCore(const GraphOptions& options, ProcessorEnds ends);
    void process(audio::ConstAudioBlock input, audio::AudioBlock output, std::int64_t streamFrame) noexcept;

private:
    void runBlock(audio::ConstAudioBlock input, audio::AudioBlock output, std::int64_t streamFrame) noexcept;
    void receiveEvents(std::int64_t streamFrame) noexcept;
    PublishedSchedule* adopt(std::int64_t streamFrame) noexcept;
    bool deliver(Schedule& schedule, std::uint32_t step, audio::UmpEvent event, std::uint32_t port) noexcept;
    void collectDue(Schedule& schedule, std::int64_t streamFrame, std::uint32_t frames, std::uint64_t complete,
                    DueEvents& due) noexcept;

    ProcessorEnds ends_;
    std::uint32_t maximumFrames_;
    EventQueue waiting_;
    DueEvents due_;
    std::uint64_t adopted_ = 0;
    BlockRunner runner_; ///< last: its workers end first
};

} // namespace rondo::graph::detail
