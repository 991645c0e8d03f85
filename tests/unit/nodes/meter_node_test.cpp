// SPDX-License-Identifier: MIT
#include "single_node.h"

#include <rondo/nodes/meter_node.h>

using namespace rondo;

TEST_CASE("a meter shows each channel's peak and RMS and how far it has come") {
    auto meter = nodes::makeMeter(2);
    CHECK(meter.reader.read().width == 2);
    CHECK(meter.reader.read().highest[0] == 0);
    test::SingleNode node(std::move(meter.node));
    auto input = std::vector<std::vector<float>>{test::sine(96000, 0.02), std::vector<float>(96000, 0.25f)};
    input[0][100] = -1.5f;
    node.play(input, 96000);
    const auto& reading = meter.reader.read();
    CHECK(reading.streamFrame == 96000);
    CHECK(reading.highest[0] == 1.5f);
    CHECK(reading.peak[0] >= 0.997f);
    CHECK(reading.peak[0] < 1.1f);
    CHECK(reading.rms[0] == doctest::Approx(0.707).epsilon(0.01));
    CHECK(reading.peak[1] == 0.25f);
    CHECK(reading.rms[1] == doctest::Approx(0.25).epsilon(0.01));
    CHECK(reading.peak[2] == 0);
}
