// SPDX-License-Identifier: MIT
#include <cli/insert_argument.h>

#include <doctest/doctest.h>

using rondo::host::InsertArgument;
using rondo::host::readInsert;

TEST_CASE("insert argument: a plugin alone, by a name or an identifier with colons") {
    CHECK(readInsert("Reverb") == InsertArgument{"Reverb", {}});
    CHECK(readInsert("urn:ardour:a-comp#stereo") == InsertArgument{"urn:ardour:a-comp#stereo", {}});
    CHECK(readInsert("http://x.org/p") == InsertArgument{"http://x.org/p", {}});
}

TEST_CASE("insert argument: values come behind the last colon before the first equals sign") {
    CHECK(readInsert("Reverb:mix=0.5") == InsertArgument{"Reverb", {{"mix", "0.5"}}});
    CHECK(readInsert("urn:ardour:a-comp:Threshold=-20 dB,ratio=4") ==
          InsertArgument{"urn:ardour:a-comp", {{"Threshold", "-20 dB"}, {"ratio", "4"}}});
    CHECK(readInsert("Echo:time=1:30") == InsertArgument{"Echo", {{"time", "1:30"}}});
}

TEST_CASE("insert argument: a preset is the first value, and no other") {
    CHECK(readInsert("Echo:preset=Warm") == InsertArgument{"Echo", {}, "Warm"});
    CHECK(readInsert("Echo:preset=/my presets/Warm.json,mix=1") ==
          InsertArgument{"Echo", {{"mix", "1"}}, "/my presets/Warm.json"});
    CHECK(readInsert("Echo:preset=Warm,preset=3") == InsertArgument{"Echo", {{"preset", "3"}}, "Warm"});
    CHECK(readInsert("Echo:preset=Warm, wide,mix=1") == InsertArgument{"Echo", {{"mix", "1"}}, "Warm, wide"});
    CHECK(readInsert("Echo:mix=1,preset=3") == InsertArgument{"Echo", {{"mix", "1"}, {"preset", "3"}}});
}

TEST_CASE("insert argument: what cannot be understood is refused with what was found") {
    const auto refusal = [](const char* text) {
        const auto read = readInsert(text);
        return read ? std::string() : read.error().text;
    };
    CHECK(refusal("").find("names no plugin") != std::string::npos);
    CHECK(refusal(":a=1").find("names no plugin") != std::string::npos);
    CHECK(refusal("a=1").find("without a colon") != std::string::npos);
    CHECK(refusal("P:a=1,b").find("has 'b' where parameter=value was expected") != std::string::npos);
    CHECK(refusal("P:=1").find("has '=1' where") != std::string::npos);
    CHECK(refusal("P:a=").find("has 'a=' where") != std::string::npos);
    CHECK(refusal("P:a=1,").find("ends with a comma") != std::string::npos);
}
