// SPDX-License-Identifier: MIT
#include "driven_callback.h"

#include <doctest/doctest.h>
#include <rondo/device/device_list.h>

using rondo::device::openDevice;
using rondo::device::StreamRequest;
using rondo::test::DrivenCallback;
using rondo::test::eventually;

TEST_CASE("the virtual device plays under the realtime guard, with and without realtime priority") {
    for (const bool realtime : {false, true}) {
        StreamRequest request;
        request.device = "virtual";
        request.blockFrames = 64;
        request.inputChannels = 2;
        if (realtime)
            request.realtimePriority = 50;
        DrivenCallback callback;
        auto device = openDevice(request);
        REQUIRE_MESSAGE(device, device.error().text);
        REQUIRE((*device)->start(callback));
        CHECK(eventually([&] { return callback.blocks > 300; }));
        (*device)->stop();
        const auto seen = callback.blocks.load();
        CHECK((*device)->statistics().blocks == seen);
        if (const auto notice = (*device)->notice(); !notice.empty()) {
            CHECK(realtime);
            CHECK(notice.find("refused") != std::string::npos);
        }
    }
}
