# SPDX-License-Identifier: MIT
"""scenarios_check.py ROOT: each acceptance scenario that the core promises has a test case in tests/scenarios whose name
begins with its id, and that is not skipped."""
import pathlib
import re
import sys

PROMISED = {"000": 8, "001": 8, "002": 8, "003": 8, "004": 7}
CASE = re.compile(r'TEST_CASE(?:_TEMPLATE)?\(\s*"([^"]*)"([^{]*)\{')


def cases(root):
    for source in sorted((root / "tests/scenarios").glob("*.cpp")):
        for match in CASE.finditer(source.read_text(encoding="utf-8")):
            yield source.relative_to(root), match[1], "skip" in match[2]


def problems(found):
    wanted = {f"{seed}.{number}" for seed, count in PROMISED.items() for number in range(1, count + 1)}
    seen = set()
    for source, name, skipped in found:
        scenario = name.split(" ")[0]
        if scenario not in wanted:
            yield f"{source}: the case '{name}' begins with no id of a promised scenario; name it after one."
        elif skipped:
            yield f"{source}: the case '{name}' is skipped; scenarios run everywhere."
        else:
            seen.add(scenario)
    for scenario in sorted(wanted - seen):
        yield f"tests/scenarios: scenario {scenario} has no case; write one whose name begins with '{scenario} '."


if __name__ == "__main__":
    report = list(problems(list(cases(pathlib.Path(sys.argv[1])))))
    print("\n".join(report))
    sys.exit(1 if report else 0)
