// SPDX-License-Identifier: MIT
#include <support/realtime_check.h>

#include <cstdlib>
#include <doctest/doctest.h>
#include <iostream>
#include <string>
#include <unistd.h>

namespace rondo::test {

namespace {

using concurrency::RealtimeCheck;
using concurrency::RealtimeGuard;
using concurrency::RealtimeKind;

constexpr std::size_t shownPerCase = 5;
int failedCases = 0;
std::uint64_t forgivenUnrecorded = 0;

// doctest has counted by the time a listener hears of a test case's end, so the verdict is given when main is
// over.
void failAtExit() {
    if (failedCases == 0)
        return;
    std::cout << "[realtime guard] FAILED: " << failedCases
              << " test case(s) made calls that a callback must not make." << std::endl;
    _exit(EXIT_FAILURE);
}

class RealtimeListener : public doctest::IReporter {
public:
    explicit RealtimeListener(const doctest::ContextOptions&) {}
    void test_run_start() override {
        std::atexit(failAtExit);
        for (const auto& wire : RealtimeGuard::install(RealtimeCheck::count))
            std::cout << "[realtime guard] " << wire.text << '\n';
    }
    void test_case_start(const doctest::TestCaseData& testCase) override {
        name_ = testCase.m_name;
        forgivenViolations();
    }
    void test_case_end(const doctest::CurrentTestCaseStats&) override {
        std::size_t found = 0;
        for (const auto& violation : RealtimeGuard::drain()) {
            if (violation.kind == RealtimeKind::pageFault)
                continue;
            if (++found <= shownPerCase)
                std::cout << "[realtime guard] in the test case \"" << name_ << "\": " << describe(violation);
        }
        if (found > shownPerCase)
            std::cout << "[realtime guard] … and " << found - shownPerCase << " more\n";
        failedCases += found != 0 || RealtimeGuard::counts().unrecorded != forgivenUnrecorded ? 1 : 0;
    }
    void report_query(const doctest::QueryData&) override {}
    void test_run_end(const doctest::TestRunStats&) override {}
    void test_case_reenter(const doctest::TestCaseData&) override {}
    void test_case_exception(const doctest::TestCaseException&) override {}
    void subcase_start(const doctest::SubcaseSignature&) override {}
    void subcase_end() override {}
    void log_assert(const doctest::AssertData&) override {}
    void log_message(const doctest::MessageData&) override {}
    void test_case_skipped(const doctest::TestCaseData&) override {}

private:
    std::string name_;
};

REGISTER_LISTENER("realtime", 1, RealtimeListener);

} // namespace

std::vector<concurrency::RealtimeViolation> forgivenViolations() {
    auto violations = RealtimeGuard::drain();
    forgivenUnrecorded = RealtimeGuard::counts().unrecorded;
    return violations;
}

} // namespace rondo::test
