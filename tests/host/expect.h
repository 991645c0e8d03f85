// SPDX-License-Identifier: MIT
#pragma once

#include "program.h"
#include <algorithm>
#include <doctest/doctest.h>

namespace rondo::test {

/// A refusal as every user gets it: the exit code, nothing on stdout, and one sentence on stderr that names the
/// thing.
inline void checkRefusal(const ProgramEnd& end, int exitCode, const std::string& named) {
    INFO(end.errors);
    CHECK(!end.hung);
    CHECK(end.signal == 0);
    CHECK(end.exitCode == exitCode);
    CHECK(end.output.empty());
    CHECK(end.errors.starts_with("rondo: "));
    CHECK(end.errors.ends_with(".\n"));
    CHECK(std::ranges::count(end.errors, '\n') == 1);
    CHECK(end.errors.find(named) != std::string::npos);
}

inline void checkSuccess(const ProgramEnd& end) {
    INFO(end.errors);
    CHECK(!end.hung);
    CHECK(end.signal == 0);
    REQUIRE(end.exitCode == 0);
}

} // namespace rondo::test
