// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>
#include <string>

namespace rondo::test {

/// Checks that what people are told is one line that ends, and no longer than they read.
inline void checkOneSentence(const std::string& sentence) {
    CAPTURE(sentence);
    CHECK(sentence.ends_with("."));
    CHECK(sentence.find('\n') == std::string::npos);
    CHECK(sentence.size() < 700);
}

} // namespace rondo::test
