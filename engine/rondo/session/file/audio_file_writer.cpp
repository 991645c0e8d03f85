// SPDX-License-Identifier: MIT
#include <rondo/session/file/audio_file_writer.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <rondo/audio/channel_layout.h>
#include <rondo/session/file/detail/output_file.h>
#include <rondo/session/file/detail/sample_quantizer.h>
#include <sndfile.h>

namespace rondo::session {
namespace {

using base::ErrorCode;
using base::fail;

// The 32-bit sizes of WAV and AIFF, less what the header takes.
constexpr std::int64_t mostBytes = 0xffffffffLL - 65536;
constexpr std::size_t chunkSamples = 4096;

int bitsOf(SampleEncoding encoding) noexcept {
    switch (encoding) {
    case SampleEncoding::integer16:
        return 16;
    case SampleEncoding::integer24:
        return 24;
    default:
        return 0; // kept as float
    }
}

int subtypeOf(AudioFileFormat format) noexcept {
    switch (format.encoding) {
    case SampleEncoding::integer16:
        return SF_FORMAT_PCM_16;
    case SampleEncoding::integer24:
        return SF_FORMAT_PCM_24;
    case SampleEncoding::integer32:
        return SF_FORMAT_PCM_32;
    case SampleEncoding::float32:
        return SF_FORMAT_FLOAT;
    case SampleEncoding::compressed:
        break;
    }
    switch (format.container) {
    case AudioContainer::vorbis:
        return SF_FORMAT_VORBIS;
    case AudioContainer::opus:
        return SF_FORMAT_OPUS;
    case AudioContainer::mp3:
        return SF_FORMAT_MPEG_LAYER_III;
    default:
        return 0;
    }
}

int typeOf(AudioContainer container, bool large) noexcept {
    switch (container) {
    case AudioContainer::wav:
        return large ? SF_FORMAT_RF64 : SF_FORMAT_WAV;
    case AudioContainer::aiff:
        return SF_FORMAT_AIFF;
    case AudioContainer::flac:
        return SF_FORMAT_FLAC;
    case AudioContainer::vorbis:
    case AudioContainer::opus:
        return SF_FORMAT_OGG;
    case AudioContainer::mp3:
        return SF_FORMAT_MPEG;
    case AudioContainer::other:
        break;
    }
    return 0;
}

struct CloseSoundFile {
    void operator()(SNDFILE* file) const noexcept { sf_close(file); }
};

SF_VIRTUAL_IO fileAccess() noexcept {
    using detail::OutputFile;
    SF_VIRTUAL_IO access{};
    access.get_filelen = [](void* user) -> sf_count_t { return static_cast<OutputFile*>(user)->size(); };
    access.seek = [](sf_count_t offset, int whence, void* user) -> sf_count_t {
        return static_cast<OutputFile*>(user)->seek(offset, whence);
    };
    access.read = [](void* bytes, sf_count_t count, void* user) -> sf_count_t {
        return static_cast<OutputFile*>(user)->read(bytes, count);
    };
    access.write = [](const void* bytes, sf_count_t count, void* user) -> sf_count_t {
        return static_cast<OutputFile*>(user)->write(bytes, count);
    };
    access.tell = [](void* user) -> sf_count_t { return static_cast<OutputFile*>(user)->tell(); };
    return access;
}

} // namespace

struct AudioFileWriter::State {
    AudioFileWriterOptions options;
    bool large = false;
    detail::OutputFile output;
    SF_VIRTUAL_IO access = fileAccess();
    std::unique_ptr<SNDFILE, CloseSoundFile> sound; // after `output`, so that it goes first
    std::optional<detail::SampleQuantizer> quantizer;
    std::int64_t frames = 0;
    std::uint64_t clipped = 0;
    bool broken = false;
    std::int64_t headerBytes = 0; ///< of one that grows

    State(AudioFileWriterOptions asked, detail::OutputFile file)
        : options(std::move(asked)), output(std::move(file)) {}
    std::int64_t bytesFor(std::int64_t count) const noexcept {
        const int bits = bitsOf(options.format.encoding);
        return count * options.channelCount * (bits == 0 ? 4 : bits / 8);
    }
    bool limited() const noexcept {
        return (options.format.container == AudioContainer::wav && !large) ||
               options.format.container == AudioContainer::aiff;
    }
    base::Result<void> openSound();
    base::Error sizeError() const;
    bool put(std::span<const float> samples);
    bool hasFixedFrames() const noexcept { return options.format.container != AudioContainer::flac; }
    void makeHeaderTrue() noexcept { sf_command(sound.get(), SFC_UPDATE_HEADER_NOW, nullptr, 0); }
    void keepWholeFrames() noexcept;
};

base::Error AudioFileWriter::State::sizeError() const {
    return {ErrorCode::full, std::string("A file of the kind ") + name(options.format.container) +
                                 " holds at most 4 GiB and '" + options.path.string() +
                                 "' would be longer; write FLAC or a shorter part."};
}

base::Result<void> AudioFileWriter::State::openSound() {
    const auto expected = bytesFor(std::max<std::int64_t>(options.expectedFrames, 0));
    large = options.format.container == AudioContainer::wav && (expected > mostBytes || options.grows);
    if (limited() && expected > mostBytes)
        return tl::unexpected(sizeError());
    SF_INFO format{};
    format.samplerate = static_cast<int>(std::lround(options.rate));
    format.channels = static_cast<int>(options.channelCount);
    format.format = typeOf(options.format.container, large) | subtypeOf(options.format);
    if (options.rate >= 1'000 && options.rate <= 768'000 && options.channelCount >= 1 &&
        options.channelCount <= audio::ChannelLayout::maximum && sf_format_check(&format) != 0)
        sound.reset(sf_open_virtual(&access, SFM_WRITE, &format, &output));
    if (const auto written = output.status(); !written)
        return written;
    if (!sound)
        return fail(ErrorCode::unsupported,
                    std::string(name(options.format.container)) + " files cannot hold " +
                        std::to_string(options.channelCount) + " channels at " +
                        std::to_string(std::lround(options.rate)) +
                        " Hz; choose another format, or a rate of 48000 Hz and 2 channels, which "
                        "every format holds.");
    // The PEAK chunk carries the time of writing; the same samples shall make the same file.
    sf_command(sound.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
    // Nobody knows how long a recording becomes: it is a plain WAV until it passes 4 GiB.
    if (options.grows && large)
        sf_command(sound.get(), SFC_RF64_AUTO_DOWNGRADE, nullptr, SF_TRUE);
    if (options.grows && hasFixedFrames()) {
        makeHeaderTrue();
        headerBytes = output.size();
    }
    double quality = 0.7;
    if (options.format.encoding == SampleEncoding::compressed)
        sf_command(sound.get(), SFC_SET_VBR_ENCODING_QUALITY, &quality, sizeof quality);
    if (const int bits = bitsOf(options.format.encoding); bits != 0)
        quantizer.emplace(bits);
    return {};
}

AudioFileWriter::AudioFileWriter(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
AudioFileWriter::AudioFileWriter(AudioFileWriter&&) noexcept = default;
AudioFileWriter& AudioFileWriter::operator=(AudioFileWriter&&) noexcept = default;
AudioFileWriter::~AudioFileWriter() = default;

base::Result<AudioFileWriter> AudioFileWriter::open(AudioFileWriterOptions options) {
    const auto container = options.format.container;
    if (options.grows && container != AudioContainer::wav && container != AudioContainer::aiff &&
        container != AudioContainer::flac)
        return fail(ErrorCode::unsupported,
                    std::string("A ") + name(container) +
                        " file cannot be played before it is complete; record WAV, AIFF or "
                        "FLAC.");
    auto output = options.grows ? detail::OutputFile::createGrowing(options.path)
                                : detail::OutputFile::create(options.path, options.inputs);
    if (!output)
        return tl::unexpected(output.error());
    auto state = std::make_unique<State>(std::move(options), std::move(*output));
    if (const auto opened = state->openSound(); !opened)
        return tl::unexpected(opened.error());
    return AudioFileWriter(std::move(state));
}

/// Writes at most `chunkSamples`; false when libsndfile took less.
bool AudioFileWriter::State::put(std::span<const float> samples) {
    const auto count = static_cast<sf_count_t>(samples.size());
    if (quantizer) {
        std::array<int, chunkSamples> integers;
        std::ranges::transform(samples, integers.begin(), [this](float sample) {
            return (*quantizer)(std::isfinite(sample) ? sample : 0.0F);
        });
        clipped = quantizer->clipped();
        return sf_write_int(sound.get(), integers.data(), count) == count;
    }
    const bool bounded = options.format.encoding == SampleEncoding::compressed;
    std::array<float, chunkSamples> floats;
    std::ranges::transform(samples, floats.begin(), [this, bounded](float sample) {
        if (!std::isfinite(sample))
            return 0.0F;
        if (bounded && std::abs(sample) > 1.0F) {
            ++clipped;
            return std::copysign(1.0F, sample);
        }
        return sample;
    });
    return sf_write_float(sound.get(), floats.data(), count) == count;
}

/// When there was no room for all: without the part of a frame, and with a header that says what is there.
void AudioFileWriter::State::keepWholeFrames() noexcept {
    if (!sound)
        return;
    if (hasFixedFrames()) {
        frames = std::max<std::int64_t>(output.size() - headerBytes, 0) / bytesFor(1);
        output.truncate(headerBytes + bytesFor(frames));
        makeHeaderTrue();
    }
    sound.reset();
}

base::Result<void> AudioFileWriter::write(std::span<const float> samples) {
    auto& state = *state_;
    const auto count = static_cast<std::int64_t>(samples.size() / state.options.channelCount);
    if (state.limited() && state.bytesFor(state.frames + count) > mostBytes)
        return tl::unexpected(state.sizeError());
    const std::size_t step = chunkSamples - chunkSamples % state.options.channelCount;
    while (!samples.empty() && !state.broken) {
        const auto part = samples.first(std::min(samples.size(), step));
        state.broken = !state.put(part);
        samples = samples.subspan(part.size());
    }
    if (const auto written = state.output.status(); !written) {
        state.broken = true;
        if (state.options.grows)
            state.keepWholeFrames();
        return written;
    }
    if (state.broken)
        return fail(ErrorCode::refused, "The file '" + state.options.path.string() +
                                            "' could not be written (" + sf_strerror(state.sound.get()) +
                                            "); choose another format.");
    state.frames += count;
    return {};
}

base::Result<void> AudioFileWriter::checkpoint() {
    auto& state = *state_;
    if (!state.broken && state.hasFixedFrames())
        state.makeHeaderTrue();
    return state.output.sync();
}

base::Result<void> AudioFileWriter::finish() {
    auto& state = *state_;
    if (state.broken && !state.options.grows)
        return fail(ErrorCode::refused, "The file '" + state.options.path.string() +
                                            "' was not written completely, so it is not kept.");
    state.sound.reset();
    return state.output.publish();
}

std::int64_t AudioFileWriter::frameCount() const noexcept { return state_->frames; }
std::uint64_t AudioFileWriter::clippedSamples() const noexcept { return state_->clipped; }

} // namespace rondo::session
