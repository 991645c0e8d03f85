// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <fstream>
#include <iterator>
#include <plugins/strip/core/strip_parameters.h>
#include <string>

TEST_CASE("the strip's parameters are those that hosts have stored") {
    std::ifstream file(RONDO_STRIP_FOLDER "/parameters.txt");
    const std::string promised{std::istreambuf_iterator<char>(file), {}};
    // A failure here means that saved sessions would change. Only adding a line at the end, with the number of
    // the release that brings it, is right.
    CHECK(rondo::strip::stripParameters().describe() == promised);
}
