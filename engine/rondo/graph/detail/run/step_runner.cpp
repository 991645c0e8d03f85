// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/run/step_runner.h>

#include <algorithm>
#include <atomic>
#include <rondo/graph/detail/fade_curve.h>
#include <rondo/graph/detail/run/chain_pass.h>

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
    if (eventful || !inputsSilent(step) || eventsWait(step)) {
        put(silentFor, std::uint64_t{0});
        return false;
    }
    if (silentFor >= step.tail)
        return true;
    silentFor += frames_;
    return false;
}

// A reader in another item of a parallel run may be told by several of those that it waits for, hence atomic;
// it looks at the note only when it need not wait any more.
void StepRunner::tellReaders(const PortChannels<float>& port) noexcept {
    for (const auto reader : schedule_.readers(port.silent))
        std::atomic_ref(schedule_.rest.states[reader]).store(StepState::quiet, std::memory_order_relaxed);
}

void StepRunner::look(const Step& step, std::uint32_t number, Events events) noexcept {
    const auto outputs = std::span(step.ports.outputs, step.ports.outputCount);
    std::uint64_t before = 0; // a bit for each of the first 64 ports; the readers of others are always told
    for (std::size_t port = 0; port < outputs.size(); ++port)
        before |= std::uint64_t{*outputs[port].silent} << std::min<std::size_t>(port, 63);
    bool asleep = falls(number, step, !events.empty());
    if (asleep) {
        for (const auto& port : outputs)
            put(*port.silent, std::uint8_t{1});
    } else {
        for (const auto& port : outputs)
            put(*port.silent, std::uint8_t{0});
        if (step.kind == StepKind::runNode)
            asleep = runNode(step, events);
        else if (step.kind == StepKind::runEventNode)
            asleep = runEventNode(step, events);
        else
            work(step);
    }
    if (step.metered)
        static_cast<void>(meter(step, number));
    else if (step.guarded)
        static_cast<void>(contain(step));
    for (std::size_t port = 0; port < outputs.size(); ++port)
        if (port >= 63 || *outputs[port].silent != (before >> port & 1))
            tellReaders(outputs[port]);
    settle(step, number, asleep);
}

std::uint32_t StepRunner::countSteady(std::span<const Step> steps, std::uint32_t number) noexcept {
    const auto count = static_cast<std::uint32_t>(steps.size());
    std::uint32_t steady = 0;
    while (steady < count)
        if (count - steady >= eight && eightAre(StepState::steady, number + steady))
            steady += eight;
        else if (stateOf(number + steady) == StepState::steady || settles(steps[steady], number + steady))
            ++steady;
        else
            break;
    return steady;
}

// Whether a step that is not steady can be from now on.
bool StepRunner::settles(const Step& step, std::uint32_t number) noexcept {
    if (stateOf(number) != StepState::sounding)
        return false;
    if (step.kind == StepKind::runNode && step.multiplies) {
        const auto factors = step.node->steadyFactors();
        if (!factors)
            return false;
        schedule_.rest.factors[number] = *factors;
    }
    schedule_.rest.states[number] = StepState::steady;
    return true;
}

void StepRunner::runSteady(std::span<const Step> steps, const Chains& chains, std::uint32_t first,
                           std::uint32_t number) noexcept {
    const auto count = static_cast<std::uint32_t>(steps.size());
    const auto& from = steps.front().ports.inputs[chains.steps[first].through];
    const auto& last = steps.back();
    const auto& to = last.ports.outputs[0];
    const auto operations = chains.operationsOf(first, first + count);
    if (operations.empty() && !last.guarded && from.channels[0] == to.channels[0])
        return; // passes on in place
    std::uint32_t widening = 0;
    if (from.width < to.width)
        while (steps[widening].ports.outputs[0].width < to.width)
            ++widening;
    const auto narrow = static_cast<std::uint32_t>(chains.operationsOf(first, first + widening).size());
    const bool finite =
        ChainPass{from.channels, to.channels, from.width, to.width, frames_, operations, narrow}.run();
    if (!finite && last.guarded && contain(last))
        fallSilent(last, number + count - 1);
}

bool StepRunner::runOther(const Step& step, std::uint32_t number) noexcept {
    work(step);
    for (const auto& port : std::span(step.ports.outputs, step.ports.outputCount))
        if (*port.silent != 0) {
            fallSilent(step, number);
            return false;
        }
    return true;
}

void StepRunner::fallSilent(const Step& step, std::uint32_t number) noexcept {
    for (const auto& port : std::span(step.ports.outputs, step.ports.outputCount))
        if (*port.silent != 0)
            tellReaders(port);
    settle(step, number, context_.asleep_);
    context_.saidSilent_ = context_.asleep_ = false;
}

// A sum of one source that sounds and a silent one, in the memory of the first, is there already.
bool StepRunner::isThere(const Step& step) noexcept {
    return step.kind == StepKind::add && *step.ports.inputs[1].silent != 0 &&
           *step.ports.inputs[0].silent == 0 &&
           step.ports.inputs[0].channels[0] == step.ports.outputs[0].channels[0];
}

void StepRunner::settle(const Step& step, std::uint32_t number, bool asleep) noexcept {
    const bool deaf =
        inputsSilent(step) && !eventsWait(step) && !(step.metered && !schedule_.levelsOf(number).resting());
    bool sounding = step.looksAtSilenceAlone();
    for (const auto& port : std::span(step.ports.inputs, step.ports.inputCount))
        sounding = sounding && *port.silent == 0;
    for (const auto& port : std::span(step.ports.outputs, step.ports.outputCount))
        sounding = sounding && *port.silent == 0;
    put(schedule_.rest.states[number], (asleep && deaf) || isThere(step) ? StepState::asleep
                                       : sounding                        ? StepState::sounding
                                                                         : StepState::quiet);
}

void StepRunner::work(const Step& step) noexcept {
    switch (step.kind) {
    case StepKind::runNode:
    case StepKind::runEventNode:
        return;
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
        addSounding(step);
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
    if (schedule_.rest.waits > 0)
        return to.copyFrom(before);
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
    bool zero = true;
    const auto shared = std::min(port.width, job_.input.channelCount());
    for (std::uint32_t channel = 0; zero && channel < shared; ++channel)
        zero = allZero(job_.input.channel(channel).data(), job_.input.frameCount());
    *port.silent = zero ? 1 : 0;
    if (zero)
        return;
    output(port).copyFrom(job_.input);
    if (!allFinite(port.channels, port.width, frames_))
        silence(port, graphInput.value);
}

// Returns whether the node has asked to sleep.
bool StepRunner::runNode(const Step& step, Events events) noexcept {
    bool asleep = false;
    const ProcessContext context(step.ports, {job_.streamFrame, 0, frames_}, events, schedule_.silence());
    if (step.hasBypass)
        step.bypass->hear(context, step.bypassed, step.frames);
    if (step.split && !events.empty()) {
        runPieces(step, events);
    } else {
        step.node->process(context);
        asleep = context.asleep_;
    }
    if (step.hasBypass)
        asleep = step.bypass->pass(step.ports, frames_) && asleep;
    return asleep;
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

// Returns whether there was anything to contain.
bool StepRunner::contain(const Step& step) noexcept {
    bool found = false;
    for (std::uint32_t number = 0; number < step.ports.outputCount; ++number) {
        const auto& port = step.ports.outputs[number];
        if (*port.silent != 0)
            continue;
        if (!allFinite(port.channels, port.width, frames_)) {
            silence(port, step.id.value);
            found = true;
        }
    }
    return found;
}

// The same for a step that is metered, which makes one pass of both.
bool StepRunner::meter(const Step& step, std::uint32_t number) noexcept {
    auto& levels = schedule_.levelsOf(number);
    const auto& port = step.ports.outputs[0];
    const bool heard = *port.silent == 0 && levels.hear(port.channels, port.width, frames_);
    if (!heard)
        levels.hearSilence(frames_);
    return (!heard || step.ports.outputCount > 1) && contain(step);
}

void StepRunner::silence(const PortChannels<float>& port, std::uint64_t node) noexcept {
    *port.silent = 1;
    counts_.blocksSilenced.fetch_add(1, std::memory_order_relaxed);
    counts_.lastSilenced.store(node, std::memory_order_relaxed);
}

} // namespace rondo::graph::detail
