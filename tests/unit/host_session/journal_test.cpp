// SPDX-License-Identifier: MIT
#include <host/session/journal.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <fstream>
#include <host/session/detail/journal_text.h>
#include <random>
#include <support/file_bytes.h>
#include <support/file_size_limit.h>
#include <support/random_session.h>
#include <support/rounds.h>
#include <support/seed.h>
#include <support/temporary_folder.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>

using namespace rondo;
using namespace rondo::host;
using rondo::test::TemporaryFolder;

namespace {

SessionDocument named(const std::string& name) {
    SessionDocument document;
    document.name = name;
    return document;
}

std::shared_ptr<Journal> openAt(const TemporaryFolder& folder) {
    auto journal = Journal::open(JournalPlace::beside(folder / "a.rondo"), "session 'a.rondo'");
    REQUIRE_MESSAGE(journal, (journal ? "" : journal.error().text));
    return *journal;
}

Recovery recovered(const TemporaryFolder& folder) {
    const auto recovery = openAt(folder)->recover();
    REQUIRE_MESSAGE(recovery, (recovery ? "" : recovery.error().text));
    REQUIRE(*recovery);
    return **recovery;
}

} // namespace

TEST_CASE("What was noted and written is recovered, after every edit") {
    const auto seed = test::toldSeed();
    for (std::uint64_t round = 0; round < static_cast<std::uint64_t>(test::rounds(8)); ++round) {
        CAPTURE(seed);
        CAPTURE(round);
        test::RandomSession random(seed + round);
        const TemporaryFolder folder;
        auto document = random.draw();
        auto journal = openAt(folder);
        journal->start();
        for (std::uint64_t revision = 1; revision <= 40; ++revision) {
            random.edit(document, {largestId(document).value + 1});
            if (random.chance())
                random.look(document);
            journal->note(document, revision, "edit " + std::to_string(revision), {0});
            if (random.upTo(3) == 0)
                continue; // goes with the next one
            REQUIRE(journal->write({0}));
            const auto recovery = journal->recover();
            REQUIRE_MESSAGE(recovery, (recovery ? "" : recovery.error().text));
            CHECK((*recovery)->document == asStored(document));
            CHECK((*recovery)->revision == revision);
            CHECK(!(*recovery)->torn);
        }
    }
}

TEST_CASE("A journal that is cut off or damaged anywhere tells of the newest state before that") {
    const auto seed = test::toldSeed();
    CAPTURE(seed);
    std::mt19937_64 numbers(seed);
    test::RandomSession random(seed);
    auto document = random.draw();
    auto line = detail::firstLine(document, 100, "x");
    std::string text = line.text;
    std::vector<std::pair<std::size_t, SessionDocument>> states{{text.size(), document}};
    for (std::uint64_t revision = 101; revision < 130; ++revision) {
        const auto before = document;
        random.edit(document, {1000 + revision});
        line = detail::nextLine(line.checksum, before, document, revision, "x");
        text += line.text;
        states.emplace_back(text.size(), document);
    }
    for (std::size_t size = 0; size <= text.size(); size += size < text.size() ? 1 + numbers() % 20 : 1) {
        CAPTURE(size);
        auto damaged = text.substr(0, size);
        if (size < text.size() && numbers() % 2 == 0) {
            damaged = text;
            damaged[size] = static_cast<char>(damaged[size] ^ static_cast<char>(1U << numbers() % 7));
        }
        const auto read = detail::readJournal(damaged, "'j'");
        if (size < states[0].first) {
            REQUIRE(!read);
            CHECK(read.error().code == base::ErrorCode::damaged);
            continue;
        }
        REQUIRE_MESSAGE(read, (read ? "" : read.error().text));
        std::size_t whole = 0;
        while (whole + 1 < states.size() && states[whole + 1].first <= size)
            ++whole;
        CHECK(read->document == states[whole].second);
        CHECK(read->revision == 100 + whole);
        CHECK(read->torn == (damaged.size() > states[whole].first));
    }
    const auto second = text.find('\n') + 1;
    const auto third = text.find('\n', second) + 1;
    auto missing = text;
    missing.erase(second, third - second); // a whole line that is not the next one
    CHECK(detail::readJournal(missing, "'j'")->revision == 100);
}

TEST_CASE("Hostile journals end in a sentence") {
    const auto errorOf = [](const std::string& body) {
        std::string text = detail::firstLine({}, 1, "").text;
        text = text.substr(0, 9) + body + "\n";
        // Under its own right checksum.
        for (const auto& attempt : {body}) {
            const auto sum = [&] {
                std::uint32_t rest = ~0U;
                for (const char byte : attempt) {
                    rest ^= static_cast<unsigned char>(byte);
                    for (int bit = 0; bit < 8; ++bit)
                        rest = (rest & 1U) != 0 ? 0xedb88320U ^ (rest >> 1U) : rest >> 1U;
                }
                return ~rest;
            }();
            std::array<char, 9> digits{};
            std::snprintf(digits.data(), digits.size(), "%08x", sum);
            text.replace(0, 8, digits.data());
        }
        const auto read = detail::readJournal(text, "'j'");
        REQUIRE_MESSAGE(!read, body);
        CHECK(read.error().text.starts_with("'j'"));
        CHECK(read.error().text.ends_with("."));
        return read.error();
    };
    CHECK(errorOf("[]").text.find("an object was expected") != std::string::npos);
    CHECK(errorOf("{").text.find("JSON was expected") != std::string::npos);
    CHECK(errorOf(R"({"format": "x"})").text.find("'rondo-journal' was expected and 'x'") != std::string::npos);
    CHECK(errorOf(R"({"format": "rondo-journal", "version": 2})").code == base::ErrorCode::unsupported);
    CHECK(errorOf(R"({"format": "rondo-journal", "version": 1})").text.find("/document") != std::string::npos);
    CHECK(errorOf(R"({"format": "rondo-journal", "version": 1, "document": {"strip": {"gain": 99}}})")
              .text.find("at /strip/gain") != std::string::npos);
    CHECK(
        errorOf(R"({"format": "rondo-journal", "version": 1, "document": )" + std::string(100000, '[')).code ==
        base::ErrorCode::unsupported);
}

TEST_CASE("An edit is due after half a second, counted from the first that waits") {
    const TemporaryFolder folder;
    auto journal = openAt(folder);
    journal->note(named("lost"), 1, "", {0});
    CHECK(!journal->due({100})); // was not started
    journal->start();
    CHECK(!journal->due({100}));
    journal->note(named("a"), 2, "", {100});
    CHECK(!journal->due({100.4}));
    journal->note(named("b"), 3, "", {100.4});
    CHECK(journal->due({100.5}));
    REQUIRE(journal->write({100.5}));
    CHECK(!journal->due({200}));
    journal.reset();
    CHECK(recovered(folder).document.name == "b");
}

TEST_CASE("A state that did not change is not written again, and neither is an insert") {
    const TemporaryFolder folder;
    SessionDocument document;
    for (std::uint64_t id = 1; id <= 2; ++id)
        document.inserts.emplace_back(
            Insert{{id}, HostedPlugin{"LV2", "x", "x", "", {{"p", 0}}, Shared(std::string(100000, 'x'))}});
    auto journal = openAt(folder);
    journal->start();
    journal->note(document, 1, "Add", {0});
    REQUIRE(journal->write({0}));
    const auto before = std::filesystem::file_size(journal->place().file);
    document.change({2}, [](Insert& insert) {
        std::get<HostedPlugin>(insert.content).parameters = {{"p", 1}};
    });
    journal->note(document, 2, "Turn", {0});
    REQUIRE(journal->write({0}));
    CHECK(std::filesystem::file_size(journal->place().file) - before < 500);
    journal.reset();
    const auto recovery = recovered(folder);
    CHECK(recovery.document == document);
    CHECK(recovery.lastEdit == "Turn");
}

TEST_CASE("A journal does not outgrow what it tells of") {
    const TemporaryFolder folder;
    auto journal = openAt(folder);
    journal->start();
    SessionDocument document;
    std::uintmax_t largest = 0;
    for (std::uint64_t revision = 1; revision <= 100; ++revision) {
        document.source.change([&](SessionSource& source) {
            source.files.assign(400, {"/songs/" + std::string(100, 'x') + std::to_string(revision)});
        });
        journal->note(document, revision, "", {0});
        REQUIRE(journal->write({0}));
        largest = std::max(largest, std::filesystem::file_size(journal->place().file));
    }
    CHECK(largest > 1 << 20); // it was worth turning
    CHECK(largest < 1300000);
    journal.reset();
    CHECK(recovered(folder).document == document);
}

TEST_CASE("A disk without room costs no state that was written, and what waited follows when there is room") {
    const TemporaryFolder folder;
    auto journal = openAt(folder);
    journal->start();
    journal->note(named("first"), 1, "", {0});
    REQUIRE(journal->write({0}));
    const auto before = test::readBytes(journal->place().file);
    {
        const test::FileSizeLimit full(before.size() + 20); // a line that is cut off
        journal->note(named("second"), 2, "", {0});
        CHECK(!journal->write({0}));
        CHECK((*journal->recover())->torn);
    }
    {
        const test::FileSizeLimit full(before.size());
        for (int time = 1; time <= 3; ++time) {
            journal->note(named("second"), 2 + static_cast<std::uint64_t>(time), "", {0.1 * time});
            const auto written = journal->write({1.0 * time});
            REQUIRE(!written);
            CHECK(written.error().code == base::ErrorCode::full);
            CHECK(written.error().text.find("session 'a.rondo'") != std::string::npos);
            CHECK(written.error().text.find("a crash would lose") != std::string::npos);
            CHECK(written.error().text.ends_with("."));
            CHECK(!journal->due({time + 0.4}));
            CHECK(journal->due({time + 0.6}));
            CHECK((*journal->recover())->document.name == "first");
        }
    }
    REQUIRE(journal->write({4}));
    CHECK(!journal->due({100}));
    CHECK((*journal->recover())->document.name == "second");
    CHECK((*journal->recover())->revision == 5);
    journal->note(named("third"), 6, "", {5});
    REQUIRE(journal->write({5}));
    CHECK((*journal->recover())->document.name == "third");
}

TEST_CASE("Two journals of one session are refused, also through a symbolic link, until the first one ends") {
    const TemporaryFolder folder;
    test::writeBytes(folder / "a.rondo", "");
    std::filesystem::create_symlink("a.rondo", folder / "link.rondo");
    auto journal = openAt(folder);
    for (const char* name : {"a.rondo", "link.rondo"}) {
        const auto second = Journal::open(JournalPlace::beside(folder / name), "session 'a.rondo'");
        REQUIRE(!second);
        CHECK(second.error().code == base::ErrorCode::notOwner);
        CHECK(second.error().text == "The session 'a.rondo' is open in another Rondo (process " +
                                         std::to_string(::getpid()) +
                                         "); close it there, or open a copy of it.");
    }
    CHECK(Journal::open(JournalPlace::beside(folder / "b.rondo"), "session 'b.rondo'"));
    journal.reset();
    CHECK(!std::filesystem::exists(JournalPlace::beside(folder / "a.rondo").lock));
    CHECK(openAt(folder));
}

TEST_CASE("One at a time has a lock, however often it is made and removed") {
    const TemporaryFolder folder;
    std::atomic<int> holders{0};
    std::atomic<int> taken{0};
    std::atomic<bool> twice{false};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&] {
            while (taken.load() < test::rounds(4000)) {
                const auto lock = detail::FileLock::take(folder / "lock", "session");
                if (!lock)
                    continue;
                twice = twice || ++holders != 1;
                ++taken;
                --holders;
            }
        });
    for (auto& thread : threads)
        thread.join();
    CHECK(!twice);
}

TEST_CASE("A lock that a crash left holds nobody up") {
    const TemporaryFolder folder;
    test::writeBytes(JournalPlace::beside(folder / "a.rondo").lock, "99999999\n");
    CHECK(openAt(folder));
}

TEST_CASE("A removed journal leaves nothing and takes nothing more") {
    const TemporaryFolder folder;
    auto journal = openAt(folder);
    journal->start();
    journal->note(named("a"), 1, "", {0});
    REQUIRE(journal->write({0}));
    REQUIRE(journal->remove());
    journal->note(named("b"), 2, "", {0});
    REQUIRE(journal->write({9}));
    journal.reset();
    CHECK(std::filesystem::is_empty(folder.path()));
    CHECK(!*openAt(folder)->recover());
}

TEST_CASE("What a crash left half-written is removed, what a living program writes is not") {
    const TemporaryFolder folder;
    test::writeBytes(folder / "..a.rondo.journal.2147483646-0.part", "half");
    test::writeBytes(folder / ("..a.rondo.journal." + std::to_string(::getpid()) + "-0.part"), "half");
    test::writeBytes(folder / "..b.rondo.journal.2147483646-0.part", "half");
    test::writeBytes(folder / "..a.rondo.journal.x.part", "not ours");
    const auto journal = openAt(folder);
    CHECK(!std::filesystem::exists(folder / "..a.rondo.journal.2147483646-0.part"));
    CHECK(std::filesystem::exists(folder / ("..a.rondo.journal." + std::to_string(::getpid()) + "-0.part")));
    CHECK(std::filesystem::exists(folder / "..b.rondo.journal.2147483646-0.part"));
    CHECK(std::filesystem::exists(folder / "..a.rondo.journal.x.part"));
}

TEST_CASE("Places are apart for sessions that are") {
    const auto state = std::filesystem::path("/state");
    CHECK(JournalPlace::beside("/s/a.rondo").file == "/s/.a.rondo.journal");
    CHECK(JournalPlace::away("/s/a.rondo", state).file != JournalPlace::away("/t/a.rondo", state).file);
    CHECK(JournalPlace::untitled(1, state).file == "/state/untitled-1.journal");
    const std::string name(240, 'x');
    const auto one = JournalPlace::beside("/s/" + name + "1").file;
    CHECK(one.filename().native().size() < 220);
    CHECK(one != JournalPlace::beside("/s/" + name + "2").file);
}

TEST_CASE("The state folder is the user's") {
    ::setenv("XDG_STATE_HOME", "/states", 1);
    CHECK(stateFolder() == "/states/rondo");
    ::setenv("XDG_STATE_HOME", "relative", 1); // which the standard says to ignore
    ::setenv("HOME", "/users/one", 1);
    CHECK(stateFolder() == "/users/one/.local/state/rondo");
    ::unsetenv("HOME");
    CHECK(!stateFolder());
}
