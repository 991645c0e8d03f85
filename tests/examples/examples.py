#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The examples in the doc comments of public headers.

examples.py write HEADER SOURCE        writes the header's examples as doctest cases into SOURCE
examples.py check EXCEPTIONS HEADER... reports headers without an example, and examples that expect nothing

An example is a line `/// Example:`, or `/// Example, what it shows:`, and the comment lines after it that are
indented by four more spaces. It runs inside a function, after the header itself and those beside it whose types it
names (Executor, makeMpscChannel); lines that begin with #include go to the top of the file.
"""
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

TITLE = re.compile(r"^\s*/// Example(, (?P<shows>[^:]+))?:$")
CODE = re.compile(r"^\s*///     (?P<code>.*)$")
BLANK = re.compile(r"^\s*///\s*$")


@dataclass
class Example:
    line: int  # of the first line of code, counted from 1
    shows: str
    code: list = field(default_factory=list)

    @property
    def expects_something(self):
        return any(re.search(r"\bexpect\(", line) for line in self.code)


def examples_of(text):
    found, current = [], None
    for number, line in enumerate(text.splitlines(), 1):
        title, code = TITLE.match(line), CODE.match(line)
        if title:
            current = Example(number + 1, title["shows"] or "")
            found.append(current)
        elif current and code:
            current.code.append(code["code"])
        elif current and BLANK.match(line) and current.code:
            current.code.append("")
        else:
            current = None
    return found


def headers_named_in(code, beside):
    """`beside`: the names of the headers that there are."""
    for word in re.findall(r"\b(?:make)?([A-Z]\w*)", "\n".join(code)):
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", word).lower() + ".h"
        if name in beside:
            yield name


def source_of(header, text, beside=()):
    """`header` as it is written in the repository: engine/rondo/concurrency/deadline.h."""
    examples = examples_of(text)
    if not examples:
        return f"// {header} has no example.\n"
    included = [header.removeprefix("engine/")]
    for line in (line for example in examples for line in example.code):
        if match := re.match(r"#include <([^>]+)>", line):
            included.append(match[1])
    folder = Path(included[0]).parent
    for example in examples:
        included += [(folder / name).as_posix() for name in headers_named_in(example.code, beside)]
    out = [f"#include <{name}>" for name in dict.fromkeys(included)]
    out += ['#include "example.h"', "using namespace rondo;"]
    if module := re.match(r"(?:engine/)?rondo/(\w+)/", header):
        out.append(f"using namespace rondo::{module[1]};")
    for example in examples:
        shows = f": {example.shows}" if example.shows else ""
        out += [f'TEST_CASE("the example of {Path(header).name}, line {example.line}{shows}") {{',
                f'#line {example.line} "{header}"']
        out += ["" if line.startswith("#include") else line for line in example.code]
        out.append("}")
    return "\n".join(out) + "\n"


def problems(exceptions, headers):
    """`exceptions`: {name: reason}; `headers`: {name: text}."""
    for name, text in sorted(headers.items()):
        examples = examples_of(text)
        if not examples and name not in exceptions:
            yield f"{name}: no doc comment has an 'Example:'; write one, or a line with a reason in exceptions.txt"
        if examples and name in exceptions:
            yield f"{name}: has an example now; take its line out of exceptions.txt"
        for example in examples:
            if not example.code:
                yield f"{name}:{example.line}: the example is empty; its lines are indented by four more spaces"
            elif not example.expects_something:
                yield f"{name}:{example.line}: the example shows no outcome; end it with expect(…)"
    for name in sorted(set(exceptions) - set(headers)):
        yield f"{name}: does not exist; take its line out of exceptions.txt"
    for name, reason in sorted(exceptions.items()):
        if not reason:
            yield f"{name}: its line in exceptions.txt gives no reason"


def read_exceptions(text):
    lines = (line.split(None, 1) for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return {line[0]: line[1].strip() if len(line) > 1 else "" for line in lines}


def main(arguments):
    if len(arguments) == 3 and arguments[0] == "write":
        header, target = Path(arguments[1]), Path(arguments[2])
        beside = {path.name for path in header.parent.glob("*.h")}
        target.write_text(source_of(header.as_posix(), header.read_text(encoding="utf-8"), beside), encoding="utf-8")
        return 0
    if len(arguments) >= 2 and arguments[0] == "check":
        headers = {Path(path).name: Path(path).read_text(encoding="utf-8") for path in arguments[2:]}
        found = list(problems(read_exceptions(Path(arguments[1]).read_text(encoding="utf-8")), headers))
        print("\n".join(found) if found else f"{len(headers)} headers, each with an example")
        return 1 if found else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
