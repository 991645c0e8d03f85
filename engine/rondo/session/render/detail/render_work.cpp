// SPDX-License-Identifier: MIT
#include <rondo/session/render/detail/render_work.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <rondo/task/blocking.h>
#include <rondo/task/yield.h>

namespace rondo::session::detail {
namespace {
constexpr std::size_t framesATurn = 16384;
// Another thread takes the worker's seat for each write, and gives it back after; so not for a few samples.
constexpr std::size_t samplesAWrite = std::size_t{1} << 17;
} // namespace

struct RenderWork::Parts {
    std::unique_ptr<RenderSource> source;
    AudioFileWriter writer;
    audio::AudioBuffer buffer;
    std::vector<float> interleaved; ///< not written yet
    std::vector<float> peak;
};

RenderProgress RenderWork::progress() const {
    const std::lock_guard lock(mutex_);
    return progress_;
}

void RenderWork::end(RenderState state) noexcept {
    tell([&](RenderProgress& progress) { progress.state = state; });
}

void RenderWork::fail(base::Error failure) noexcept {
    tell([&](RenderProgress& progress) {
        progress.state = RenderState::failed;
        progress.failure = std::move(failure);
    });
}

base::Result<RenderWork::Parts> RenderWork::open() {
    auto source = makeSource_();
    makeSource_ = {};
    if (!source)
        return tl::unexpected(source.error());
    const auto channels = (*source)->channelCount();
    target_.rate = (*source)->rate();
    target_.channelCount = channels;
    target_.expectedFrames = (*source)->frameCount();
    tell([&](RenderProgress& progress) {
        progress.state = RenderState::rendering;
        progress.frameCount = (*source)->frameCount();
        progress.rate = (*source)->rate();
        progress.peak.assign(channels, 0.0F);
    });
    auto writer = AudioFileWriter::open(target_);
    if (!writer)
        return tl::unexpected(writer.error());
    return Parts{std::move(*source),
                 std::move(*writer),
                 audio::AudioBuffer(channels, blockFrames_),
                 {},
                 std::vector<float>(channels)};
}

/// Renders one block. Returns how many frames of it belong to the sound.
base::Result<std::size_t> RenderWork::block(Parts& parts) {
    const auto block = parts.buffer.block();
    const auto rendered = parts.source->render(block);
    if (!rendered)
        return rendered;
    const auto channels = block.channelCount();
    const auto before = parts.interleaved.size();
    parts.interleaved.resize(before + *rendered * channels);
    for (std::uint32_t channel = 0; channel < channels; ++channel) {
        const auto samples = block.channel(channel).first(*rendered);
        float* to = parts.interleaved.data() + before + channel;
        for (const float sample : samples) {
            *to = sample;
            to += channels;
            parts.peak[channel] = std::max(parts.peak[channel], std::abs(sample));
        }
    }
    return rendered;
}

/// Some blocks, and what they give to the file once that is enough. Returns whether there is more.
base::Result<bool> RenderWork::turn(Parts& parts) {
    std::size_t frames = 0;
    bool more = true;
    while (more && frames < framesATurn) {
        const auto rendered = block(parts);
        if (!rendered)
            return tl::unexpected(rendered.error());
        more = *rendered == parts.buffer.block().frameCount();
        frames += *rendered;
    }
    if (!more || parts.interleaved.size() >= samplesAWrite) {
        if (auto written = task::blocking([&] { return parts.writer.write(parts.interleaved); }); !written)
            return tl::unexpected(written.error());
        parts.interleaved.clear();
    }
    tell([&](RenderProgress& progress) {
        progress.frames += static_cast<std::int64_t>(frames);
        progress.clippedSamples = parts.writer.clippedSamples();
        progress.peak = parts.peak;
        progress.notices = parts.source->notices();
        progress.cutOff = parts.source->cutOff();
    });
    return more;
}

task::Task<> RenderWork::run() {
    auto parts = open();
    if (!parts) {
        fail(parts.error());
        co_return;
    }
    for (;;) {
        const auto more = turn(*parts);
        if (!more) {
            fail(more.error());
            co_return;
        }
        if (!*more)
            break;
        co_await task::yield();
    }
    const auto stored = task::blocking([&] { return parts->writer.finish(); });
    if (stored)
        end(RenderState::finished);
    else
        fail(stored.error());
}

} // namespace rondo::session::detail
