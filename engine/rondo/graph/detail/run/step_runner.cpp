// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/run/step_runner.h>

#include <algorithm>
#include <atomic>
#include <rondo/graph/detail/fade_curve.h>
#include <rondo/graph/detail/run/samples.h>
#include <rondo/graph/node.h>

namespace rondo::graph::detail {

using Events = std::span<audio::ParameterEvent>;

namespace {
template <class Value>
void put(Value& note, Value value) noexcept {
    if (note != value)
        note = value;
}
} // namespace

bool StepRunner::inputsSilent(const Step& step) const noexcept {
    for (std::uint32_t port = 0; port < step.ports.inputCount; ++port)
        if (*step.ports.inputs[port].silent == 0)
            return false;
    return true;
}

// Counts silence; whether the step has heard so much of it that it can sleep.
bool StepRunner::falls(std::uint32_t number, const Step& step, bool eventful) noexcept {
    if (step.tail == Step::endless)
        return false;
    auto& silentFor = schedule_.rest.silentFor[number];
    if (eventful || !inputsSilent(step)) {
        put(silentFor, std::uint64_t{0});
        return false;
    }
    if (silentFor >= step.tail)
        return true;
    silentFor += frames_;
    return false;
}

// A reader in another item of a parallel run may be woken by several of those that it waits for, hence atomic;
// it looks at the note only when it need not wait any more.
void StepRunner::wakeReaders(const Step& step) noexcept {
    for (const auto& port : std::span(step.ports.outputs, step.ports.outputCount))
        if (*port.silent != 0)
            for (const auto reader : schedule_.readers(port.silent))
                std::atomic_ref(schedule_.rest.asleep[reader]).store(0, std::memory_order_relaxed);
}

void StepRunner::run(const Step& step, std::uint32_t number, Events events) noexcept {
    auto& asleep = schedule_.rest.asleep[number];
    const auto outputs = std::span(step.ports.outputs, step.ports.outputCount);
    // Woken up, its readers must look again; they sleep only on what was silent.
    wakeReaders(step);
    if (falls(number, step, !events.empty())) {
        for (const auto& port : outputs)
            put(*port.silent, std::uint8_t{1});
        put(asleep, std::uint8_t{1});
        return;
    }
    bool sleeps = false;
    for (const auto& port : outputs)
        put(*port.silent, std::uint8_t{0});
    work(step, events, sleeps);
    put(asleep, static_cast<std::uint8_t>(sleeps && inputsSilent(step) ? 1 : 0));
}

void StepRunner::work(const Step& step, Events events, bool& asleep) noexcept {
    switch (step.kind) {
    case StepKind::runNode:
        return runNode(step, events, asleep);
    case StepKind::add:
        return add(step);
    case StepKind::delay:
        return delay(step);
    case StepKind::writeFeedback:
        return step.line->write(input(step.ports.inputs[0]));
    case StepKind::readFeedback:
        return step.line->read(output(step.ports.outputs[0]), step.frames);
    case StepKind::fade:
        return fade(step);
    case StepKind::readInput:
        return readInput(step);
    case StepKind::writeOutput:
        if (step.ports.inputCount == 0)
            return job_.output.clear();
        return job_.output.copyFrom(input(step.ports.inputs[0]));
    }
}

// The order of the additions is part of the result: first the first two sources, then one more at a time.
void StepRunner::add(const Step& step) const noexcept {
    const auto& first = step.ports.inputs[0];
    const auto& second = step.ports.inputs[1];
    const auto& sum = step.ports.outputs[0];
    // In the same memory as the sum is only the first one.
    if (*second.silent != 0 && *first.silent != 0) {
        *sum.silent = 1;
    } else if (*second.silent != 0) {
        if (first.channels[0] != sum.channels[0])
            output(sum).copyFrom(input(first));
    } else if (*first.silent != 0) {
        output(sum).copyFrom(input(second));
    } else {
        for (std::uint32_t channel = 0; channel < sum.width; ++channel)
            addSamples(sum.channels[channel], first.channels[channel], second.channels[channel], frames_);
    }
}

void StepRunner::delay(const Step& step) const noexcept {
    step.line->process(input(step.ports.inputs[0]), output(step.ports.outputs[0]), step.frames);
}

// Where both are equal the output is what they are, bit for bit.
void StepRunner::fade(const Step& step) const noexcept {
    const auto before = input(step.ports.inputs[0]);
    const auto after = input(step.ports.inputs[1]);
    const auto to = output(step.ports.outputs[0]);
    const float* const share = fadeCurve().data() + schedule_.rest.faded;
    for (std::uint32_t channel = 0; channel < to.channelCount(); ++channel) {
        const auto from = before.channel(channel);
        const auto next = after.channel(channel);
        const auto target = to.channel(channel);
        for (std::uint32_t frame = 0; frame < frames_; ++frame)
            target[frame] = from[frame] + share[frame] * (next[frame] - from[frame]);
    }
}

void StepRunner::readInput(const Step& step) noexcept {
    if (step.ports.outputCount == 0)
        return;
    const auto& port = step.ports.outputs[0];
    const auto to = output(port);
    to.copyFrom(job_.input);
    bool zero = true;
    for (std::uint32_t channel = 0; channel < port.width; ++channel) {
        zero = zero && allZero(port.channels[channel], frames_);
        if (!allFinite(port.channels[channel], frames_)) {
            silence(port, graphInput.value);
            return;
        }
    }
    *port.silent = zero ? 1 : 0;
}

void StepRunner::runNode(const Step& step, Events events, bool& asleep) noexcept {
    if (step.split && !events.empty()) {
        runPieces(step, events);
    } else {
        const ProcessContext context(step.ports, {job_.streamFrame, 0, frames_}, events, schedule_.silence());
        step.node->process(context);
        asleep = context.asleep();
    }
    if (step.guarded)
        contain(step);
}

// Each piece starts at an event; the events there are given as at frame 0.
void StepRunner::runPieces(const Step& step, Events events) noexcept {
    std::uint32_t at = 0;
    while (at < frames_) {
        std::size_t now = 0;
        for (; now < events.size() && events[now].frame <= at; ++now)
            events[now].frame = 0;
        const auto end = now < events.size() ? static_cast<std::uint32_t>(events[now].frame) : frames_;
        step.node->process(
            {step.ports, {job_.streamFrame + at, at, end - at}, events.first(now), schedule_.silence()});
        events = events.subspan(now);
        at = end;
    }
}

void StepRunner::contain(const Step& step) noexcept {
    for (std::uint32_t number = 0; number < step.ports.outputCount; ++number) {
        const auto& port = step.ports.outputs[number];
        if (*port.silent != 0)
            continue;
        for (std::uint32_t channel = 0; channel < port.width; ++channel)
            if (!allFinite(port.channels[channel], frames_)) {
                silence(port, step.id.value);
                break;
            }
    }
}

void StepRunner::silence(const PortChannels<float>& port, std::uint64_t node) noexcept {
    *port.silent = 1;
    counts_.blocksSilenced.fetch_add(1, std::memory_order_relaxed);
    counts_.lastSilenced.store(node, std::memory_order_relaxed);
}

} // namespace rondo::graph::detail
