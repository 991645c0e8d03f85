// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <rondo/base/result.h>
#include <span>
#include <string>
#include <vector>

namespace rondo::session {

/// What an AudioFileSource plays.
struct AudioFileSourceOptions {
    std::vector<std::filesystem::path> files; ///< one after the other, without a gap
    double rate = 0;                          ///< hertz that come out; 0: the rate of the first file
    std::uint32_t channelCount = 0;           ///< channels that come out; 0: those of the first file
    bool loop = false; ///< after the last file the first follows, without a gap and without end
};

/// A list of sound files as one stream of interleaved frames at one rate and channel count. Neighbours that
/// share rate and channels run through one rate converter, so a loop and a list of tracks cut from one
/// recording are seamless. Pulled by one thread at a time; move-only.
class AudioFileSource {
public:
    /// Effects: opens every file once, so that a bad one is refused before anything sounds.
    /// Errors: those of AudioFileReader::open; invalidArgument for an empty list, a rate or channels out of
    /// range. Progress: blocking. [control] [worker]
    static base::Result<AudioFileSource> open(AudioFileSourceOptions options);
    AudioFileSource(AudioFileSource&&) noexcept;
    AudioFileSource& operator=(AudioFileSource&&) noexcept;
    ~AudioFileSource();

    /// Returns: hertz that come out. Progress: wait-free. [any]
    double rate() const noexcept;
    /// Returns: channels that come out. Progress: wait-free. [any]
    std::uint32_t channelCount() const noexcept;
    /// Returns: frames of one pass through all files, at `rate()`; -1 when a file does not say. Progress:
    /// wait-free. [any]
    std::int64_t frameCount() const noexcept;
    /// Returns: after how many frames of a looped source its first one comes again, as its last pass was, and
    /// before that as its files say; no whole number where a rate is converted. 0: not looped, or not known
    /// yet. Progress: wait-free. [control] [worker]
    double passFrames() const noexcept;
    /// Returns: the index of the file that `read` is reading. Progress: wait-free. [control] [worker]
    std::size_t currentFile() const noexcept;
    /// Returns: sentences about what was wrong with files although they play, so far. Progress: wait-free.
    /// [control] [worker]
    const std::vector<std::string>& notices() const noexcept;
    /// Returns: whether a file ended too early, so far. Progress: wait-free. [control] [worker]
    bool cutOff() const noexcept;

    /// Effects: fills `samples` with the next frames. Requires: it holds a whole number of frames.
    /// Returns: frames put; fewer than asked for only at the end, then 0. A looped source has no end.
    /// Errors: damaged, or what opening a file again says. Progress: blocking. [control] [worker]
    base::Result<std::size_t> read(std::span<float> samples);
    /// Effects: the next `read` starts at that frame of a pass, at `rate()`, with the samples that playing from
    /// the start gives there: exactly, or to the converter's precision where a rate is converted (with two
    /// rates that have no short common period, half a frame off at most). Behind the last one there is only the
    /// end, and a loop begins again. Errors: invalidArgument below 0, unsupported when a file does not say
    /// how long it is, and those of opening and reading it. Progress: blocking. [control] [worker]
    base::Result<void> seek(std::int64_t frame);

private:
    struct State;
    explicit AudioFileSource(std::unique_ptr<State> state) noexcept;
    std::unique_ptr<State> state_;
};

} // namespace rondo::session
