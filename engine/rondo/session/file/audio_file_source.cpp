// SPDX-License-Identifier: MIT
#include <rondo/session/file/audio_file_source.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <rondo/audio/channel_layout.h>
#include <rondo/session/file/audio_file_reader.h>
#include <rondo/session/file/channel_map.h>
#include <rondo/session/file/rate_converter.h>

namespace rondo::session {

using base::ErrorCode;
using base::fail;

namespace {
constexpr std::size_t chunkFrames = 4096;
constexpr double furthestRates = 256;
constexpr double convertedAhead = 512;       ///< frames of the lower rate that a converter hears before a place
constexpr std::int64_t longestPeriod = 8192; ///< of two rates, that is waited for

/// After how many frames of each of two rates a frame of the one and one of the other are at the same time
/// again; 0 when that is too long or they are no whole numbers.
struct Period {
    std::int64_t in = 0;
    std::int64_t out = 0;
};

Period periodOf(double inputRate, double outputRate) {
    const auto in = static_cast<std::int64_t>(inputRate);
    const auto out = static_cast<std::int64_t>(outputRate);
    if (static_cast<double>(in) != inputRate || static_cast<double>(out) != outputRate)
        return {};
    const auto common = std::gcd(in, out);
    return std::max(in, out) / common <= longestPeriod ? Period{in / common, out / common} : Period{};
}

} // namespace

struct AudioFileSource::State {
    /// Where a file is.
    struct Place {
        std::int64_t start = 0;    ///< frame of a pass
        std::int64_t runStart = 0; ///< of the files of one rate that it belongs to
        std::int64_t before = 0;   ///< frames of that run before it, at the files' own rate
        double rate = 0;
    };
    AudioFileSourceOptions options;
    std::int64_t frames = 0;
    double passFrames = 0; ///< as long as a pass is, not rounded; 0: not known
    double passed = 0;     ///< where in its pass the reader is
    std::vector<Place> places;
    std::size_t index = 0;
    std::optional<AudioFileReader> reader;
    std::optional<ChannelMap> map;
    std::optional<RateConverter> converter; ///< none where the file has the wanted rate already
    double runRate = 0;                     ///< of the files that run through `converter` now
    bool runEnded = false;                  ///< what is left in `converter` comes next
    bool inputEnded = false;
    bool passGaveFrames = false;
    std::optional<base::Error> failure;
    std::size_t noticesTaken = 0;
    bool cutOff = false;
    std::vector<std::string> notices;
    std::vector<float> fileSamples;   ///< as the file has them
    std::vector<float> mappedSamples; ///< in the wanted channels
    std::span<const float> pending;   ///< the part of `mappedSamples` that is not used yet

    double runLength = 0; ///< of the run that `place` adds to
    base::Result<void> survey();
    void place(std::int64_t length, double rate);
    void prepare();
    void startRun();
    void restartRun();
    base::Result<bool> nextChunk();
    base::Result<bool> nextFile();
    base::Result<void> goTo(std::int64_t frame);
    base::Result<void> goInto(std::size_t file, std::int64_t frame);
    base::Result<void> skip(std::int64_t count);
    void endPass();
    void count(std::size_t read);
    void note(const std::string& notice);
    std::size_t put(std::span<float> samples);
    bool advance(std::span<float> samples, std::size_t& produced);
    void takeNotices();
};

base::Result<void> AudioFileSource::State::survey() {
    for (const auto& file : options.files) {
        auto opened = AudioFileReader::open(file);
        if (!opened)
            return tl::unexpected(opened.error());
        if (options.rate == 0)
            options.rate = opened->rate();
        if (options.channelCount == 0)
            options.channelCount = opened->channelCount();
        if (const double ratio = options.rate / opened->rate();
            ratio > furthestRates || ratio < 1 / furthestRates)
            return fail(ErrorCode::unsupported, "The file '" + file.string() + "' has a rate of " +
                                                    std::to_string(std::lround(opened->rate())) +
                                                    " Hz, which is too far from " +
                                                    std::to_string(std::lround(options.rate)) +
                                                    " Hz to be converted; convert it in two steps first.");
        place(opened->frameCount(), opened->rate());
        if (!reader)
            reader = std::move(*opened);
    }
    if (options.loop && frames >= 0) {
        const bool oneRun = places.back().runStart == 0;
        passFrames = oneRun ? runLength * options.rate / places.back().rate : static_cast<double>(frames);
    }
    return {};
}

/// Adds a file to the places. One run of files goes through one converter, so their sum is rounded.
void AudioFileSource::State::place(std::int64_t length, double rate) {
    if (places.empty() || places.back().rate != rate)
        runLength = 0;
    const bool goesOn = runLength > 0;
    const auto runStart = goesOn ? places.back().runStart : frames;
    const auto at = [&] { return runStart + std::llround(runLength * options.rate / rate); };
    places.push_back({at(), runStart, static_cast<std::int64_t>(runLength), rate});
    runLength += static_cast<double>(length);
    frames = length < 0 || frames < 0 ? -1 : at();
}

void AudioFileSource::State::startRun() {
    runEnded = false;
    runRate = reader->rate();
    converter.reset();
    if (runRate != options.rate)
        converter.emplace(runRate, options.rate, options.channelCount);
}

void AudioFileSource::State::prepare() {
    map.emplace(reader->channelCount(), options.channelCount);
    if (map->leavesOut())
        note("The file '" + reader->path().string() + "' has " + std::to_string(reader->channelCount()) +
             " channels, of which only the first " + std::to_string(options.channelCount) + " are heard.");
    fileSamples.resize(chunkFrames * reader->channelCount());
    noticesTaken = 0;
    takeNotices();
}

void AudioFileSource::State::takeNotices() {
    cutOff = cutOff || reader->cutOff();
    const auto& all = reader->notices();
    for (; noticesTaken < all.size(); ++noticesTaken)
        note(all[noticesTaken]);
}

void AudioFileSource::State::note(const std::string& notice) {
    if (std::ranges::find(notices, notice) == notices.end())
        notices.push_back(notice);
}

/// The next frame is that one of that file, at the file's rate.
base::Result<void> AudioFileSource::State::goInto(std::size_t file, std::int64_t frame) {
    if (file != index || failure) {
        auto opened = AudioFileReader::open(options.files[file]);
        if (!opened)
            return tl::unexpected(opened.error());
        takeNotices();
        reader = std::move(*opened);
        index = file;
        prepare();
    }
    if (auto sought =
            reader->seek(std::clamp<std::int64_t>(frame, 0, std::max<std::int64_t>(reader->frameCount(), 0)));
        !sought)
        return sought;
    failure.reset();
    pending = {};
    inputEnded = false;
    passGaveFrames = true;
    restartRun();
    return failure ? base::Result<void>(tl::unexpected(*failure)) : base::Result<void>();
}

/// Requires: all files say how long they are.
base::Result<void> AudioFileSource::State::goTo(std::int64_t frame) {
    frame = options.loop ? frame % std::max<std::int64_t>(frames, 1) : std::min(frame, frames);
    std::size_t file = 0;
    while (file + 1 < places.size() && frame >= places[file + 1].start)
        ++file;
    const auto wanted = places[file];
    const auto inRun = frame - wanted.runStart;
    if (wanted.rate == options.rate) {
        passed = static_cast<double>(frame);
        return goInto(file, inRun - wanted.before);
    }
    // The converter begins so long before that it has heard all that matters, and at a time that is one of both
    // rates: then the frames are those that playing from the start gives.
    const auto ratio = options.rate / wanted.rate;
    const auto period = periodOf(wanted.rate, options.rate);
    auto from = static_cast<std::int64_t>(std::max(
        0.0, std::floor(static_cast<double>(inRun) / ratio - convertedAhead * std::max(1.0, 1 / ratio))));
    if (period.in > 0)
        from -= from % period.in;
    const auto begin =
        period.in > 0 ? from / period.in * period.out : std::llround(static_cast<double>(from) * ratio);
    while (places[file].before > from)
        --file;
    if (auto gone = goInto(file, from - places[file].before); !gone)
        return gone;
    passed = static_cast<double>(wanted.runStart) + static_cast<double>(from) * ratio;
    return skip(inRun - begin);
}

base::Result<void> AudioFileSource::State::skip(std::int64_t count) {
    const auto channels = std::size_t{options.channelCount};
    std::vector<float> dropped(static_cast<std::size_t>(std::min<std::int64_t>(count, chunkFrames)) * channels);
    for (bool more = true; more && count > 0;) {
        const auto part = std::min(static_cast<std::size_t>(count) * channels, dropped.size());
        std::size_t produced = 0;
        more = advance(std::span(dropped).first(part), produced);
        count -= static_cast<std::int64_t>(produced / channels);
    }
    return failure ? base::Result<void>(tl::unexpected(*failure)) : base::Result<void>();
}

void AudioFileSource::State::count(std::size_t read) {
    passGaveFrames = true;
    passed += static_cast<double>(read) * options.rate / runRate;
}

/// What the files say about their length may be wrong, or not said.
void AudioFileSource::State::endPass() {
    if (std::abs(passed - passFrames) > 0.5)
        passFrames = passed;
    passed = 0;
}

/// Makes the next file the current one; false when there is none.
base::Result<bool> AudioFileSource::State::nextFile() {
    const bool last = index + 1 == options.files.size();
    if (last && !options.loop)
        return false;
    if (last && !std::exchange(passGaveFrames, false))
        return fail(ErrorCode::damaged,
                    "The file '" + reader->path().string() +
                        "' gave no sound in a whole pass, so looping it would never end; give "
                        "another file.");
    if (last)
        endPass();
    index = last ? 0 : index + 1;
    if (options.files.size() == 1) {
        if (const auto rewound = reader->rewind(); !rewound)
            return tl::unexpected(rewound.error());
        return true;
    }
    auto opened = AudioFileReader::open(options.files[index]);
    if (!opened)
        return tl::unexpected(opened.error());
    reader = std::move(*opened);
    prepare();
    return true;
}

/// The next file was checked when the list was opened; it may have been replaced since.
void AudioFileSource::State::restartRun() {
    passed = std::round(passed); // as many frames as the converter gave
    try {
        startRun();
    } catch (const base::Failure& refused) {
        failure = {refused.code(), refused.what()};
        inputEnded = true;
    }
}

/// Fills `pending` from the current file; false when the stream that runs through one converter is over.
base::Result<bool> AudioFileSource::State::nextChunk() {
    for (;;) {
        const auto count = reader->read(fileSamples);
        if (!count)
            return tl::unexpected(count.error());
        if (*count > 0) {
            this->count(*count);
            const std::span from(fileSamples.data(), *count * reader->channelCount());
            const std::span to(mappedSamples.data(), *count * options.channelCount);
            map->apply(from, to);
            pending = to;
            return true;
        }
        takeNotices();
        const auto more = nextFile();
        if (!more)
            return tl::unexpected(more.error());
        if (!*more) {
            inputEnded = true;
            return false;
        }
        if (reader->rate() != runRate)
            return false;
    }
}

std::size_t AudioFileSource::State::put(std::span<float> samples) {
    if (!converter) {
        const auto count = std::min(samples.size(), pending.size());
        std::ranges::copy(pending.first(count), samples.begin());
        pending = pending.subspan(count);
        return count;
    }
    const auto step = converter->process(pending, samples);
    pending = pending.subspan(step.consumed * options.channelCount);
    return step.produced * options.channelCount;
}

/// One step on the way to a full `samples`; false when there is no more.
bool AudioFileSource::State::advance(std::span<float> samples, std::size_t& produced) {
    const auto rest = samples.subspan(produced);
    if (!pending.empty()) {
        produced += put(rest);
        return true;
    }
    if (!runEnded && !converter && map->identity()) {
        // As the file has them: without a stop on the way. Its end and its failures are met again below.
        if (const auto count = reader->read(rest); count && *count > 0) {
            this->count(*count);
            produced += *count * options.channelCount;
            return true;
        }
    }
    if (!runEnded) {
        const auto more = nextChunk();
        if (!more)
            failure = more.error();
        runEnded = !more || !*more;
        inputEnded = inputEnded || !more;
        return true;
    }
    const auto last = converter ? converter->finish(rest) * options.channelCount : 0;
    produced += last;
    if (last == 0 && !inputEnded)
        restartRun();
    return last > 0 || !inputEnded;
}

AudioFileSource::AudioFileSource(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
AudioFileSource::AudioFileSource(AudioFileSource&&) noexcept = default;
AudioFileSource& AudioFileSource::operator=(AudioFileSource&&) noexcept = default;
AudioFileSource::~AudioFileSource() = default;

base::Result<AudioFileSource> AudioFileSource::open(AudioFileSourceOptions options) {
    if (options.files.empty())
        return fail(ErrorCode::invalidArgument,
                    "A list of at least one sound file was expected and it is empty.");
    if (!(options.rate == 0 || (options.rate >= 1'000 && options.rate <= 768'000)))
        return fail(ErrorCode::invalidArgument, "A rate of 1000 to 768000 Hz was expected and " +
                                                    std::to_string(options.rate) + " Hz was asked for.");
    if (options.channelCount > audio::ChannelLayout::maximum)
        return fail(ErrorCode::invalidArgument, "At most 64 channels can be played and " +
                                                    std::to_string(options.channelCount) + " were asked for.");
    auto state = std::make_unique<State>();
    state->options = std::move(options);
    if (const auto surveyed = state->survey(); !surveyed)
        return tl::unexpected(surveyed.error());
    state->mappedSamples.resize(chunkFrames * state->options.channelCount);
    state->prepare();
    state->startRun();
    return AudioFileSource(std::move(state));
}

double AudioFileSource::rate() const noexcept { return state_->options.rate; }
std::uint32_t AudioFileSource::channelCount() const noexcept { return state_->options.channelCount; }
std::int64_t AudioFileSource::frameCount() const noexcept { return state_->frames; }
double AudioFileSource::passFrames() const noexcept { return state_->passFrames; }
std::size_t AudioFileSource::currentFile() const noexcept { return state_->index; }
const std::vector<std::string>& AudioFileSource::notices() const noexcept { return state_->notices; }
bool AudioFileSource::cutOff() const noexcept { return state_->cutOff; }

base::Result<std::size_t> AudioFileSource::read(std::span<float> samples) {
    std::size_t produced = 0;
    while (produced < samples.size() && state_->advance(samples, produced)) {
    }
    if (produced == 0 && state_->failure)
        return tl::unexpected(*state_->failure);
    return produced / state_->options.channelCount;
}

base::Result<void> AudioFileSource::seek(std::int64_t frame) {
    auto& state = *state_;
    if (frame < 0)
        return fail(ErrorCode::invalidArgument, "A frame from 0 on was expected to play from and " +
                                                    std::to_string(frame) +
                                                    " was asked for; give 0 for the start.");
    if (state.frames < 0)
        return fail(ErrorCode::unsupported,
                    "The file '" + state.reader->path().string() +
                        "' or one beside it does not say how long it is, so nobody can go "
                        "to a place in it; play it from its start, or convert it.");
    return state.goTo(frame);
}

} // namespace rondo::session
