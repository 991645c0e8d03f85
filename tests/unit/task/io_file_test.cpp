// SPDX-License-Identifier: MIT
#include "io_stage.h"

#include <algorithm>
#include <array>
#include <doctest/doctest.h>
#include <fstream>
#include <limits>
#include <rondo/task/io/file.h>
#include <rondo/task/yield.h>
#include <support/temporary_folder.h>
#include <sys/stat.h>
#include <vector>

using namespace rondo;
using namespace rondo::task;
using base::ErrorCode;
using test::bytesOf;

namespace {

template <class T>
bool failedWith(const base::Result<T>& result, ErrorCode code) {
    return !result && result.error().code == code && !result.error().text.empty();
}

} // namespace

TEST_CASE("file: what is written at a place is read there, by many tasks at a time") {
    const test::TemporaryFolder folder;
    Pool pool({.workers = 2});
    pool.run([&]() -> Task<> {
        auto file = (co_await File::open(folder / "file", FileAccess::create)).value();
        constexpr std::size_t piece = 10'000;
        constexpr std::size_t pieces = 64;
        std::vector<Child<>> writers;
        for (std::size_t number = 0; number < pieces; ++number)
            writers.push_back(spawn([&file, number]() -> Task<> {
                const std::vector<std::byte> bytes(piece, static_cast<std::byte>(number));
                CHECK(co_await file.writeAt(number * piece, bytes));
            }));
        for (auto& writer : writers)
            co_await writer;
        CHECK(co_await file.sync());
        CHECK((co_await file.status()).value().size == piece * pieces);
        std::vector<Child<>> readers;
        for (std::size_t number = 0; number < pieces; ++number)
            readers.push_back(spawn([&file, number]() -> Task<> {
                std::vector<std::byte> bytes(piece);
                CHECK(co_await file.readExactlyAt(number * piece, bytes));
                CHECK(std::ranges::count(bytes, static_cast<std::byte>(number)) ==
                      static_cast<std::ptrdiff_t>(piece));
            }));
        for (auto& reader : readers)
            co_await reader;
    });
}

TEST_CASE("file: one that is cut while it is read is named, with where it ends now") {
    const test::TemporaryFolder folder;
    Pool pool({.workers = 1});
    pool.run([&]() -> Task<> {
        const auto path = folder / "file";
        auto file = (co_await File::open(path, FileAccess::replace)).value();
        CHECK(co_await file.writeAt(0, std::vector<std::byte>(1000)));
        std::array<std::byte, 600> buffer{};
        CHECK(co_await file.readExactlyAt(400, buffer));
        CHECK(co_await file.resize(700));
        const auto cut = co_await file.readExactlyAt(400, buffer);
        REQUIRE(failedWith(cut, ErrorCode::lost));
        CHECK(cut.error().text.find("ends at byte 700") != std::string::npos);
        CHECK((co_await file.readAt(400, buffer)).value() == 300);
        CHECK((co_await file.readAt(5000, buffer)).value() == 0);
        // One that vanishes lasts as long as it is open, and says so.
        CHECK(!(co_await file.status()).value().removed);
        std::filesystem::remove(path);
        CHECK((co_await file.status()).value().removed);
        CHECK((co_await file.readAt(0, buffer)).value() == 600);
        const auto gone = co_await File::open(path, FileAccess::read);
        CHECK(failedWith(gone, ErrorCode::notFound));
    });
}

TEST_CASE("file: what cannot be opened, read or written is named, and nothing waits for a pipe") {
    const test::TemporaryFolder folder;
    Pool pool({.workers = 1});
    const auto before = test::openDescriptors();
    pool.run([&]() -> Task<> {
        const auto pipe = folder / "pipe";
        REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
        for (const auto& wrong : {folder.path(), pipe}) {
            const auto opened = co_await File::open(wrong, FileAccess::read);
            CHECK(failedWith(opened, ErrorCode::invalidArgument));
        }
        std::ofstream(folder / "file") << "content";
        const auto exists = co_await File::open(folder / "file", FileAccess::create);
        CHECK(failedWith(exists, ErrorCode::refused));
        const auto under = co_await File::open(folder / "file" / "more", FileAccess::create);
        CHECK(failedWith(under, ErrorCode::invalidArgument));
        auto file = (co_await File::open(folder / "file", FileAccess::read)).value();
        const auto written = co_await file.writeAt(0, bytesOf("x"));
        CHECK(failedWith(written, ErrorCode::invalidArgument));
        std::array<std::byte, 8> buffer{};
        constexpr auto far = std::numeric_limits<std::uint64_t>::max();
        const auto beyond = co_await file.readAt(far, buffer);
        CHECK(failedWith(beyond, ErrorCode::invalidArgument));
        const auto last = co_await file.readAt(far / 2 - 4, buffer);
        CHECK(failedWith(last, ErrorCode::invalidArgument));
        file.close();
        file.close();
        const auto closed = co_await file.readAt(0, buffer);
        CHECK(failedWith(closed, ErrorCode::closed));
    });
    CHECK(test::openDescriptors() == before);
}

TEST_CASE("file: a full disk is named") {
    Pool pool({.workers = 1});
    // The file that is always full is a device, so the system is asked by a limit instead.
    const test::TemporaryFolder folder;
    pool.run([&]() -> Task<> {
        auto file = (co_await File::open(folder / "file", FileAccess::create)).value();
        const auto written = co_await file.writeAt(std::numeric_limits<std::int64_t>::max() - 1, bytesOf("x"));
        CHECK(failedWith(written, ErrorCode::full));
    });
}

TEST_CASE("file: a cancelled task does not begin to write") {
    const test::TemporaryFolder folder;
    Pool pool({.workers = 1});
    pool.run([&]() -> Task<> {
        auto file = (co_await File::open(folder / "file", FileAccess::create)).value();
        auto writer = spawn([&]() -> Task<> { static_cast<void>(co_await file.writeAt(0, bytesOf("x"))); });
        writer.cancel();
        CHECK(co_await test::wasCancelled(writer));
        CHECK((co_await file.status()).value().size == 0);
    });
}

TEST_CASE("file: one who reads what is in memory does not keep the worker from others") {
    const test::TemporaryFolder folder;
    Pool pool({.workers = 1});
    pool.run([&]() -> Task<> {
        auto file = (co_await File::open(folder / "file", FileAccess::create)).value();
        CHECK(co_await file.writeAt(0, bytesOf("x")));
        bool ended = false;
        auto reader = spawn([&]() -> Task<> {
            std::array<std::byte, 1> buffer{};
            for (int reads = 0; !ended && reads < 100'000; ++reads)
                static_cast<void>(co_await file.readAt(0, buffer));
            CHECK(ended);
        });
        co_await yield();
        ended = true;
        co_await reader;
    });
}
