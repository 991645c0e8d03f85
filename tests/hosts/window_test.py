# SPDX-License-Identifier: MIT
"""The window as a user drives it, by keys and by mouse: a session of Rondo's effects and a plugin of Debian's is built,
heard, captured, saved and closed; it is rendered from its file, and the rendering is the capture, bit for bit."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import programs
import samples

# Others' plugin has neither an oscillator nor noise nor an envelope, so that nothing in it depends on when it began.
PLUGINS = Path("/usr/lib/lv2/mda.lv2")
PLUGIN = "http://drobilla.net/plugins/mda/Bandisto"
SECONDS = 2
PATIENCE = 60.0


def until(what, condition):
    """Waits for something that another process does."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    sys.exit(f"expected {what} within {PATIENCE:.0f} s")


class Desk:
    """A home of its own, a display without a screen, and hands."""

    def __init__(self, folder, children):
        self.folder = Path(folder)
        self.rondo = os.environ["RONDO_PROGRAM"]
        self.environment = dict(os.environ, HOME=folder, LV2_PATH=f"{folder}/.lv2", LADSPA_PATH=folder, VST3_PATH=folder,
                                XDG_CACHE_HOME=f"{folder}/.cache", XDG_CONFIG_HOME=f"{folder}/.config",
                                XDG_STATE_HOME=f"{folder}/.state")
        reading, writing = os.pipe()
        # Not the first free one: ":0" is what programs take that are told of no display.
        number = f":{1000 + os.getpid() % 30000}"
        children.start(["Xvfb", number, "-displayfd", str(writing), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
                       self.folder / "xvfb.log", self.environment, pass_fds=[writing])
        os.close(writing)
        with os.fdopen(reading) as display:
            self.environment["DISPLAY"] = ":" + display.readline().strip()

    def hands(self, *command):
        done = subprocess.run(["xdotool", *map(str, command)], env=self.environment, capture_output=True, text=True,
                              timeout=PATIENCE, check=False)
        return done.stdout.split()

    def keys(self, *names):
        self.hands("key", "--delay", 60, *names)

    def types(self, text):
        self.hands("type", "--delay", 20, text)

    def place(self, window):
        words = dict(line.split("=") for line in self.hands("getwindowgeometry", "--shell", window) if "=" in line)
        return int(words["X"]), int(words["Y"])


def capture_of(folder):
    return next(iter(folder.glob("capture*.wav")), None)


def frames_of(path):
    """The bytes of the frames of a stereo file of 24 bits."""
    content = path.read_bytes()
    at = 12
    while at + 8 <= len(content):
        length = int.from_bytes(content[at + 4:at + 8], "little")
        if content[at:at + 4] == b"data":
            return content[at + 8:at + 8 + length]
        at += 8 + length + length % 2
    sys.exit(f"expected samples in {path}")


def saved(desk, song, what, condition):
    """Saves until the file tells of what was done: no window says when it has taken a key."""
    def told():
        desk.keys("ctrl+s")
        return condition(json.loads(song.read_text(encoding="utf-8")))
    until(what, told)


def types(session):
    return [insert["node"]["type"] if "node" in insert else insert["plugin"]["identifier"]
            for insert in session.get("inserts", [])]


def effects(desk):
    """What is typed into the browser, and what it puts into the chain. Finds the plugins, where there are any."""
    own = {"filter": "filter", "echo": "delay"}
    if not PLUGINS.is_dir():
        print("without others' plugin: mda-lv2 is not installed; `apt-get install mda-lv2` brings it")
        return own
    bundles = desk.folder / ".lv2" # not in the way of the dialog of files
    bundles.mkdir()
    (bundles / PLUGINS.name).symlink_to(PLUGINS)
    code, said = programs.run([desk.rondo, "scan", "--quiet"], desk.environment)
    if code != 0:
        sys.exit(f"expected a scan of {PLUGINS}: {said}")
    return own | {"bandisto": PLUGIN}


def build(desk, window, wanted):
    """Opens a file, saves the session, puts effects into the chain and turns a knob. Returns the session."""
    x, y = desk.place(window)
    desk.keys("o")
    desk.keys("Down", "Return") # the only file that there is
    until("a session that is not saved", lambda: desk.hands("search", "--onlyvisible", "--name", r"Untitled\*"))
    desk.keys("ctrl+shift+s")
    desk.types("song")
    desk.keys("Return")
    song = desk.folder / "song.rondo"
    until("a saved session", song.exists)
    saved(desk, song, "noise.wav beside the session",
          lambda session: session["source"]["files"] == [{"path": "noise.wav"}])
    for place, (name, effect) in enumerate(wanted.items()):
        desk.keys("ctrl+f", "ctrl+a")
        desk.types(name)
        desk.keys("Return")
        saved(desk, song, f"the effect '{effect}' in the session",
              lambda session, added=effect, before=place: types(session)[before:] == [added])
    desk.hands("mousemove", x + 38, y + 708, "mousedown", 1)
    for step in range(1, 11):
        desk.hands("mousemove", x + 38, y + 708 + 4 * step)
    desk.hands("mouseup", 1)
    saved(desk, song, "the gain of the strip turned down", lambda session: -60 < session["strip"]["gain"] < -0.5)
    return song


def capture(desk):
    """Plays from the beginning to the end. Returns the file with what was heard."""
    desk.keys("Escape")
    desk.keys("r")
    recording = until("a capture's file", lambda: capture_of(desk.folder))
    desk.keys("space")
    wanted = (SECONDS + 1) * samples.RATE * 6
    until("a capture that is longer than the file", lambda: recording.stat().st_size > wanted)
    desk.keys("r")
    return recording


def main():
    programs.require("Xvfb", "xdotool")
    with tempfile.TemporaryDirectory() as folder, programs.Children() as children:
        desk = Desk(folder, children)
        samples.write_wave(desk.folder / "noise.wav", samples.noise(SECONDS * samples.RATE, 11))
        wanted = effects(desk)
        log = desk.folder / "rondo.log"
        rondo = children.start([desk.rondo, "window", "--device", "virtual"], log, desk.environment)
        window = until("a window", lambda: desk.hands("search", "--onlyvisible", "--name", "Rondo"))[0]
        desk.hands("windowfocus", window)
        song = build(desk, window, wanted)
        recording = capture(desk)
        desk.keys("ctrl+s")
        desk.keys("ctrl+q")
        until("the program to end", lambda: rondo.poll() is not None)
        said = log.read_text(encoding="utf-8")
        if rondo.returncode != 0:
            sys.exit(f"expected exit code 0, but it was {rondo.returncode}: {said}")
        code, said = programs.run([desk.rondo, "render", str(song), "-o", f"{folder}/rendered.wav", "--quiet"],
                                  desk.environment)
        if code != 0:
            sys.exit(f"expected a rendering of the session: {said}")
        rendered = frames_of(desk.folder / "rendered.wav")
        heard = frames_of(recording)[:len(rendered)]
        print(f"{len(rendered) // 6} frames rendered, {len(heard) // 6} of them captured")
        shared = min(len(rendered), len(heard))
        first = next((at for at in range(shared) if heard[at] != rendered[at]), None)
        if first is not None or shared < SECONDS * samples.RATE * 6:
            sys.exit(f"expected the capture to be the rendering, bit for bit; they differ from frame "
                     f"{(first if first is not None else shared) // 6} on")


if __name__ == "__main__":
    main()
