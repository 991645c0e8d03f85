// SPDX-License-Identifier: MIT
#include <rondo/session/render/file_render.h>

#include <algorithm>
#include <limits>
#include <rondo/base/units.h>
#include <rondo/session/file/detail/fading_source.h>

namespace rondo::session {
namespace {

constexpr auto endless = std::numeric_limits<std::int64_t>::max();

class FileRender final : public RenderSource {
public:
    FileRender(const FileRenderOptions& options, AudioFileSource source)
        : source_(std::move(source)), factor_(static_cast<float>(base::Decibels{options.gain}.toGain())),
          left_(options.length ? base::toFrames({*options.length}, rate()).value : endless) {
        const auto length = options.loop ? -1 : source_.source().frameCount();
        frames_ = length < 0 ? (options.loop ? left_ : -1) : std::min(length, left_);
    }

    double rate() const noexcept override { return source_.source().rate(); }
    std::uint32_t channelCount() const noexcept override { return source_.source().channelCount(); }
    std::int64_t frameCount() const noexcept override { return frames_; }

    base::Result<std::size_t> render(audio::AudioBlock block) override {
        const auto channels = block.channelCount();
        const auto wanted = static_cast<std::size_t>(std::min<std::int64_t>(block.frameCount(), left_));
        interleaved_.resize(wanted * channels);
        const auto count = source_.read(interleaved_);
        if (!count)
            return count;
        for (std::uint32_t channel = 0; channel < channels; ++channel) {
            const auto samples = block.channel(channel).first(*count);
            for (std::size_t frame = 0; frame < *count; ++frame)
                samples[frame] = interleaved_[frame * channels + channel] * factor_;
        }
        left_ -= static_cast<std::int64_t>(*count);
        return count;
    }
    std::vector<std::string> notices() const override { return source_.source().notices(); }
    bool cutOff() const override { return source_.source().cutOff(); }

private:
    detail::FadingSource source_;
    const float factor_;
    std::int64_t left_;
    std::int64_t frames_ = -1;
    std::vector<float> interleaved_;
};

} // namespace

base::Result<std::unique_ptr<RenderSource>> makeFileRender(const FileRenderOptions& options) {
    if (options.loop && !options.length)
        return base::fail(base::ErrorCode::invalidArgument,
                          "A loop of '" + options.file.string() +
                              "' has no end and a file needs one; give a length.");
    auto source = AudioFileSource::open({{options.file}, options.rate, 0, options.loop});
    if (!source)
        return tl::unexpected(source.error());
    return std::make_unique<FileRender>(options, std::move(*source));
}

} // namespace rondo::session
