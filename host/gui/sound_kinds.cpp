// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/sound_kinds.h>

namespace rondo::host {

juce::String SoundKinds::pattern() {
    return "*.wav;*.wave;*.aif;*.aiff;*.aifc;*.flac;*.ogg;*.oga;*.opus;*.mp3";
}

juce::String SoundKinds::names() { return "WAV, AIFF, FLAC, Ogg Vorbis, Opus, MP3"; }

bool SoundKinds::contain(const std::filesystem::path& file) {
    const auto ending = juce::String::fromUTF8(file.extension().string().c_str()).toLowerCase();
    return ending.isNotEmpty() && juce::StringArray::fromTokens(pattern(), ";", "").contains("*" + ending);
}

} // namespace rondo::host
