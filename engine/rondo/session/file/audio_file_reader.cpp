// SPDX-License-Identifier: MIT
#include <rondo/session/file/audio_file_reader.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <rondo/audio/channel_layout.h>
#include <rondo/session/file/detail/declared_length.h>
#include <rondo/session/file/detail/input_file.h>
#include <rondo/session/file/detail/quoted.h>
#include <rondo/task/blocking.h>
#include <sndfile.h>
#include <unistd.h>

namespace rondo::session {
namespace {

using base::ErrorCode;
using base::fail;
using detail::quoted;

constexpr double lowestRate = 1'000;
constexpr double highestRate = 768'000;
constexpr std::int64_t believableFrames = std::int64_t{1} << 48;

struct CloseSoundFile {
    void operator()(SNDFILE* file) const noexcept { sf_close(file); }
};
using SoundFile = std::unique_ptr<SNDFILE, CloseSoundFile>;

/// Without a branch, so that many samples are looked at at once.
bool allFinite(std::span<const float> samples) noexcept {
    constexpr std::uint32_t exponent = 0x7f800000;
    std::uint32_t found = 0;
    for (const float sample : samples)
        found |= (std::bit_cast<std::uint32_t>(sample) & exponent) == exponent ? 1U : 0U;
    return found == 0;
}

std::string inSeconds(double seconds) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f s", seconds);
    return text.data();
}

AudioFileFormat formatOf(int format) noexcept {
    AudioFileFormat result{AudioContainer::other, SampleEncoding::compressed};
    const int subtype = format & SF_FORMAT_SUBMASK;
    switch (format & SF_FORMAT_TYPEMASK) {
    case SF_FORMAT_WAV:
    case SF_FORMAT_WAVEX:
    case SF_FORMAT_RF64:
        result.container = AudioContainer::wav;
        break;
    case SF_FORMAT_AIFF:
        result.container = AudioContainer::aiff;
        break;
    case SF_FORMAT_FLAC:
        result.container = AudioContainer::flac;
        break;
    case SF_FORMAT_MPEG:
        result.container = AudioContainer::mp3;
        break;
    case SF_FORMAT_OGG:
        result.container = subtype == SF_FORMAT_OPUS     ? AudioContainer::opus
                           : subtype == SF_FORMAT_VORBIS ? AudioContainer::vorbis
                                                         : AudioContainer::other;
        break;
    default:
        break;
    }
    switch (subtype) {
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8:
    case SF_FORMAT_PCM_16:
        result.encoding = SampleEncoding::integer16;
        break;
    case SF_FORMAT_PCM_24:
        result.encoding = SampleEncoding::integer24;
        break;
    case SF_FORMAT_PCM_32:
        result.encoding = SampleEncoding::integer32;
        break;
    case SF_FORMAT_FLOAT:
    case SF_FORMAT_DOUBLE:
        result.encoding = SampleEncoding::float32;
        break;
    default:
        break;
    }
    return result;
}

bool looksLikeSound(int descriptor) noexcept {
    std::array<char, 4> start{};
    const auto count = ::pread(descriptor, start.data(), start.size(), 0);
    for (const char* magic : {"RIFF", "RIFX", "RF64", "FORM", "fLaC", "OggS"})
        if (count == 4 && std::memcmp(start.data(), magic, 4) == 0)
            return true;
    return false;
}

base::Error describeOpenFailure(const std::filesystem::path& path, int descriptor) {
    if (looksLikeSound(descriptor) || sf_error(nullptr) == SF_ERR_MALFORMED_FILE)
        return {ErrorCode::damaged,
                "The sound file " + quoted(path) +
                    " is damaged, cut off inside its header, or of an encoding that cannot be " +
                    "read; get a complete copy, or convert it."};
    return {ErrorCode::unsupported, "The file " + quoted(path) +
                                        " is not a sound file that can be read; give a WAV, " +
                                        "AIFF, FLAC, Ogg Vorbis, Opus or MP3 file."};
}

// Not sf_open_fd: when it fails it closes the descriptor, whatever it was told.
SF_VIRTUAL_IO fileAccess() noexcept {
    using detail::InputFile;
    SF_VIRTUAL_IO access{};
    access.get_filelen = [](void* user) -> sf_count_t { return static_cast<InputFile*>(user)->size(); };
    access.seek = [](sf_count_t offset, int whence, void* user) -> sf_count_t {
        return static_cast<InputFile*>(user)->seek(offset, whence);
    };
    access.read = [](void* bytes, sf_count_t count, void* user) -> sf_count_t {
        return static_cast<InputFile*>(user)->read(bytes, count);
    };
    access.write = [](const void*, sf_count_t, void*) -> sf_count_t { return 0; };
    access.tell = [](void* user) -> sf_count_t { return static_cast<InputFile*>(user)->tell(); };
    return access;
}

base::Result<SoundFile> openSound(const std::filesystem::path& path, detail::InputFile& file, SF_INFO& format) {
    // libsndfile keeps the reason of a failed open in variables of the process.
    static std::mutex opening;
    const std::lock_guard lock(opening);
    auto access = fileAccess();
    SoundFile sound(sf_open_virtual(&access, SFM_READ, &format, &file));
    if (!sound)
        return tl::unexpected(describeOpenFailure(path, file.descriptor()));
    return sound;
}

base::Result<void> checkFormat(const std::filesystem::path& path, const SF_INFO& format) {
    constexpr int most = static_cast<int>(audio::ChannelLayout::maximum);
    if (format.channels < 1 || format.channels > most)
        return fail(ErrorCode::unsupported, "The file " + quoted(path) + " has " +
                                                std::to_string(format.channels) +
                                                " channels and 1 to 64 can be played; convert it first.");
    if (format.samplerate < lowestRate || format.samplerate > highestRate)
        return fail(ErrorCode::unsupported, "The file " + quoted(path) + " says that its rate is " +
                                                std::to_string(format.samplerate) +
                                                " Hz and 1000 to 768000 Hz can be played; convert it first.");
    if (format.frames <= 0)
        return fail(ErrorCode::damaged,
                    "The file " + quoted(path) + " has a header and no sound after it; get a complete copy.");
    return {};
}

} // namespace

struct AudioFileReader::State {
    std::filesystem::path path;
    detail::InputFile file;
    SoundFile sound; // after the file, so that it goes first
    AudioFileFormat format;
    double rate = 0;
    std::uint32_t channels = 0;
    std::int64_t frames = 0;
    std::int64_t position = 0;
    std::uint64_t notNumbers = 0;
    bool ended = false;
    bool cutOff = false;
    std::vector<std::string> notices;

    static base::Result<AudioFileReader> open(const std::filesystem::path& path);
    State(std::filesystem::path given, detail::InputFile opened)
        : path(std::move(given)), file(std::move(opened)) {}
    void noteTruncation(std::string found) {
        cutOff = true;
        notices.push_back("The file " + quoted(path) + " is cut off: " + std::move(found) +
                          "; that much is played, get a complete copy for the rest.");
    }
    void noteEnd();
};

void AudioFileReader::State::noteEnd() {
    if (std::exchange(ended, true))
        return;
    const auto seconds = [this](std::int64_t count) { return inSeconds(static_cast<double>(count) / rate); };
    if (frames >= 0 && position < frames)
        noteTruncation("its header promises " + seconds(frames) + " and it ends after " + seconds(position) +
                       (file.refusal() != 0 ? std::string(" (") + std::strerror(file.refusal()) + ")" : ""));
    if (notNumbers > 0)
        notices.push_back("The file " + quoted(path) + " holds " + std::to_string(notNumbers) +
                          " samples that are not finite numbers; silence is played in their place.");
}

AudioFileReader::AudioFileReader(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
AudioFileReader::AudioFileReader(AudioFileReader&&) noexcept = default;
AudioFileReader& AudioFileReader::operator=(AudioFileReader&&) noexcept = default;
AudioFileReader::~AudioFileReader() = default;

base::Result<AudioFileReader> AudioFileReader::open(const std::filesystem::path& path) {
    // Whole: who holds the lock in there must not have to wait for a worker's place.
    return task::blocking([&] { return State::open(path); });
}

base::Result<AudioFileReader> AudioFileReader::State::open(const std::filesystem::path& path) {
    auto file = detail::InputFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    auto state = std::make_unique<State>(path, std::move(*file));
    SF_INFO format{};
    auto sound = openSound(path, state->file, format);
    if (!sound)
        return tl::unexpected(sound.error());
    if (const auto checked = checkFormat(path, format); !checked)
        return tl::unexpected(checked.error());

    state->sound = std::move(*sound);
    state->format = formatOf(format.format);
    state->rate = format.samplerate;
    state->channels = static_cast<std::uint32_t>(format.channels);
    state->frames = format.frames < believableFrames ? static_cast<std::int64_t>(format.frames) : -1;
    const auto declared = detail::declaredLength(state->file.descriptor(), state->file.size());
    if (declared.truncated && declared.present < 1.0 && state->frames > 0) {
        const double seconds = static_cast<double>(state->frames) / state->rate;
        state->noteTruncation("its header promises " + inSeconds(seconds / std::max(declared.present, 1e-9)) +
                              " and it holds " + inSeconds(seconds));
    } else if (declared.truncated) {
        state->noteTruncation("its last page is missing");
    }
    return AudioFileReader(std::move(state));
}

const std::filesystem::path& AudioFileReader::path() const noexcept { return state_->path; }
AudioFileFormat AudioFileReader::format() const noexcept { return state_->format; }
double AudioFileReader::rate() const noexcept { return state_->rate; }
std::uint32_t AudioFileReader::channelCount() const noexcept { return state_->channels; }
std::int64_t AudioFileReader::frameCount() const noexcept { return state_->frames; }
const std::vector<std::string>& AudioFileReader::notices() const noexcept { return state_->notices; }

bool AudioFileReader::cutOff() const noexcept { return state_->cutOff; }

base::Result<std::size_t> AudioFileReader::read(std::span<float> samples) {
    auto& state = *state_;
    const auto wanted = static_cast<sf_count_t>(samples.size() / state.channels);
    const auto count = sf_readf_float(state.sound.get(), samples.data(), wanted);
    if (count < 0 || count > wanted)
        return fail(ErrorCode::damaged, "The file " + quoted(state.path) + " cannot be decoded further than " +
                                            inSeconds(static_cast<double>(state.position) / state.rate) + " (" +
                                            sf_strerror(state.sound.get()) + "); get a complete copy.");
    if (const auto read = samples.first(static_cast<std::size_t>(count) * state.channels); !allFinite(read))
        for (auto& sample : read)
            if (!std::isfinite(sample)) {
                sample = 0;
                ++state.notNumbers;
            }
    state.position += count;
    if (count == 0 && wanted > 0)
        state.noteEnd();
    return static_cast<std::size_t>(count);
}

base::Result<void> AudioFileReader::seek(std::int64_t frame) {
    if (sf_seek(state_->sound.get(), frame, SEEK_SET) != frame)
        return fail(ErrorCode::damaged, "The file " + quoted(state_->path) + " cannot be played from " +
                                            inSeconds(static_cast<double>(frame) / state_->rate) + " on (" +
                                            sf_strerror(state_->sound.get()) +
                                            "); play it from its start, or convert it.");
    state_->position = frame;
    return {};
}

} // namespace rondo::session
