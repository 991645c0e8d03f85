// SPDX-License-Identifier: MIT
#include "driven_callback.h"
#include "jack_listener.h"

#include <cmath>
#include <doctest/doctest.h>
#include <rondo/device/device_list.h>
#include <support/jack_server.h>

using rondo::base::ErrorCode;
using rondo::device::listDevices;
using rondo::device::openDevice;
using rondo::device::StreamRequest;
using rondo::test::DrivenCallback;
using rondo::test::eventually;
using rondo::test::JackListener;
using rondo::test::JackServer;
using rondo::test::JackServerOptions;
using rondo::test::sampleAt;

namespace {

/// A server that is the default one while the test runs; empty where jackd is not installed.
std::optional<JackServer> serverOf(int frames) {
    JackServerOptions options;
    options.frames = frames;
    auto server = JackServer::start(options);
    if (!server && server.error().code == ErrorCode::notFound) {
        MESSAGE("Skipped: " << server.error().text);
        return std::nullopt;
    }
    REQUIRE_MESSAGE(server, server.error().text);
    server->makeDefault();
    return std::move(*server);
}

/// How many blocks follow another than the block before them; -1 when one is torn.
int jumps(const std::vector<float>& samples, std::size_t count, std::size_t block) {
    int found = 0;
    std::int64_t expected = -1;
    for (std::size_t first = 0; first + block <= count; first += block) {
        const auto frame = static_cast<std::int64_t>(std::lround(samples[first] * 8'388'608.0F)) - 1;
        for (std::size_t index = 0; index < block; ++index)
            if (samples[first + index] != sampleAt(frame + static_cast<std::int64_t>(index)))
                return -1;
        found += expected >= 0 && frame != expected ? 1 : 0;
        expected = frame + static_cast<std::int64_t>(block);
    }
    return found;
}

} // namespace

TEST_CASE("a JACK server is listed and is the best device there is") {
    const auto server = serverOf(64);
    if (!server)
        return;
    const auto devices = listDevices();
    REQUIRE(devices);
    REQUIRE(devices->size() >= 2);
    CHECK(devices->front().name == "system");
    CHECK(devices->front().api == "JACK");
    CHECK(devices->front().maximumInputs == 2);
    CHECK(devices->front().maximumOutputs == 2);
    CHECK(devices->front().defaultRate == 48000);
    CHECK(devices->front().isDefault);
    CHECK(devices->back().name == "virtual");
    CHECK_FALSE(devices->back().isDefault);
}

TEST_CASE("without a sound server and a sound card the virtual device is the best there is") {
    setenv("JACK_DEFAULT_SERVER", "rondo-test-no-such-server", 1);
    setenv("JACK_NO_START_SERVER", "1", 1);
    const auto devices = listDevices();
    REQUIRE(devices);
    for (const auto& device : *devices)
        CHECK(device.api != "JACK");
    CHECK(devices->back().name == "virtual");
    CHECK(devices->back().isDefault == (devices->size() == 1));
    if (devices->size() == 1) {
        const auto device = openDevice({});
        REQUIRE(device);
        CHECK((*device)->format().device == "virtual");
    }
}

TEST_CASE("what the device plays arrives at another JACK client sample by sample, and comes back so") {
    for (const int frames : {64, 1024, 2048}) {
        CAPTURE(frames);
        const auto server = serverOf(frames);
        if (!server)
            return;
        const std::size_t blocks = frames == 64 ? 500 : 20;
        DrivenCallback callback(blocks * static_cast<std::size_t>(frames));
        StreamRequest request;
        request.inputChannels = 1;
        request.clientName = "rondo:exact";
        auto device = openDevice(request);
        REQUIRE_MESSAGE(device, device.error().text);
        // PortAudio hands on blocks of more than 1024 frames in pieces.
        const auto block = std::min(static_cast<std::uint32_t>(frames), 1024U);
        CHECK((*device)->format().device == "system");
        CHECK((*device)->format().rate == 48000);
        CHECK((*device)->format().blockFrames == block);
        CHECK((*device)->format().maximumFrames >= block);
        CHECK((*device)->notice().empty());

        JackListener listener(server->name(), blocks);
        const auto started = (*device)->start(callback);
        REQUIRE_MESSAGE(started, started.error().text);
        REQUIRE(listener.connect("rondo_exact"));
        CHECK(eventually([&] { return listener.full() && callback.kept == callback.heard.size(); }));
        (*device)->stop();
        const auto seen = callback.blocks.load();

        const auto played = jumps(listener.samples(), listener.samples().size(), block);
        const auto heard = jumps(callback.heard, callback.kept, block);
        CHECK(played >= 0);
        CHECK(heard >= 0);
        const auto statistics = (*device)->statistics();
        if (listener.xruns() == 0 && statistics.underruns == 0) {
            CHECK(played == 0);
            CHECK(heard == 0);
        } else {
            MESSAGE("The server lost " << listener.xruns()
                                       << " cycles, so gaps between whole blocks are allowed.");
        }
        CHECK(statistics.blocks >= blocks);
        CHECK(statistics.frames == statistics.blocks * block);
        CHECK(statistics.loadPeak > 0);
        CHECK(callback.losses == 0);
        CHECK(callback.blocks == seen);
    }
}

TEST_CASE("a stopped device starts again, and two devices play at once") {
    const auto server = serverOf(64);
    if (!server)
        return;
    DrivenCallback one;
    DrivenCallback two;
    auto first = openDevice({});
    auto second = openDevice({});
    REQUIRE_MESSAGE(first, first.error().text);
    REQUIRE_MESSAGE(second, second.error().text);
    REQUIRE((*first)->start(one));
    REQUIRE((*second)->start(two));
    const auto again = (*first)->start(one);
    REQUIRE_FALSE(again);
    CHECK(again.error().code == ErrorCode::refused);
    CHECK(eventually([&] { return one.blocks > 20 && two.blocks > 20; }));
    (*first)->stop();
    const auto seen = one.blocks.load();
    const auto other = two.blocks.load();
    CHECK(eventually([&] { return two.blocks > other + 20; }));
    CHECK(one.blocks == seen);
    REQUIRE((*first)->start(one));
    CHECK(eventually([&] { return one.blocks > seen + 20; }));
}

TEST_CASE("a block size that is not the server's is answered by a notice, and the server's is used") {
    const auto server = serverOf(128);
    if (!server)
        return;
    StreamRequest request;
    request.blockFrames = 512;
    auto device = openDevice(request);
    REQUIRE_MESSAGE(device, device.error().text);
    CHECK((*device)->format().blockFrames == 128);
    const auto notice = (*device)->notice();
    CHECK(notice.find("128") != std::string::npos);
    CHECK(notice.find("512") != std::string::npos);
}

TEST_CASE("what a JACK server cannot give is refused in a sentence that says what it can") {
    const auto server = serverOf(64);
    if (!server)
        return;
    const auto refusal = [](const StreamRequest& request, ErrorCode code) {
        const auto device = openDevice(request);
        REQUIRE_FALSE(device);
        CHECK(device.error().code == code);
        return device.error().text;
    };
    StreamRequest request;
    request.device = "the moon";
    auto text = refusal(request, ErrorCode::notFound);
    for (const char* part : {"'the moon'", "'system'", "'virtual'"})
        CHECK(text.find(part) != std::string::npos);
    request = {};
    request.rate = 44100;
    text = refusal(request, ErrorCode::unsupported);
    for (const char* part : {"'system'", "44100", "48000"})
        CHECK(text.find(part) != std::string::npos);
    request = {};
    request.outputChannels = 3;
    text = refusal(request, ErrorCode::unsupported);
    CHECK(text.find("2 output") != std::string::npos);
    request = {};
    request.device = "JACK:system";
    CHECK(openDevice(request));
    request.device = "JACK";
    CHECK(openDevice(request));
}
