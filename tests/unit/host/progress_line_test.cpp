// SPDX-License-Identifier: MIT
#include <cli/progress_line.h>

#include <doctest/doctest.h>
#include <limits>

using namespace rondo::host;

TEST_CASE("A bar is twenty columns of which the share is filled, and never more or fewer") {
    CHECK(progressBar(0) == "[....................]   0 %");
    CHECK(progressBar(0.25) == "[#####...............]  25 %");
    CHECK(progressBar(0.999) == "[###################.]  99 %");
    CHECK(progressBar(1) == "[####################] 100 %");
    CHECK(progressBar(17) == progressBar(1));
    CHECK(progressBar(-1) == progressBar(0));
    CHECK(progressBar(std::numeric_limits<double>::quiet_NaN()) == progressBar(0));
}

TEST_CASE("A live line is due at once and then not again at once, and never when it should be quiet") {
    Console console(true);
    ProgressLine line(console, false);
    CHECK(line.due());
    CHECK(!line.due());
    ProgressLine quiet(console, true);
    CHECK(!quiet.due());
}
