# SPDX-License-Identifier: MIT
"""check.py ROOT: holds the tree at ROOT against the rules and prints a table of sizes. Exit code 1 on a violation.

Exceptions stand in tests/architecture/exceptions.txt, one a line: RULE PATH REASON. One that excuses nothing any more
is a violation itself.
"""
import sys
from pathlib import Path

import rules
from rules import Violation
from source_tree import SourceTree

EXCEPTIONS = "tests/architecture/exceptions.txt"


def check(root):
    """All violations that no exception excuses."""
    tree = SourceTree(root)
    excused = read_exceptions(tree)
    used = set()
    found = []
    for rule in rules.ALL:
        for violation in rule(tree):
            key = (violation.rule, violation.path)
            used.add(key)
            if key not in excused:
                found.append(violation)
    for key, line in excused.items():
        if key not in used:
            found.append(Violation("exception", EXCEPTIONS, line, f"nothing breaks '{key[0]}' in {key[1]} any more; "
                                   "remove the line"))
    return tree, found


def read_exceptions(tree):
    excused = {}
    file = tree.by_path.get(EXCEPTIONS)
    for number, line in enumerate(file.text.splitlines() if file else [], start=1):
        if line and not line.startswith("#"):
            rule, path, reason = (line.split(maxsplit=2) + ["", "", ""])[:3]
            if not reason:
                sys.exit(f"{EXCEPTIONS}:{number}: expected RULE PATH REASON, found '{line}'")
            excused[(rule, path)] = number
    return excused


def print_sizes(tree):
    groups = {}
    for file in tree.code:
        parts = Path(file.path).parts
        depth = 3 if parts[0] == "engine" else 2
        groups.setdefault("/".join(parts[:min(depth, len(parts) - 1)]), []).append(file)
    print(f"{'folder':28}{'files':>6}{'lines':>8}{'median':>8}{'p90':>6}{'max':>6}{'functions':>11}{'p90':>5}{'max':>5}")
    for name, files in sorted(groups.items()):
        lengths = sorted(file.line_count for file in files)
        functions = sorted(function.lines for file in files for function in file.functions) or [0]
        print(f"{name:28}{len(files):6}{sum(lengths):8}{at(lengths, 0.5):8}{at(lengths, 0.9):6}{lengths[-1]:6}"
              f"{len(functions):11}{at(functions, 0.9):5}{functions[-1]:5}")


def at(ordered, share):
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main():
    tree, found = check(sys.argv[1])
    print_sizes(tree)
    for violation in sorted(found, key=lambda violation: (violation.path, violation.line)):
        print(violation)
    print(f"{len(tree.files)} files, {len(found)} violations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
