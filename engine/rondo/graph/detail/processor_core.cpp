// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/processor_core.h>

#include <algorithm>
#include <rondo/audio/flush_denormals.h>
#include <rondo/graph/detail/fade_curve.h>

namespace rondo::graph::detail {

// Events for "now" are gone after the block that received them, so both queues hold at most one channel full of
// those beside the scheduled ones, whose number the control side bounds.
ProcessorCore::ProcessorCore(const GraphOptions& options, ProcessorEnds ends)
    : ends_(std::move(ends)), maximumFrames_(options.maximumFrames),
      waiting_(ends_.events.capacity() + options.scheduledCapacity),
      due_(ends_.events.capacity() + options.scheduledCapacity),
      runner_(options, *ends_.counts, *ends_.recorder) {}

void ProcessorCore::process(audio::ConstAudioBlock input, audio::AudioBlock output,
                            std::int64_t streamFrame) noexcept {
    auto& recorder = *ends_.recorder;
    recorder.beginBlock(streamFrame, output.frameCount(), recorder.now());
    runBlock(input, output, streamFrame);
    recorder.endBlock(recorder.now());
}

void ProcessorCore::runBlock(audio::ConstAudioBlock input, audio::AudioBlock output,
                             std::int64_t streamFrame) noexcept {
    const audio::FlushDenormals flush;
    // Events first: one that was sent after a commit then always meets a schedule with that commit in it.
    receiveEvents(streamFrame);
    add(ends_.counts->blocks, 1);
    runner_.begin(output.frameCount());
    for (std::uint32_t done = 0; done < output.frameCount();) {
        // Here too, because what waited for the end of a fade need not wait for the next block.
        auto* const published = adopt(streamFrame + done);
        if (published == nullptr) {
            output.clear();
            return;
        }
        auto& transitions = published->transitions;
        const auto fading =
            std::ranges::find_if(transitions, [](const auto& phase) { return phase != nullptr; });
        Schedule& schedule = fading != transitions.end() ? (*fading)->schedule : published->schedule;
        auto frames = std::min({maximumFrames_, schedule.longestPiece(), output.frameCount() - done});
        if (fading != transitions.end())
            frames = std::min(frames,
                              schedule.rest.waits > 0 ? schedule.rest.waits : fadeFrames - schedule.rest.faded);
        const auto available = std::min(frames, input.frameCount() - std::min(done, input.frameCount()));
        auto& due = published->due ? *published->due : due_;
        due.clear();
        if (published->automations)
            for (const auto& automation : *published->automations)
                if (const auto step = schedule.stepOf(automation->node()); step != IdIndex::none)
                    automation->run(streamFrame + done, frames,
                                    [&](const auto& event) { due.add(step, event); });
        // The first of two fades is without the nodes that the edit adds.
        collectDue(schedule, streamFrame + done, frames, transitions[0] != nullptr ? adopted_ - 1 : adopted_,
                   due);
        due.group();
        const BlockJob job{input.frames(done, available), output.frames(done, frames), streamFrame + done};
        runner_.run(schedule, job, due);
        done += frames;
        if (fading == transitions.end())
            continue;
        if (schedule.rest.waits > 0) {
            schedule.rest.waits -= frames;
            continue;
        }
        schedule.rest.faded += frames;
        if (schedule.rest.faded == fadeFrames)
            ends_.reclaimer->retire(fading->release());
    }
}

void ProcessorCore::receiveEvents(std::int64_t streamFrame) noexcept {
    SentEvent sent;
    // The bound keeps a sender that is faster than this loop from holding it here.
    for (std::size_t count = ends_.events.capacity(); count > 0 && !waiting_.full(); --count) {
        if (!ends_.events.tryReceive(sent))
            return;
        if (!sent.scheduled)
            sent.event.frame = streamFrame;
        waiting_.push(sent);
    }
}

// A fade is played to its end before the next edit is taken, whose own fade begins where that one ends.
PublishedSchedule* ProcessorCore::adopt(std::int64_t streamFrame) noexcept {
    auto* playing = ends_.schedules.current();
    if (playing != nullptr && playing->transitions[1] != nullptr)
        return playing;
    PublishedSchedule* published = ends_.schedules.adopt();
    if (published == nullptr || published->commit == adopted_)
        return published;
    adopted_ = published->commit;
    add(ends_.counts->schedulesAdopted, 1);
    ends_.recorder->adopted({adopted_}, static_cast<std::uint32_t>(published->schedule.steps().size()),
                            ends_.recorder->now());
    // There is room: the control side empties the channel at each commit, and one commit is adopted once.
    static_cast<void>(ends_.adoptions.trySend({adopted_, streamFrame}));
    return published;
}

bool ProcessorCore::deliver(Schedule& schedule, std::uint32_t step, audio::UmpEvent event,
                            std::uint32_t port) noexcept {
    schedule.rest.states[step] = StepState::quiet;
    if (schedule.steps()[step].events->ports->outside[port].append(event))
        return true;
    ends_.counts->eventsLost.fetch_add(1, std::memory_order_relaxed);
    return false;
}

// `complete`: the newest edit whose nodes are all there. An event that was sent after a newer one waits until
// that is adopted, when it may be for a node that the edit adds.
void ProcessorCore::collectDue(Schedule& schedule, std::int64_t streamFrame, std::uint32_t frames,
                               std::uint64_t complete, DueEvents& due) noexcept {
    if (waiting_.empty() || waiting_.earliest().sent.event.frame >= streamFrame + frames)
        return;
    std::uint64_t applied = 0;
    std::uint64_t late = 0;
    std::uint64_t orphaned = 0;
    std::uint64_t scheduled = 0;
    for (const auto end = streamFrame + frames;
         !waiting_.empty() && waiting_.earliest().sent.event.frame < end;) {
        const auto waiting = waiting_.earliest();
        const auto step = schedule.stepOf(NodeId{waiting.sent.event.target});
        if (step == IdIndex::none && waiting.sent.commit > complete) {
            waiting_.defer(end);
            continue;
        }
        waiting_.pop();
        scheduled += waiting.sent.scheduled ? 1 : 0;
        if (step == IdIndex::none) {
            ++orphaned;
            continue;
        }
        late += waiting.meant < streamFrame ? 1 : 0;
        auto event = waiting.sent.event;
        event.frame = std::max(event.frame, streamFrame) - streamFrame;
        if (!waiting.sent.isMessage)
            due.add(step, event);
        else if (!deliver(schedule, step, {static_cast<std::uint32_t>(event.frame), waiting.sent.message},
                          event.parameter))
            continue;
        ++applied;
    }
    add(ends_.counts->eventsApplied, applied);
    add(ends_.counts->eventsLate, late);
    add(ends_.counts->eventsOrphaned, orphaned);
    add(ends_.counts->scheduledTaken, scheduled);
}

} // namespace rondo::graph::detail
