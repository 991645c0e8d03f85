// SPDX-License-Identifier: MIT
#include <rondo/session/file/text_file.h>

#include <doctest/doctest.h>
#include <fstream>
#include <support/file_bytes.h>
#include <support/file_size_limit.h>
#include <support/temporary_folder.h>
#include <sys/stat.h>

using namespace rondo;
using rondo::test::TemporaryFolder;

namespace {

mode_t modeOf(const std::filesystem::path& path) {
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 07777;
}

} // namespace

TEST_CASE("A file that replaces another one has its permissions, also behind a symbolic link") {
    const TemporaryFolder folder;
    std::filesystem::create_symlink("file", folder / "link");
    REQUIRE(session::saveText("new", folder / "file"));
    const auto fresh = modeOf(folder / "file");
    for (const mode_t mode : {0600U, 0640U, 0755U}) {
        REQUIRE(::chmod((folder / "file").c_str(), mode) == 0);
        REQUIRE(session::saveText("again", folder / "link"));
        CHECK(modeOf(folder / "file") == mode);
        CHECK(std::filesystem::is_symlink(folder / "link"));
        CHECK(test::readBytes(folder / "file") == "again");
    }
    REQUIRE(session::saveText("other", folder / "other"));
    CHECK(modeOf(folder / "other") == fresh);
}

TEST_CASE("A full disk leaves the file that was there, and the sentence says so") {
    const TemporaryFolder folder;
    REQUIRE(session::saveText("old", folder / "file"));
    const test::FileSizeLimit full(10);
    const auto replaced = session::saveText(std::string(100, 'x'), folder / "file");
    REQUIRE(!replaced);
    CHECK(replaced.error().text.ends_with("; the file that was there is as it was."));
    CHECK(test::readBytes(folder / "file") == "old");
    const auto made = session::saveText(std::string(100, 'x'), folder / "other");
    REQUIRE(!made);
    CHECK(made.error().text.ends_with("; nothing was left under that name."));
    CHECK(!std::filesystem::exists(folder / "other"));
}
