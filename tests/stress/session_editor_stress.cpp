// SPDX-License-Identifier: MIT
//
// A program that edits and saves a session, killed at random moments: the session always opens, it is the
// session of one of the edits to the last bit, and what is lost was edited within the last second.
#include "session_script.h"
#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <host/session/open_session.h>
#include <host/session/session_file.h>
#include <string>
#include <support/stress.h>
#include <support/temporary_folder.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace rondo;

namespace {

/// Runs the editor until it told of `edits`, and a moment longer; then kills it. Returns: the last edit it told
/// of.
std::uint64_t runAndKill(const std::string& file, const std::string& state, std::uint64_t seed,
                         std::uint64_t edits, std::chrono::microseconds moment) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const auto number = std::to_string(seed);
    const pid_t process = ::fork();
    if (process == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::execl(RONDO_SESSION_EDITOR, RONDO_SESSION_EDITOR, file.c_str(), state.c_str(), number.c_str(),
                nullptr);
        ::_exit(127);
    }
    ::close(ends[1]);
    std::string told;
    std::array<char, 512> bytes{};
    const auto lines = [&] { return static_cast<std::uint64_t>(std::ranges::count(told, '\n')); };
    ssize_t got = 1;
    while (got > 0 && lines() < edits)
        if ((got = ::read(ends[0], bytes.data(), bytes.size())) > 0)
            told.append(bytes.data(), static_cast<std::size_t>(got));
    const auto until = std::chrono::steady_clock::now() + moment;
    while (std::chrono::steady_clock::now() < until)
        ;
    REQUIRE(::kill(process, SIGKILL) == 0);
    while ((got = ::read(ends[0], bytes.data(), bytes.size())) > 0)
        told.append(bytes.data(), static_cast<std::size_t>(got));
    ::close(ends[0]);
    int status = 0;
    REQUIRE(::waitpid(process, &status, 0) == process);
    REQUIRE_MESSAGE(WIFSIGNALED(status), "the editor ended by itself, with ", status);
    const auto last = told.rfind('\n', told.size() - 2);
    return std::stoull(told.substr(last == std::string::npos ? 0 : last + 1));
}

/// What the script's documents are, as far as they were asked for.
class Expected {
public:
    explicit Expected(std::uint64_t seed) : script_(seed) {}
    const host::SessionDocument& at(std::uint64_t number) {
        for (; number_ < number; ++number_)
            script_.apply(document_, number_ + 1);
        return document_;
    }
    double pauses(std::uint64_t from, std::uint64_t to) const {
        double seconds = 0;
        for (auto number = from + 1; number <= to; ++number)
            seconds += script_.pause(number);
        return seconds;
    }

private:
    test::SessionScript script_;
    std::uint64_t number_ = 0;
    host::SessionDocument document_;
};

void checkNothingLeft(const std::filesystem::path& folder) {
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        CHECK_MESSAGE(entry.path().extension() != ".part", entry.path().string());
}

} // namespace

TEST_CASE("A session whose editor is killed at any moment opens, and lacks at most the last second's edits") {
    test::Stress stress;
    std::uint64_t kills = 0;
    std::uint64_t offered = 0;
    std::uint64_t lost = 0;
    while (stress.goesOn()) {
        auto random = stress.random();
        const auto seed = random() % 1000000;
        CAPTURE(stress.seed());
        CAPTURE(seed);
        const test::TemporaryFolder folder;
        const auto file = folder / "a.rondo";
        const auto state = (folder / "state").string();
        REQUIRE(host::saveSession({}, file));
        Expected expected(seed);
        // One crash after another, each going on from what the one before left.
        for (int crash = 0; crash < 8 && (crash == 0 || stress.goesOn()); ++crash) {
            const auto told = runAndKill(file.string(), state, seed, 1 + random() % 40,
                                         std::chrono::microseconds(random() % 4000));
            ++kills;
            REQUIRE(host::loadSession(file));
            const auto session =
                host::OpenSession::open(file, {.clock = [] { return base::Seconds{}; }, .stateFolder = state});
            REQUIRE_MESSAGE(session, (session ? "" : session.error().text));
            checkNothingLeft(folder.path());
            const auto& recovery = (*session)->recovery();
            offered += recovery.has_value();
            const auto& found = recovery ? recovery->document : (*session)->history().document();
            const auto number = test::SessionScript::numberOf(found);
            CAPTURE(told);
            CAPTURE(number);
            CHECK(number <= told + 1);
            CHECK(found == expected.at(number));
            if (number < told) {
                lost += told - number;
                CHECK(expected.pauses(number + 1, told) <= 1.0);
            }
        }
    }
    std::fprintf(stderr, "%llu kills, %llu recoveries, %llu edits lost\n",
                 static_cast<unsigned long long>(kills), static_cast<unsigned long long>(offered),
                 static_cast<unsigned long long>(lost));
}
