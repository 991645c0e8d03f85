// SPDX-License-Identifier: MIT
#include <cmath>
#include <doctest/doctest.h>
#include <functional>
#include <limits>
#include <rondo/device/detail/stream_request_check.h>
#include <rondo/device/device_list.h>
#include <string>

using rondo::base::ErrorCode;
using rondo::device::openDevice;
using rondo::device::StreamRequest;

namespace {

std::string refusal(const std::function<void(StreamRequest&)>& change) {
    StreamRequest request;
    request.device = "virtual";
    change(request);
    const auto device = openDevice(request);
    if (device)
        return {};
    CHECK(device.error().code == ErrorCode::invalidArgument);
    return device.error().text;
}

} // namespace

TEST_CASE("a field outside its range is refused in a sentence that names it and the range") {
    for (const std::uint32_t block : {1U, 15U, 4097U, 100'000U, 4'294'967'295U}) {
        const auto text = refusal([&](StreamRequest& request) { request.blockFrames = block; });
        CHECK(text.find(std::to_string(block)) != std::string::npos);
        CHECK(text.find("16 to 4096") != std::string::npos);
    }
    for (const double rate :
         {-1.0, 1.0, 7999.0, 768'001.0, std::nan(""), std::numeric_limits<double>::infinity()})
        CHECK(refusal([&](StreamRequest& request) { request.rate = rate; }).find("8000") != std::string::npos);
    CHECK(refusal([](StreamRequest& request) { request.inputChannels = 65; }).find("input") !=
          std::string::npos);
    CHECK(refusal([](StreamRequest& request) { request.outputChannels = 65; }).find("output") !=
          std::string::npos);
    CHECK_FALSE(refusal([](StreamRequest& request) { request.outputChannels = 0; }).empty());
    for (const int priority : {0, -1, 100})
        CHECK(refusal([&](StreamRequest& request) { request.realtimePriority = priority; }).find("1 and 99") !=
              std::string::npos);
}

TEST_CASE("fields left out and the ends of each range are accepted") {
    CHECK(refusal([](StreamRequest&) {}).empty());
    for (const std::uint32_t block : {16U, 4096U})
        CHECK(refusal([&](StreamRequest& request) { request.blockFrames = block; }).empty());
    for (const double rate : {8000.0, 768'000.0})
        CHECK(refusal([&](StreamRequest& request) { request.rate = rate; }).empty());
}

TEST_CASE("a number in a sentence has no needless digits") {
    CHECK(rondo::device::detail::shortNumber(48000) == "48000");
    CHECK(rondo::device::detail::shortNumber(44100.5) == "44100.5");
}
