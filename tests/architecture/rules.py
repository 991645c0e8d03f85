# SPDX-License-Identifier: MIT
"""The rules of the architecture. Each is a function of a SourceTree that yields violations."""
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from source_tree import SCRIPTS

# The arrows of the design. A DEPENDS list may name fewer, never others.
ARROWS = {
    "base": set(),
    "audio": {"base"},
    "concurrency": {"base"},
    "task": {"concurrency", "base"},
    "dsp": {"audio", "base"},
    "graph": {"audio", "concurrency", "base"},
    "nodes": {"graph", "dsp", "audio", "concurrency", "base"},
    "device": {"audio", "concurrency", "base"},
    "session": {"nodes", "graph", "task", "concurrency", "audio", "base"},
    "runtime": {"session", "device", "nodes", "graph", "dsp", "task", "concurrency", "audio", "base"},
}
# What may be included only under these folders.
FENCED = [
    ("JUCE", re.compile(r"(^|/)(juce_|JuceHeader|JucePlugin)"), ("plugins/", "host/")),
    ("PortAudio", re.compile(r"^(portaudio|pa_\w+)\.h$"), ("engine/rondo/device/portaudio/",)),
    ("libsndfile", re.compile(r"^sndfile\.(h|hh)$"), ("engine/rondo/session/file/",)),
    ("soxr", re.compile(r"^soxr\.h$"), ("engine/rondo/session/file/",)),
    ("Asio", re.compile(r"^asio(\.hpp$|/)"), ("engine/rondo/task/io/",)),
]
PLUGIN_CORE = re.compile(r"^plugins/[^/]+/core/")
HEADER_LINES, SOURCE_LINES, FUNCTION_LINES = 300, 500, 60
TOP_LEVEL = {"engine", "plugins", "host", "tests", "third_party", ".ci"}
VAGUE_NAMES = {"manager", "helper", "helpers", "util", "utils", "utility", "utilities", "data", "info", "misc", "stuff"}
SLEEP = re.compile(r"\b(sleep_for|sleep_until|usleep|nanosleep|clock_nanosleep|(?<!context\.)sleep)\s*\(")
# Put together from pieces, so that this file does not report itself.
MACHINE = [re.compile(pattern) for pattern in (
    "/" + r"home/\w+", "/" + r"root/[\w.]", "/" + r"work/\w", "/" + r"Users/\w+", r"[A-Za-z]:\\" + r"Users\\",
    r"https?://[^\s)\"']*\b(registry|" + "artifactory|" + r"nexus|pypi|npmjs|crates\.io|proxy\.golang)\b",
    r"https?://(localhost|\d+\.\d+\.\d+\.\d+)" + r"\b.*/(simple|debian)\b")]


@dataclass(frozen=True)
class Violation:
    rule: str
    path: str
    line: int
    text: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.text}"


def module_of(path):
    match = re.match(r"(?:engine/)?rondo/(\w+)/", path)
    return match.group(1) if match else None


def declared_arrows_follow_the_design(tree):
    for module, depends in tree.declared_arrows.items():
        path = f"engine/rondo/{module}/CMakeLists.txt"
        if module not in ARROWS:
            yield Violation("arrow", path, 1, f"the module {module} is not in the design; add it to ARROWS in "
                            "tests/architecture/rules.py with its arrows")
            continue
        for wrong in sorted(set(depends) - ARROWS[module]):
            yield Violation("arrow", path, 1, f"{module} names {wrong} under DEPENDS, and the design has no such arrow")


def includes_follow_the_declared_arrows(tree):
    for file in tree.code:
        module = module_of(file.path) if file.path.startswith("engine/rondo/") else None
        if module is None:
            continue
        allowed = set(tree.declared_arrows.get(module, ())) | {module}
        for included, line in file.includes:
            target = module_of(included)
            if target is not None and target not in allowed:
                yield Violation("arrow", file.path, line, f"{module} includes <{included}>, and its DEPENDS list does "
                                f"not name {target}")


def included_files_exist(tree):
    for file in tree.code:
        for included, line in file.includes:
            if included.startswith("rondo/") and f"engine/{included}" not in tree.by_path:
                yield Violation("missing", file.path, line, f"<{included}> does not exist under engine/")


def includes_make_no_cycle(tree):
    edges = {file.path: [f"engine/{name}" for name, _ in file.includes if f"engine/{name}" in tree.by_path]
             for file in tree.code}
    state = {}

    def visit(path, trail):
        state[path] = "open"
        for target in edges.get(path, ()):
            if state.get(target) == "open":
                cycle = trail[trail.index(target):] + [target] if target in trail else [path, target]
                yield Violation("cycle", path, 1, "includes form a cycle: " + " -> ".join(cycle))
            elif target not in state:
                yield from visit(target, trail + [target])
        state[path] = "done"

    for path in edges:
        if path not in state:
            yield from visit(path, [path])


def details_stay_private(tree):
    for file in tree.code:
        for included, line in file.includes:
            match = re.match(r"rondo/(\w+)/(?:\w+/)*detail/", included)
            if not match:
                continue
            module = match.group(1)
            if not file.path.startswith((f"engine/rondo/{module}/", f"tests/unit/{module}/", "tests/explore/")):
                yield Violation("detail", file.path, line, f"<{included}> is private to {module}; only {module} and "
                                f"tests/unit/{module} may include it, and the explorer, which stands in for parts of it")


def libraries_stay_behind_their_fence(tree):
    for file in tree.code:
        for included, line in file.includes:
            for library, pattern, folders in FENCED:
                # tests/ may name a library to test what stands around it.
                if pattern.search(included) and not file.path.startswith(folders + ("tests/",)):
                    yield Violation("fence", file.path, line, f"<{included}>: {library} is used only under "
                                    + " and ".join(folders))


def the_plugin_core_knows_no_juce(tree):
    for file in tree.code:
        if not PLUGIN_CORE.match(file.path):
            continue
        for match in re.finditer(r"\bjuce(::|_)|JuceHeader", file.bare):
            yield Violation("fence", file.path, file.bare.count("\n", 0, match.start()) + 1,
                            "the plugin core stays free of JUCE, because other shells stand on it too")
            break
        for included, line in file.includes:
            if FENCED[0][1].search(included):
                yield Violation("fence", file.path, line, f"the plugin core stays free of JUCE, and includes {included}")


def sizes_stay_readable(tree):
    for file in tree.code:
        limit = HEADER_LINES if file.suffix == ".h" else SOURCE_LINES
        if file.line_count >= limit:
            yield Violation("size", file.path, file.line_count, f"{file.line_count} lines; a "
                            f"{'header' if file.suffix == '.h' else 'source'} has fewer than {limit}")
        for function in file.functions:
            if function.lines >= FUNCTION_LINES:
                yield Violation("function", file.path, function.line, f"{function.name} has {function.lines} lines; "
                                f"a function has fewer than {FUNCTION_LINES}")


def every_file_names_its_licence(tree):
    for file in tree.files:
        script = file.suffix in SCRIPTS or file.text.startswith("#!")
        if not file.is_code and not script:
            continue
        licence = "GPL-3.0-only" if file.path.startswith(("plugins/", "host/")) else "MIT"
        lines = file.text.splitlines()
        place = 1 if script and file.text.startswith("#!") else 0
        if len(lines) <= place or not lines[place].endswith(f"SPDX-License-Identifier: {licence}"):
            yield Violation("licence", file.path, place + 1, f"line {place + 1} must be "
                            f"'SPDX-License-Identifier: {licence}' in a comment")


def headers_are_guarded_and_in_their_namespace(tree):
    for file in tree.code:
        if file.suffix != ".h":
            continue
        if "#pragma once" not in file.text:
            yield Violation("header", file.path, 1, "a header says #pragma once")
        module = module_of(file.path) if file.path.startswith("engine/rondo/") else None
        if module and "namespace" in file.bare and f"namespace rondo::{module}" not in file.bare:
            yield Violation("header", file.path, 1, f"path and namespace agree: this one declares in rondo::{module}")


def names_say_something(tree):
    for file in tree.files:
        words = set(re.split(r"[_\-.]", PurePosixPath(file.path).stem.lower()))
        for vague in sorted(words & VAGUE_NAMES):
            yield Violation("name", file.path, 1, f"'{vague}' says nothing; name the file after what it is")


def unit_tests_do_not_sleep(tree):
    for file in tree.code:
        if file.path.startswith("tests/unit/"):
            for match in SLEEP.finditer(file.bare):
                yield Violation("sleep", file.path, file.bare.count("\n", 0, match.start()) + 1,
                                f"{match.group(1)}: a unit test waits for an event, never for time")


def nothing_names_a_machine(tree):
    for file in tree.files:
        for pattern in MACHINE:
            for match in pattern.finditer(file.text):
                yield Violation("machine", file.path, file.text.count("\n", 0, match.start()) + 1,
                                f"'{match.group(0)}' belongs to one machine")


def the_top_level_is_fixed(tree):
    for file in tree.files:
        top, slash, _ = file.path.partition("/")
        if slash and top not in TOP_LEVEL:
            yield Violation("folder", file.path, 1, f"'{top}' is not a top-level folder; there are "
                            + " ".join(sorted(TOP_LEVEL)))


def packages_are_listed(tree):
    listed = {line.split()[1] for line in text_of(tree, ".ci/packages").splitlines()
              if line and not line.startswith("#") and len(line.split()) > 1}
    for file in tree.files:
        if re.fullmatch(r"third_party/\w+/CMakeLists\.txt", file.path):
            for package in re.findall(r"\bDEBIAN\s+([\w.+-]+)", file.text):
                if package not in listed:
                    yield Violation("package", file.path, 1, f"{package} is not in .ci/packages, so that ./run and "
                                    "./test do not install it")


def text_of(tree, path):
    return tree.by_path[path].text if path in tree.by_path else ""


ALL = [
    declared_arrows_follow_the_design, includes_follow_the_declared_arrows, included_files_exist,
    includes_make_no_cycle, details_stay_private, libraries_stay_behind_their_fence, the_plugin_core_knows_no_juce,
    sizes_stay_readable, every_file_names_its_licence, headers_are_guarded_and_in_their_namespace,
    names_say_something, unit_tests_do_not_sleep, nothing_names_a_machine, the_top_level_is_fixed,
    packages_are_listed,
]
