// SPDX-License-Identifier: MIT
#include "driven_callback.h"

#include <doctest/doctest.h>
#include <rondo/device/device_list.h>
#include <support/jack_server.h>

using namespace std::chrono_literals;
using rondo::base::ErrorCode;
using rondo::device::listDevices;
using rondo::device::openDevice;
using rondo::test::DrivenCallback;
using rondo::test::eventually;
using rondo::test::JackServer;

// One test case only: after it this process has a call of PortAudio that does not come back. The end of the
// program is part of the test.
TEST_CASE("a JACK server that is killed while it plays is reported once, and stop returns within two seconds") {
    auto server = JackServer::start();
    if (!server && server.error().code == ErrorCode::notFound) {
        MESSAGE("Skipped: " << server.error().text);
        return;
    }
    REQUIRE_MESSAGE(server, server.error().text);
    server->makeDefault();
    DrivenCallback callback;
    auto device = openDevice({});
    REQUIRE_MESSAGE(device, device.error().text);
    REQUIRE((*device)->start(callback));
    REQUIRE(eventually([&] { return callback.blocks > 100; }));

    server->kill();
    auto lost = callback.lost.get_future();
    REQUIRE(lost.wait_for(30s) == std::future_status::ready);
    const auto reason = lost.get();
    CHECK(reason.code == ErrorCode::lost);
    CHECK(reason.text.find("'system'") != std::string::npos);
    CHECK(reason.text.find("JACK server") != std::string::npos);
    const auto seen = callback.blocks.load();

    const auto before = std::chrono::steady_clock::now();
    (*device)->stop();
    const auto again = (*device)->start(callback);
    REQUIRE_FALSE(again);
    CHECK(again.error().code == ErrorCode::lost);
    device->reset();
    CHECK(std::chrono::steady_clock::now() - before < 2s);
    CHECK(callback.losses == 1);
    CHECK(callback.blocks == seen);

    const auto next = openDevice({});
    REQUIRE_FALSE(next);
    CHECK(next.error().code == ErrorCode::lost);
    CHECK(next.error().text.find("'virtual'") != std::string::npos);
    rondo::device::StreamRequest request;
    request.device = "virtual";
    CHECK(openDevice(request));
    const auto devices = listDevices();
    REQUIRE(devices);
    CHECK(devices->back().name == "virtual");
    int value = 0;
    callback.executor.submit([&] { value = 1; });
    CHECK(value == 1);
}
