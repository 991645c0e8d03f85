// SPDX-License-Identifier: MIT
#include <explore/explorer.h>

#include <cstdio>
#include <cstdlib>

namespace explore {

namespace {

Found searchCurrentCase(const Options& options, const std::function<void()>& body) {
    return search(doctest::getContextOptions()->currentTest->m_name, options, body);
}

void print(const std::string& text) {
    std::printf("%s\n", text.c_str());
    std::fflush(stdout);
}

} // namespace

void mustHold(const Options& options, const std::function<void()>& body) {
    const Found found = searchCurrentCase(options, body);
    print(found.report + found.details);
    CHECK_MESSAGE(found.holds, found.failure);
}

void mustFail(const Options& options, const std::string& failure, const std::function<void()>& body) {
    const Found found = searchCurrentCase(options, body);
    print(found.report + (std::getenv("RONDO_EXPLORE_TRACE") != nullptr ? found.details : ""));
    CHECK_MESSAGE(!found.holds, "the seeded fault was not found");
    CHECK_MESSAGE((found.holds || found.failure.find(failure) != std::string::npos), "expected '", failure,
                  "', found '", found.failure, "'");
}

} // namespace explore
