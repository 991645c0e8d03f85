// SPDX-License-Identifier: MIT
#include "driven_callback.h"

#include <csignal>
#include <doctest/doctest.h>
#include <rondo/device/device_list.h>
#include <support/jack_server.h>

using namespace std::chrono_literals;
using rondo::base::ErrorCode;
using rondo::device::openDevice;
using rondo::test::DrivenCallback;
using rondo::test::eventually;
using rondo::test::JackServer;

// One test case only, for the same reason as in jack_loss_test.cpp.
TEST_CASE(
    "a JACK server that hangs while it plays is reported as lost, and its callbacks stay shut when it wakes") {
    auto server = JackServer::start();
    if (!server && server.error().code == ErrorCode::notFound) {
        MESSAGE("Skipped: " << server.error().text);
        return;
    }
    REQUIRE_MESSAGE(server, server.error().text);
    server->makeDefault();
    auto callback = std::make_unique<DrivenCallback>();
    auto device = openDevice({});
    REQUIRE_MESSAGE(device, device.error().text);
    REQUIRE((*device)->start(*callback));
    REQUIRE(eventually([&] { return callback->blocks > 100; }));

    REQUIRE(kill(server->process(), SIGSTOP) == 0);
    auto lost = callback->lost.get_future();
    REQUIRE(lost.wait_for(60s) == std::future_status::ready);
    CHECK(lost.get().code == ErrorCode::lost);
    const auto seen = callback->blocks.load();
    const auto before = std::chrono::steady_clock::now();
    (*device)->stop();
    CHECK(std::chrono::steady_clock::now() - before < 2s);
    REQUIRE(kill(server->process(), SIGCONT) == 0);
    device->reset();
    CHECK(callback->blocks == seen);
    CHECK(callback->losses == 1);
    callback.reset(); // whatever still calls must not reach it: the sanitizers watch
    server->stop();
}
