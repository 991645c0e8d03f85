// SPDX-License-Identifier: MIT
#include <rondo/base/checksum.h>

#include <doctest/doctest.h>
#include <string_view>

using rondo::base::checksum;

namespace {
std::uint32_t of(std::string_view text, std::uint32_t before = 0) {
    return checksum(std::as_bytes(std::span(text)), before);
}
} // namespace

TEST_CASE("checksum: the check value of CRC-32, of nothing, and of a text in two pieces") {
    CHECK(of("123456789") == 0xcbf43926U);
    CHECK(of("") == 0);
    CHECK(of("6789", of("12345")) == of("123456789"));
}
