// SPDX-License-Identifier: MIT
#include "driven_callback.h"

#include <algorithm>
#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>
#include <rondo/device/device_list.h>
#include <support/temporary_folder.h>

using rondo::base::ErrorCode;
using rondo::device::listDevices;
using rondo::device::openDevice;
using rondo::device::StreamRequest;
using rondo::test::DrivenCallback;
using rondo::test::eventually;
using rondo::test::TemporaryFolder;

// ALSA's own null plugin stands in for a sound card: it takes everything at once, so only the way there is
// tested.
TEST_CASE("an ALSA device is listed, opened with the block asked for, played, stopped and started again") {
    const TemporaryFolder folder;
    const auto path = folder.path() / "asound.conf";
    std::ofstream(path) << "pcm.!default { type null }\npcm.rondo_nowhere { type null hint { show on } }\n";
    setenv("ALSA_CONFIG_PATH", path.c_str(), 1);
    setenv("JACK_DEFAULT_SERVER", "rondo-test-no-such-server", 1);
    setenv("JACK_NO_START_SERVER", "1", 1);

    const auto devices = listDevices();
    REQUIRE(devices);
    const auto shown = std::ranges::find(*devices, "rondo_nowhere", &rondo::device::AudioDeviceInfo::name);
    REQUIRE(shown != devices->end());
    CHECK(shown->api == "ALSA");
    CHECK(shown->maximumOutputs >= 2);

    DrivenCallback callback;
    StreamRequest request;
    request.device = "rondo_nowhere";
    request.rate = 44100;
    request.blockFrames = 200;
    const auto device = openDevice(request);
    REQUIRE_MESSAGE(device, device.error().text);
    CHECK((*device)->format().blockFrames == 200);
    CHECK((*device)->format().rate == 44100);
    CHECK((*device)->notice().empty());
    for (int round = 0; round < 2; ++round) {
        const auto before = callback.blocks.load();
        REQUIRE((*device)->start(callback));
        CHECK(eventually([&] { return callback.blocks > before + 50; }));
        (*device)->stop();
        const auto statistics = (*device)->statistics();
        CHECK(statistics.frames == statistics.blocks * 200);
        CHECK(statistics.blocks == callback.blocks - before);
    }
    CHECK(callback.losses == 0);

    request.device = "rondo_elsewhere";
    const auto none = openDevice(request);
    REQUIRE_FALSE(none);
    CHECK(none.error().code == ErrorCode::notFound);
    CHECK(none.error().text.find("'rondo_nowhere'") != std::string::npos);
}
