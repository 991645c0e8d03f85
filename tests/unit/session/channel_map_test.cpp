// SPDX-License-Identifier: MIT
#include <rondo/session/file/channel_map.h>

#include <doctest/doctest.h>
#include <vector>

using rondo::session::ChannelMap;

namespace {
std::vector<float> mapped(const std::vector<float>& frame, std::uint32_t outputs) {
    std::vector<float> result(outputs, 9.0F);
    ChannelMap(static_cast<std::uint32_t>(frame.size()), outputs).apply(frame, result);
    return result;
}
} // namespace

TEST_CASE("Equal channel counts pass untouched") {
    CHECK(ChannelMap(3, 3).identity());
    CHECK(mapped({1, 2, 3}, 3) == std::vector<float>{1, 2, 3});
}

TEST_CASE("One channel is heard on both sides, and several average to one") {
    CHECK(mapped({0.5F}, 2) == std::vector<float>{0.5F, 0.5F});
    CHECK(mapped({0.5F}, 4) == std::vector<float>{0.5F, 0.5F, 0, 0});
    CHECK(mapped({0.5F, -0.5F}, 1) == std::vector<float>{0});
}

TEST_CASE("Surround folds to stereo without overload and without the low-frequency channel") {
    for (std::uint32_t channels = 3; channels <= 8; ++channels) {
        const auto full = mapped(std::vector<float>(channels, 1.0F), 2);
        CHECK(full[0] == doctest::Approx(1.0));
        CHECK(full[1] == doctest::Approx(1.0));
    }
    CHECK(mapped({0, 0, 0, 1, 0, 0}, 2) == std::vector<float>{0, 0});
    const auto left = mapped({0, 0, 0, 0, 1, 0}, 2);
    CHECK(left[0] > 0.2F);
    CHECK(left[1] == 0.0F);
}

TEST_CASE("Channels that are not heard are told of") {
    CHECK(ChannelMap(12, 2).leavesOut());
    CHECK(!ChannelMap(6, 2).leavesOut());
    CHECK(mapped({1, 2, 3}, 4) == std::vector<float>{1, 2, 3, 0});
}
