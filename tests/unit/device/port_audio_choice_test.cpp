// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/device/portaudio/detail/port_audio_choice.h>

using rondo::device::detail::arrange;
using rondo::device::detail::choose;
using rondo::device::detail::PortAudioChoice;

namespace {

PortAudioChoice choiceOf(const char* name, const char* api, int index, bool first, std::uint32_t outputs = 2) {
    PortAudioChoice choice;
    choice.shown = {name, api, 2, outputs, 48000, false};
    choice.index = index;
    choice.first = first;
    return choice;
}

std::vector<PortAudioChoice> machine() {
    return arrange({choiceOf("hw:0", "ALSA", 0, false), choiceOf("default", "ALSA", 1, true),
                    choiceOf("system", "ALSA", 2, false), choiceOf("synth", "JACK", 3, false, 0),
                    choiceOf("system", "JACK", 4, true)});
}

} // namespace

TEST_CASE("devices are listed JACK first and each API's default first, with one default of all") {
    const auto choices = machine();
    CHECK(choices[0].index == 4);
    CHECK(choices[1].index == 3);
    CHECK(choices[2].index == 1);
    CHECK(choices[0].shown.isDefault);
    for (std::size_t index = 1; index < choices.size(); ++index)
        CHECK_FALSE(choices[index].shown.isDefault);
}

TEST_CASE("names that occur twice carry their API") {
    const auto choices = machine();
    CHECK(choices[0].shown.name == "JACK:system");
    CHECK(choose(choices, "ALSA:system")->index == 2);
    CHECK(choose(choices, "system") == nullptr);
}

TEST_CASE("a device is found by its name, by its API and name, by its API, and by no name") {
    const auto choices = machine();
    CHECK(choose(choices, "hw:0")->index == 0);
    CHECK(choose(choices, "ALSA:hw:0")->index == 0);
    CHECK(choose(choices, "ALSA")->index == 1);
    CHECK(choose(choices, "JACK")->index == 4);
    CHECK(choose(choices, "")->index == 4);
    CHECK(choose(choices, "hw") == nullptr);
    CHECK(choose({}, "") == nullptr);
}

TEST_CASE("a device that cannot play is never the default of all") {
    const auto choices =
        arrange({choiceOf("microphone", "JACK", 0, true, 0), choiceOf("default", "ALSA", 1, true)});
    CHECK(choose(choices, "")->index == 1);
}
