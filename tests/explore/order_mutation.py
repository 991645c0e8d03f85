#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""order_mutation.py PROGRAM SOURCES [--file TEXT] [--sample N] [--seed N] [--seconds S] [--jobs N]

Weakens each memory order of the module in SOURCES by one step, in turn, and asks the explorer whether a case dies of it.
A weaker order that no case notices is a failure, and so is an order that no case passes, unless
order_exceptions.txt (of the concurrency core) or order_exceptions_MODULE.txt says why. Nothing is rebuilt: each atomic
operation tells the explorer where it stands in the sources, and RONDO_EXPLORE_WEAKEN names the one whose order the
explorer is to weaken.

--file: only sites in files whose path matches the regular expression TEXT. --sample: only so many mutants, chosen by the seed, and no
complaints about orders that no case passes. --seconds: the longest time a case gets for one mutant.
"""
import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

ORDER = re.compile(r"memory_order_(acquire|release|acq_rel|seq_cst)")
OPERATION = re.compile(r"(\.|->)(load|store|exchange|compare_exchange_\w+|fetch_\w+)\(")
# Not compiled into the explorers: the realtime guard, the interposed functions, what asks the kernel or other modules.
NOT_EXPLORED = re.compile(r"/(interpose/|realtime_|io/|detail/(guard_|futex\.cpp|thread\.cpp|executor_call))")
CRASHED = "crashed"


def short(path):
    """The path within its module."""
    return re.sub(r"^.*/rondo/\w+/", "", path)


def weaker(action, part, order):
    """The orders one step below."""
    if action == "load" or part == "failure":
        return {"seq_cst": ["acquire"], "acquire": ["relaxed"]}.get(order, [])
    if action == "store":
        return {"seq_cst": ["release"], "release": ["relaxed"]}.get(order, [])
    return {"seq_cst": ["acq_rel"], "acq_rel": ["acquire", "release"], "acquire": ["relaxed"],
            "release": ["relaxed"]}.get(order, [])


@dataclass
class Mutant:
    path: str
    line: int
    column: int
    part: str
    action: str
    order: str
    weakened: str
    cases: list = field(default_factory=list)
    text: str = ""

    @property
    def name(self):
        what = f"{self.action}{' (failure)' if self.part == 'failure' else ''}"
        return f"{short(self.path)}:{self.line}:{self.column} {what} {self.order} -> {self.weakened}"

    @property
    def key(self):
        """What an exception names: the file, the line's text and the change, but not the line's number."""
        return short(self.path), f"{self.part} {self.order} {self.weakened}", self.text

    @property
    def setting(self):
        return f"{self.path}:{self.line}:{self.column}:{self.part}:{self.order}:{self.weakened}"


def run(program, cases, seconds, **settings):
    # doctest parts its filters at commas and knows * and ?.
    pattern = ",".join(case.replace("\\", "\\\\").replace(",", "\\,") for case in cases)
    command = [program, "--abort-after=1", "--no-intro"] + ([f"-tc={pattern}"] if cases else [])
    environment = {**os.environ, "RONDO_EXPLORE_SECONDS": str(seconds), **settings}
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace")


def passed_sites(program):
    """(case, path, line, column, part, action, order) of every operation that some case passes."""
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder) / "sites"
        done = run(program, [], 0.04, RONDO_EXPLORE_SITES=str(listing))
        if done.returncode != 0:
            sys.exit(done.stdout + "\nThe cases must hold before orders are weakened.")
        return [line.split("\t") for line in listing.read_text().splitlines()]


def about(case, path):
    """Whether a case's name begins with words of the file's name."""
    words = set(Path(path).stem.split("_"))
    if "executor" in words:
        words |= {"driver", "tagged"}
    return bool(words & set(re.findall(r"[a-z]+", case.split(":")[0].lower())))


def mutants_of(sites, sources):
    weights = defaultdict(int)
    found = {}
    for case, path, line, column, part, action, order in sites:
        weights[case] += 1
        if case.startswith("red") or f"/rondo/{sources.name}/" not in path:
            continue
        for to in weaker(action, part, order):
            mutant = Mutant(path, int(line), int(column), part, action, order, to)
            found.setdefault(mutant.setting, mutant).cases.append(case)
    for mutant in found.values():
        # The cases with the fewest other operations first: they are about this one.
        mutant.cases = sorted(set(mutant.cases), key=lambda case: (not about(case, mutant.path), weights[case]))
        mutant.text = (sources / short(mutant.path)).read_text().splitlines()[mutant.line - 1].strip()
    return sorted(found.values(), key=lambda mutant: (mutant.path, mutant.line, mutant.column, mutant.setting))


def orders_passed_by_no_case(sources, sites):
    """Orders in the sources where no operation with that order was seen near."""
    seen = {(short(path), int(line), order) for _, path, line, _, _, _, order in sites}
    for path in sorted(sources.rglob("*")):
        if path.suffix not in (".h", ".cpp") or NOT_EXPLORED.search(str(path)):
            continue
        lines = path.read_text().splitlines()
        for number, text in enumerate(lines, start=1):
            # An order that is handed on, or has a name, counts where an operation uses it.
            if not OPERATION.search(" ".join(lines[max(0, number - 3):number])):
                continue
            for order in set(ORDER.findall(text)):
                name = short(str(path))
                if not any((name, number - back, order) in seen for back in range(4)):
                    yield (name, f"unseen {order}", text.strip()), f"{name}:{number} {order}: {text.strip()}"


def outcome_of(program, mutant, seconds):
    """The case that notices, or None. First a moment for each, then ever more time."""
    for time, most in ((0.05, 24), (0.3, 12), (seconds, 12)):
        if time > seconds:
            break
        done = run(program, mutant.cases[:most], time, RONDO_EXPLORE_WEAKEN=mutant.setting)
        if done.returncode != 0:
            failed = re.findall(r"^TEST CASE:\s+(.*)$", done.stdout, re.MULTILINE)
            return failed[-1] if failed else CRASHED
    return None


def read_exceptions(module):
    """key -> reason. A line is FILE @@ CHANGE @@ TEXT OF THE LINE @@ REASON."""
    listing = Path(__file__).with_name("order_exceptions" + ("" if module == "concurrency" else f"_{module}") + ".txt")
    exceptions = {}
    for number, line in enumerate(listing.read_text().splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            parts = [part.strip() for part in line.split(" @@ ")]
            if len(parts) != 4 or not parts[3]:
                sys.exit(f"{listing.name}:{number}: expected FILE @@ CHANGE @@ TEXT @@ REASON, found '{line}'")
            exceptions[tuple(parts[:3])] = parts[3]
    return exceptions


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("sources")
    parser.add_argument("--file", default="")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("RONDO_SEED", random.randrange(1 << 31))))
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--jobs", type=int, default=max(1, (os.cpu_count() or 2) // 2))
    return parser.parse_args()


def main():
    given = arguments()
    sources = Path(given.sources).resolve()
    os.environ.pop("RONDO_SEED", None)  # would make each case repeat one execution
    sites = passed_sites(given.program)
    exceptions = read_exceptions(sources.name)
    mutants = [mutant for mutant in mutants_of(sites, sources) if re.search(given.file, mutant.path)]
    every = len(mutants)
    if given.sample:
        print(f"seed {given.seed}")
        tried = [mutant for mutant in mutants if mutant.key not in exceptions]
        mutants = random.Random(given.seed).sample(tried, min(given.sample, len(tried)))

    survivors, needless = [], []
    with ThreadPoolExecutor(given.jobs) as pool:
        work = {pool.submit(outcome_of, given.program, mutant, given.seconds): mutant for mutant in mutants}
        for done in as_completed(work):
            mutant, case = work[done], done.result()
            excused = mutant.key in exceptions
            print(f"{'survives' if case is None else 'dies':9}{mutant.name}   "
                  f"[{case or exceptions.get(mutant.key, 'NO CASE NOTICES')}]", flush=True)
            if case is None and not excused:
                survivors.append(mutant)
            if case is not None and excused:
                needless.append(mutant)
    unseen = []
    if not given.sample:
        unseen = [f"{text}\n    as an exception: {' @@ '.join(key)} @@ "
                  for key, text in orders_passed_by_no_case(sources, sites)
                  if re.search(given.file, text) and key not in exceptions]
    for mutant in survivors:
        print(f"SURVIVES: {' @@ '.join(mutant.key)} @@ ")
    for mutant in needless:
        print(f"EXCUSED, BUT DIES: {' @@ '.join(mutant.key)}")
    for text in unseen:
        print(f"NO CASE PASSES: {text}")
    excused = sum(mutant.key in exceptions for mutant in mutants)
    print(f"{len(mutants)} of {every} mutants tried: {len(mutants) - len(survivors) - excused} die, {excused} are "
          f"excused, {len(survivors)} survive; {len(unseen)} orders are passed by no case")
    # An exception that is no longer needed is good news, reported and no failure: another run may not be as lucky.
    return 1 if survivors or unseen else 0


if __name__ == "__main__":
    sys.exit(main())
