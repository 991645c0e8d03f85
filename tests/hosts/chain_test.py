# SPDX-License-Identifier: MIT
"""A chain of three of Debian's plugins: Rondo renders it, as a command line and as a session, to the sample as three
runs of lv2apply do, and an insert that is bypassed is not heard."""

import json
import os
import sys
import tempfile
from pathlib import Path

import programs
import samples

FOLDER = Path("/usr/lib/lv2/mda.lv2")
PREFIX = "http://drobilla.net/plugins/mda/"
CHAIN = ["Overdrive", "Limiter", "Image"]
SECONDS = 2


class Desk:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.rondo = os.environ["RONDO_PROGRAM"]
        self.environment = dict(os.environ, LV2_PATH=str(FOLDER.parent), LADSPA_PATH=folder, VST3_PATH=folder,
                                XDG_CACHE_HOME=folder, XDG_CONFIG_HOME=folder, HOME=folder)

    def run(self, *command):
        code, said = programs.run([str(part) for part in command], self.environment, 120)
        if code != 0:
            sys.exit(f"expected exit code 0 of {command}, but it was {code}: {said}")
        return said

    def path(self, name):
        return self.folder / name

    def render(self, source, name, *more):
        self.run(self.rondo, "render", source, "-o", self.path(name), "--bits", 32, "--quiet", *more)
        return samples.read_wave(self.path(name))

    def session(self, source, bypassed=()):
        inserts = [{"id": 1 + place, "bypass": name in bypassed,
                    "plugin": {"format": "LV2", "identifier": PREFIX + name, "name": name}}
                   for place, name in enumerate(CHAIN)]
        text = {"format": "rondo-session", "version": 1, "inserts": inserts,
                "source": {"kind": "files", "files": [{"path": str(source)}]}}
        path = self.path("song.rondo")
        path.write_text(json.dumps(text), encoding="utf-8")
        return path

    def applied(self, source, names):
        for name in names:
            target = self.path(f"{name}.wav")
            self.run("lv2apply", "-i", source, "-o", target, PREFIX + name)
            source = target
        return samples.read_wave(source)


def expect_same(what, heard, expected):
    apart = samples.deviation(heard[: len(expected)], expected)
    print(f"{what}: {apart}")
    if apart.wrong:
        sys.exit(f"expected {what} to be what lv2apply makes, bit for bit; {apart}")


def main():
    programs.require("lv2apply")
    if not FOLDER.is_dir():
        print("skipped: mda-lv2 is not installed; `apt-get install mda-lv2` brings it")
        sys.exit(programs.SKIPPED)
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(folder)
        desk.run(desk.rondo, "scan", "--quiet")
        samples.write_wave(desk.path("noise.wav"), samples.noise(SECONDS * samples.RATE, 7))
        source = desk.path("source.wav")
        desk.render(desk.path("noise.wav"), "source.wav")
        expected = desk.applied(source, CHAIN)
        inserts = [part for name in CHAIN for part in ("--insert", PREFIX + name)]
        expect_same("a chain of three", desk.render(source, "inserts.wav", *inserts), expected)
        expect_same("a session of three", desk.render(desk.session(source), "session.wav"), expected)
        expected = desk.applied(source, [CHAIN[0], CHAIN[2]])
        bypassed = desk.session(source, bypassed=[CHAIN[1]])
        expect_same("a session with one bypassed", desk.render(bypassed, "bypassed.wav"), expected)


if __name__ == "__main__":
    main()
