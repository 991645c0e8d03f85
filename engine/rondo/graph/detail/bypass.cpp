// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/bypass.h>

#include <algorithm>
#include <rondo/graph/detail/fade_curve.h>

namespace rondo::graph::detail {

namespace {

constexpr std::uint32_t arrived = fadeFrames + 1; // the curve is between 0 and 1, and has neither

// The ends of the way are what they are, bit for bit.
float mixed(float wet, float dry, std::uint32_t place) noexcept {
    if (place == 0 || place == arrived)
        return place == 0 ? wet : dry;
    return wet + fadeCurve()[place - 1] * (dry - wet);
}

} // namespace

Bypass::Bypass(const NodeDescription& node, std::uint32_t firstInput, std::uint32_t capacity,
               std::uint32_t maximumFrames, bool bypassed, bool continues)
    : firstInput_(firstInput), capacity_(capacity), place_(bypassed ? arrived : 0), bypassed_(bypassed),
      engaged_(continues) {
    for (const auto& port : node.outputs)
        paths_.push_back(std::make_unique<Path>(port.width, capacity + arrived, maximumFrames));
}

void Bypass::engage(std::uint32_t latency) noexcept {
    for (const auto& path : paths_)
        path->line.restart(latency);
    wait_ = latency;
    quiet_ = 0;
    engaged_ = true;
}

void Bypass::hear(const ProcessContext& context, bool bypassed, std::uint32_t latency) noexcept {
    bypassed_ = bypassed;
    latency = std::min(latency, capacity_);
    if (!bypassed && place_ == 0)
        engaged_ = false;
    else if (!engaged_)
        engage(latency);
    if (!engaged_)
        return;
    const auto frames = context.frameCount();
    bool silent = true;
    for (std::uint32_t port = 0; port < paths_.size(); ++port) {
        auto& path = *paths_[port];
        path.line.process(context.input(firstInput_ + port), path.dry.block().frames(0, frames), latency);
        silent = silent && context.silent(firstInput_ + port);
    }
    quiet_ = silent ? quiet_ + frames : 0;
    silent_ = quiet_ >= std::uint64_t{paths_[0]->line.memory()} + frames;
}

// Where it is on its way after so many frames of this block.
std::uint32_t Bypass::placeAfter(std::uint32_t frames) const noexcept {
    if (bypassed_)
        return std::min(arrived, place_ + frames - std::min(frames, wait_));
    return place_ - std::min(frames, place_);
}

void Bypass::copy(const PortChannels<float>& port, const Path& path, std::uint32_t frames) const noexcept {
    *port.silent = silent_ ? 1 : 0;
    if (!silent_)
        audio::AudioBlock(port.channels, port.width, frames).copyFrom(path.dry.block().frames(0, frames));
}

void Bypass::fade(const PortChannels<float>& port, const Path& path, std::uint32_t frames) const noexcept {
    const audio::AudioBlock to(port.channels, port.width, frames);
    if (*port.silent != 0)
        to.clear();
    *port.silent = 0;
    for (std::uint32_t channel = 0; channel < port.width; ++channel) {
        const auto samples = to.channel(channel);
        const auto dry = path.dry.block().channel(channel);
        for (std::uint32_t frame = 0; frame < frames; ++frame)
            samples[frame] = mixed(samples[frame], dry[frame], placeAfter(frame + 1));
    }
}

bool Bypass::pass(const StepPorts& ports, std::uint32_t frames) noexcept {
    if (!engaged_)
        return true;
    const auto last = placeAfter(frames);
    for (std::uint32_t port = 0; port < ports.outputCount; ++port)
        if (place_ == arrived && last == arrived)
            copy(ports.outputs[port], *paths_[port], frames);
        else if (place_ != 0 || last != 0)
            fade(ports.outputs[port], *paths_[port], frames);
    place_ = last;
    wait_ -= std::min(wait_, frames);
    return bypassed_ ? place_ == arrived && silent_ : place_ == 0;
}

} // namespace rondo::graph::detail
