# SPDX-License-Identifier: MIT
"""Negative tests of the extractor: what is wrong with a header's examples must be reported."""
import unittest

import examples

SOUND = """/// A thing.
///
/// Example:
///     const Thing thing;
///
///     expect(thing.works());
/// More text.
class Thing {
    /// Example, of a call:
    ///     expect(Thing().name() == "thing");
    int name();
};
"""


class Extractor(unittest.TestCase):
    def found(self, text, exceptions=None):
        return list(examples.problems(exceptions or {}, {"thing.h": text}))

    def test_a_sound_header_is_clean(self):
        self.assertEqual([], self.found(SOUND))

    def test_every_example_becomes_a_case_that_points_into_the_header(self):
        source = examples.source_of("engine/rondo/concurrency/thing.h", SOUND)
        self.assertIn('#line 4 "engine/rondo/concurrency/thing.h"\nconst Thing thing;\n\nexpect(thing.works());\n}', source)
        self.assertIn('line 10: of a call") {\n#line 10 "engine/rondo/concurrency/thing.h"\nexpect(Thing().name()', source)
        self.assertTrue(source.startswith("#include <rondo/concurrency/thing.h>\n"))
        self.assertNotIn("More text", source)

    def test_an_include_goes_to_the_top(self):
        source = examples.source_of("a.h", "/// Example:\n///     #include <b.h>\n///     expect(b());\n")
        self.assertTrue(source.startswith("#include <a.h>\n#include <b.h>\n"))
        self.assertIn('#line 2 "a.h"\n\nexpect(b());', source)

    def test_the_header_of_a_type_that_is_named_comes_along(self):
        text = "/// Example:\n///     auto [a, b] = makeWideChannel<Other>(1);\n///     expect(a);\n"
        source = examples.source_of("engine/rondo/concurrency/a.h", text, {"wide_channel.h", "unnamed.h"})
        self.assertTrue(source.startswith("#include <rondo/concurrency/a.h>\n#include <rondo/concurrency/wide_channel.h>\n"))
        self.assertNotIn("unnamed", source)

    def test_a_header_without_an_example(self):
        self.assertRegex(self.found("/// A thing.\n///     code();\nclass Thing {};\n")[0], "no doc comment has")

    def test_a_comment_inside_a_function_is_no_example(self):
        self.assertRegex(self.found("// Example:\n//     expect(true);\n")[0], "no doc comment has")

    def test_an_example_without_an_outcome(self):
        self.assertRegex(self.found("/// Example:\n///     Thing thing;\n")[0], "shows no outcome")

    def test_an_example_without_code(self):
        self.assertRegex(self.found("/// Example:\n/// Thing thing;\n")[0], "is empty")

    def test_an_exception_excuses(self):
        self.assertEqual([], self.found("", {"thing.h": "it only forwards"}))

    def test_an_exception_needs_a_reason(self):
        self.assertRegex(self.found("", {"thing.h": ""})[0], "gives no reason")

    def test_an_exception_that_excuses_nothing(self):
        self.assertRegex(self.found(SOUND, {"thing.h": "it only forwards"})[0], "has an example now")
        self.assertRegex(self.found(SOUND, {"gone.h": "it only forwards"})[0], "does not exist")


if __name__ == "__main__":
    unittest.main()
