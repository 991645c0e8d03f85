// SPDX-License-Identifier: MIT
#include <rondo/session/file/audio_file_format.h>

#include <algorithm>
#include <cctype>

namespace rondo::session {

const char* name(AudioContainer container) noexcept {
    switch (container) {
    case AudioContainer::wav:
        return "WAV";
    case AudioContainer::aiff:
        return "AIFF";
    case AudioContainer::flac:
        return "FLAC";
    case AudioContainer::vorbis:
        return "Ogg Vorbis";
    case AudioContainer::opus:
        return "Opus";
    case AudioContainer::mp3:
        return "MP3";
    case AudioContainer::other:
        break;
    }
    return "sound file";
}

const char* name(SampleEncoding encoding) noexcept {
    switch (encoding) {
    case SampleEncoding::integer16:
        return "16 bit";
    case SampleEncoding::integer24:
        return "24 bit";
    case SampleEncoding::integer32:
        return "32 bit";
    case SampleEncoding::float32:
        return "32 bit float";
    case SampleEncoding::compressed:
        break;
    }
    return "compressed";
}

namespace {

base::Result<AudioContainer> containerForPath(const std::filesystem::path& path) {
    auto extension = path.extension().string();
    std::ranges::transform(extension, extension.begin(),
                           [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    if (extension == ".wav" || extension == ".wave")
        return AudioContainer::wav;
    if (extension == ".aif" || extension == ".aiff")
        return AudioContainer::aiff;
    if (extension == ".flac")
        return AudioContainer::flac;
    if (extension == ".ogg" || extension == ".oga")
        return AudioContainer::vorbis;
    if (extension == ".opus")
        return AudioContainer::opus;
    if (extension == ".mp3")
        return AudioContainer::mp3;
    return base::fail(base::ErrorCode::unsupported,
                      "The name '" + path.string() +
                          "' must end in .wav, .aiff, .flac, .ogg, .opus or .mp3 to say " +
                          "which kind of file to write, and it " +
                          (extension.empty() ? "has no ending" : "ends in '" + extension + "'") +
                          "; choose one of those endings.");
}

} // namespace

base::Result<AudioFileFormat> formatForPath(const std::filesystem::path& path, std::uint32_t bits) {
    const auto container = containerForPath(path);
    if (!container)
        return tl::unexpected(container.error());
    const bool lossy = *container == AudioContainer::vorbis || *container == AudioContainer::opus ||
                       *container == AudioContainer::mp3;
    if (lossy && bits == 0)
        return AudioFileFormat{*container, SampleEncoding::compressed};
    if (!lossy && bits == 16)
        return AudioFileFormat{*container, SampleEncoding::integer16};
    if (!lossy && (bits == 24 || bits == 0))
        return AudioFileFormat{*container, SampleEncoding::integer24};
    if (!lossy && bits == 32 && *container != AudioContainer::flac)
        return AudioFileFormat{*container, SampleEncoding::float32};
    const std::string allowed = lossy                                ? "has no bits to choose"
                                : *container == AudioContainer::flac ? "holds 16 or 24 bits"
                                                                     : "holds 16, 24 or 32 (float) bits";
    return base::fail(base::ErrorCode::invalidArgument, std::string(name(*container)) + " " + allowed +
                                                            ", and " + std::to_string(bits) +
                                                            " bits were asked for '" + path.string() +
                                                            "'; leave the bits out to get the default.");
}

} // namespace rondo::session
