# SPDX-License-Identifier: MIT
"""Negative tests of the architecture check: a small tree that breaks one rule at a time must be reported."""
import contextlib
import io
import sys
import tempfile
import unittest
from pathlib import Path

import check
import scenarios_check
from source_tree import SourceFile

MIT = "// SPDX-License-Identifier: MIT\n"
GPL = "// SPDX-License-Identifier: GPL-3.0-only\n"
SOUND = {  # a tree that breaks nothing
    "engine/rondo/base/CMakeLists.txt": "rondo_add_module(base SOURCES error.cpp)\n",
    "engine/rondo/base/error.h": MIT + "#pragma once\nnamespace rondo::base { struct Error {}; }\n",
    "engine/rondo/base/error.cpp": MIT + "#include <rondo/base/error.h>\n",
    "engine/rondo/audio/CMakeLists.txt": "rondo_add_module(audio DEPENDS base)\n",
    "engine/rondo/audio/block.h": MIT + "#pragma once\n#include <rondo/base/error.h>\nnamespace rondo::audio {}\n",
    "engine/rondo/audio/detail/cell.h": MIT + "#pragma once\nnamespace rondo::audio::detail {}\n",
    "engine/rondo/graph/CMakeLists.txt": "rondo_add_module(graph DEPENDS audio concurrency base)\n",
    "tests/unit/audio/block_test.cpp": MIT + "#include <rondo/audio/detail/cell.h>\n",
    "plugins/strip/strip_editor.cpp": GPL + "#include <juce_gui_basics/juce_gui_basics.h>\nvoid juce::show() {}\n",
    "plugins/common/core/state.cpp": GPL + "// not for juce:: at all\nint state;\n",
    ".ci/packages": "# sets\nbuild libfine-dev why\n",
    "third_party/fine/CMakeLists.txt": "rondo_third_party_otherwise(fine DEBIAN libfine-dev)\n",
    "tools.py": "#!/usr/bin/env python3\n# SPDX-License-Identifier: MIT\n",
}


def lines(count, text="int x;\n"):
    return MIT + text * (count - 1)


class Broken(unittest.TestCase):
    def found(self, changes):
        with tempfile.TemporaryDirectory() as folder:
            for path, text in {**SOUND, **changes}.items():
                target = Path(folder, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
            return check.check(folder)[1]

    def assertReported(self, rule, path, text):
        found = self.found({path: text})
        self.assertEqual([(rule, path)], sorted({(violation.rule, violation.path) for violation in found}), found)

    def test_a_sound_tree_is_clean(self):
        self.assertEqual([], self.found({}))

    def test_an_include_against_the_arrows(self):
        self.assertReported("arrow", "engine/rondo/base/up.h",
                            MIT + "#pragma once\n#include <rondo/audio/block.h>\nnamespace rondo::base {}\n")

    def test_an_include_in_quotes_against_the_arrows(self):
        self.assertReported("arrow", "engine/rondo/base/up.cpp", MIT + '#  include "rondo/audio/block.h"\n')

    def test_an_include_that_depends_does_not_name(self):
        found = self.found({"engine/rondo/audio/CMakeLists.txt": "rondo_add_module(audio SOURCES base)\n"})
        self.assertEqual(["engine/rondo/audio/block.h"], [violation.path for violation in found])

    def test_a_depends_list_against_the_design(self):
        self.assertReported("arrow", "engine/rondo/graph/CMakeLists.txt", "rondo_add_module(graph DEPENDS device)\n")

    def test_an_unknown_module(self):
        self.assertReported("arrow", "engine/rondo/extra/CMakeLists.txt", "rondo_add_module(extra DEPENDS base)\n")

    def test_an_include_that_leads_nowhere(self):
        self.assertReported("missing", "tests/unit/base/error_test.cpp", MIT + "#include <rondo/base/gone.h>\n")

    def test_a_cycle_of_includes(self):
        self.assertReported("cycle", "engine/rondo/base/error.h", MIT + "#pragma once\n#include <rondo/base/error.h>\n"
                            "namespace rondo::base {}\n")
        found = self.found({
            "engine/rondo/base/a.h": MIT + "#pragma once\n#include <rondo/base/b.h>\nnamespace rondo::base {}\n",
            "engine/rondo/base/b.h": MIT + "#pragma once\n#include <rondo/base/a.h>\nnamespace rondo::base {}\n"})
        self.assertEqual(["cycle"], [violation.rule for violation in found])
        self.assertIn("a.h -> engine/rondo/base/b.h -> engine/rondo/base/a.h", found[0].text)

    def test_a_trespass_into_detail(self):
        for path in ("engine/rondo/graph/x.cpp", "tests/stress/x.cpp", "tests/unit/graph/x.cpp", "tests/bench/x.cpp"):
            self.assertReported("detail", path, MIT + "#include <rondo/audio/detail/cell.h>\n")

    def test_a_library_outside_its_fence(self):
        for header in ("juce_core/juce_core.h", "JuceHeader.h", "portaudio.h", "pa_jack.h", "sndfile.h", "sndfile.hh",
                       "soxr.h", "asio.hpp", "asio/io_context.hpp"):
            self.assertReported("fence", "engine/rondo/graph/x.cpp", MIT + f"#include <{header}>\n")
        self.assertReported("fence", "host/cli/x.cpp", GPL + "#include <portaudio.h>\n")
        self.assertReported("fence", "engine/rondo/task/pool.cpp", MIT + "#include <asio.hpp>\n")

    def test_juce_in_the_plugin_core(self):
        self.assertReported("fence", "plugins/common/core/x.cpp", GPL + "#include <juce_core/juce_core.h>\n")
        self.assertReported("fence", "plugins/strip/core/x.cpp", GPL + "juce::String text;\n")

    def test_a_long_header(self):
        self.assertReported("size", "tests/support/x.h", MIT + "#pragma once\n" + "int x;\n" * 298)

    def test_a_long_source(self):
        self.assertReported("size", "tests/support/x.cpp", lines(500))

    def test_a_long_function(self):
        body = "    f();\n" * 58
        for head in ("void f() {\n", "Type::Type(int a)\n    : a_{a}, b_(1) {\n", 'TEST_CASE("a {sentence") {\n',
                     "auto Type::f() const noexcept -> std::vector<int> {\n"):
            with self.subTest(head=head):
                self.assertReported("function", "tests/support/x.cpp", MIT + "namespace a::b {\n" + head + body + "}\n}\n")

    def test_a_missing_or_wrong_licence(self):
        self.assertReported("licence", "engine/rondo/base/x.cpp", "int x;\n")
        self.assertReported("licence", "engine/rondo/base/x.cpp", GPL)
        self.assertReported("licence", "host/cli/x.cpp", MIT)
        self.assertReported("licence", "tests/hosts/x.py", "import sys\n")
        self.assertReported("licence", "start", "#!/bin/sh\nexit\n")

    def test_a_header_without_guard_or_in_the_wrong_namespace(self):
        self.assertReported("header", "tests/support/x.h", MIT)
        self.assertReported("header", "engine/rondo/base/x.h", MIT + "#pragma once\nnamespace rondo::audio {}\n")

    def test_a_name_that_says_nothing(self):
        for name in ("device_manager.cpp", "string_utils.cpp", "helper.cpp", "plugin-data.cpp"):
            self.assertReported("name", f"tests/support/{name}", MIT)

    def test_a_sleep_in_a_unit_test(self):
        for call in ("std::this_thread::sleep_for(1ms)", "usleep(5)", "sleep(1)"):
            self.assertReported("sleep", "tests/unit/base/x.cpp", MIT + f"void f() {{ {call}; }}\n")

    def test_a_path_of_one_machine(self):
        for text in ("/" + "home/someone/x", "/" + "root/.cache", "https://" + "registry.example.org/x"):
            self.assertReported("machine", "engine/docs/x.md", text + "\n")

    def test_a_new_top_level_folder(self):
        self.assertReported("folder", "tools/x.txt", "")

    def test_a_library_whose_package_is_not_installed(self):
        self.assertReported("package", "third_party/new/CMakeLists.txt",
                            "rondo_third_party_otherwise(new\n  DEBIAN libnew-dev REPOSITORY x)\n")

    def test_an_exception_excuses_and_goes_stale(self):
        long = {"tests/support/x.cpp": lines(500),
                check.EXCEPTIONS: "# why\nsize tests/support/x.cpp a table that reads best in one piece\n"}
        self.assertEqual([], self.found(long))
        self.assertEqual(["exception"], [violation.rule for violation in self.found({**long, "tests/support/x.cpp": MIT})])

    def test_an_exception_without_a_reason_ends_the_check(self):
        with self.assertRaises(SystemExit), contextlib.redirect_stderr(io.StringIO()):
            self.found({check.EXCEPTIONS: "size tests/support/x.cpp\n"})


class Functions(unittest.TestCase):
    def test_are_found_with_their_names_and_lengths(self):
        text = """// SPDX
#include <x>
namespace a {
struct alignas(64) S : Base<int> {
    S() = default;
    explicit S(int b) noexcept
        : b_{b} {
        call([&] { return 1; });
    }
    int get() const { return b_; }
    std::array<int, 2> values{1, 2};
};
enum class E { one, two };
constexpr int table[] = {1, 2, 3};
template <class T>
    requires(sizeof(T) > 1)
void f(T t) {
    if (t) {
        g("}");
    }
}
} // namespace a
"""
        functions = SourceFile("x.cpp", text).functions
        self.assertEqual([("S", 4), ("get", 1), ("f", 7)], [(each.name, each.lines) for each in functions])


class Scenarios(unittest.TestCase):
    ALL = [("a.cpp", f"{seed}.{number} a case", False)
           for seed, count in scenarios_check.PROMISED.items() for number in range(1, count + 1)]

    def found(self, cases):
        return list(scenarios_check.problems(cases))

    def test_all_there(self):
        self.assertEqual(self.found(self.ALL), [])

    def test_missing(self):
        report = self.found([case for case in self.ALL if not case[1].startswith("004.5")])
        self.assertEqual(len(report), 1)
        self.assertIn("scenario 004.5 has no case", report[0])

    def test_skipped_counts_as_missing(self):
        report = self.found([(path, name, name.startswith("001.8")) for path, name, _ in self.ALL])
        self.assertEqual(len(report), 2)
        self.assertIn("is skipped", report[0])

    def test_unknown_id(self):
        self.assertIn("begins with no id", self.found(self.ALL + [("a.cpp", "001.9 a case", False)])[0])

    def test_names_are_read_over_lines_and_templates(self):
        text = 'TEST_CASE("000.1 one") {}\nTEST_CASE(\n    "000.2 two" * doctest::skip()) {}\n' \
               'TEST_CASE_TEMPLATE("000.3 three", T, int, float) {}\n'
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "tests/scenarios/some_test.cpp")
            source.parent.mkdir(parents=True)
            source.write_text(text)
            self.assertEqual([case[1:] for case in scenarios_check.cases(Path(folder))],
                             [("000.1 one", False), ("000.2 two", True), ("000.3 three", False)])


if __name__ == "__main__":
    sys.exit(unittest.main())
