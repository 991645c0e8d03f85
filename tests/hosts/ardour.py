# SPDX-License-Identifier: MIT
"""Ardour 7.3 without a screen: a session with one track, a known signal in it, and its export."""

import os
import re
import shutil
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import programs
import samples

HERE = Path(__file__).parent
SYSTEM = Path("/usr/lib/ardour7")  # where the package keeps what is not for the command line
SUPERCLOCK = 282240000 // samples.RATE  # Ardour's ticks in a frame
ATTEMPTS = 3
EXPORT_LIMIT = 20.0  # seconds; an export of a second takes three


def environment(home, lv2_folder):
    """Ardour's surroundings: its own home, and the plugins of one folder."""
    result = {key: value for key, value in os.environ.items() if not key.startswith("XDG_") and key != "DISPLAY"}
    return result | {
        "HOME": str(home),
        "LV2_PATH": f"{lv2_folder}:/usr/lib/lv2",
        "LD_LIBRARY_PATH": str(SYSTEM),
        "ARDOUR_DATA_PATH": "/usr/share/ardour7",
        "ARDOUR_CONFIG_PATH": "/etc/ardour7",
        "ARDOUR_DLL_PATH": str(SYSTEM),
    }


def scan_vst3(home, bundle, surroundings):
    """Makes a VST3 known to Ardour, which looks for them in the home folder. Returns the plugin's id."""
    place = home / ".vst3" / bundle.name
    shutil.copytree(bundle, place)
    code, said = programs.run([str(SYSTEM / "ardour-vst3-scanner"), "-f", "-v", str(place)], surroundings)
    found = re.search(r'uid="([0-9A-F]{32})"', said)
    if code != 0 or not found:
        raise AssertionError(f"expected Ardour's scanner to accept {bundle.name}, but it ended with {code}: {said}")
    return found.group(1)


class Session:
    """A session in a folder of its own, with the track "Strip" and the plugin on it."""

    def __init__(self, folder, surroundings, kind, plugin):
        self.folder = folder / kind
        self.name = kind  # Ardour wants the folder and the session to be named alike
        self._surroundings = surroundings
        self._lua("create", kind, plugin)

    @property
    def file(self):
        return self.folder / f"{self.name}.ardour"

    def set(self, **parameters):
        """Loads the session, sets parameters by label (normalised), saves. Returns what Ardour then shows."""
        return self._lua("set", *(f"{label}={value!r}" for label, value in parameters.items()))

    def lv2_state(self):
        """The folder in which the session keeps the state of its LV2 plugin."""
        place = ElementTree.parse(self.file).getroot().find(".//Processor[@type='lv2']")
        return self.folder / "plugins" / place.get("id") / place.find("lv2").get("state-dir")

    def place(self, signal):
        """Puts a signal at the start of the track. Ardour's own import needs its editor, so this edits the file."""
        frames = len(signal) // 2
        wave = self.folder / "interchange" / self.name / "audiofiles" / "signal.wav"
        wave.parent.mkdir(parents=True, exist_ok=True)
        samples.write_wave(wave, signal)
        document = ElementTree.parse(self.file)
        root = document.getroot()
        numbers = iter(range(int(root.get("id-counter")), 2**31))
        sources = [str(next(numbers)) for _ in range(2)]
        for channel, source in enumerate(sources):
            attributes = {"name": wave.name, "type": "audio", "flags": "", "id": source, "channel": str(channel)}
            ElementTree.SubElement(root.find("Sources"), "Source", attributes | {"origin": str(wave), "gain": "1"})
        playlist = next(list_ for list_ in root.find("Playlists") if list_.get("name") == "Strip")
        for parent, whole in ((root.find("Regions"), "1"), (playlist, "0")):
            attributes = _region(frames, sources) | {"whole-file": whole, "id": str(next(numbers))}
            ElementTree.SubElement(parent, "Region", attributes)
        marks = {"name": "session", "start": "a0", "end": f"a{frames * SUPERCLOCK}", "flags": "IsSessionRange"}
        location = marks | {"id": str(next(numbers)), "locked": "0", "cue": "0"}
        ElementTree.SubElement(root.find("Locations"), "Location", location)
        root.set("id-counter", str(next(numbers)))
        root.set("session-range-is-free", "0")
        document.write(self.file, encoding="UTF-8", xml_declaration=True)

    def export(self, expected, steps):
        """Exports the session until the result is `expected` within float steps, at most three times.
        Returns (deviation, attempts).

        Ardour 7.3's exporter aborts, hangs or spoils a sample now and then, with any plugin and with none, less so
        on one processor. Hence the pinning and the attempts, and hence only the file counts. A fault of the plugin
        shows in every attempt.
        """
        result = None
        for attempt in range(1, ATTEMPTS + 1):
            wave = self.folder / f"export-{attempt}.wav"
            processor = str(min(os.sched_getaffinity(0)))
            command = ["taskset", "-c", processor, "ardour7-export", "-b", "float", "-o", str(wave)]
            code, said = programs.run([*command, str(self.folder), self.name], self._surroundings, EXPORT_LIMIT)
            found = samples.deviation(samples.read_wave(wave), expected) if wave.exists() else None
            if found and found.steps <= steps:
                return found, attempt
            ending = f"ended with {code}" if code is not None else f"hung and was killed after {EXPORT_LIMIT:.0f} s"
            print(f"  attempt {attempt}: ardour7-export {ending}; {found or said}", flush=True)
            if code is not None:
                result = found or result
        if result is None:
            raise AssertionError(f"expected ardour7-export to end with a file, but in {ATTEMPTS} attempts it did not")
        return result, ATTEMPTS

    def _lua(self, command, *words):
        script = [str(HERE / "ardour_session.lua"), command, str(self.folder), self.name, *words]
        code, said = programs.run(["ardour7-lua", *script], self._surroundings)
        shown = re.findall(r"^parameter (\S+) (.*)$", said, re.MULTILINE)
        if "latency" not in said:
            raise AssertionError(f"expected ardour7-lua to {command} a session, but it ended with {code}: {said}")
        return {label: float(value) for value, label in shown}


def _region(frames, sources):
    length = f"a{frames * SUPERCLOCK}@a0"
    attributes = {"name": "signal", "type": "audio", "start": "a0", "length": length, "channels": str(len(sources))}
    attributes |= {"ancestral-start": "a0", "ancestral-length": length, "sync-position": "a0", "first-edit": "nothing"}
    attributes |= {"opaque": "1", "stretch": "1", "shift": "1", "scale-amplitude": "1", "layering-index": "0"}
    flags = "muted locked video-locked automatic import external sync-marked left-of-split right-of-split hidden"
    flags += " position-locked valid-transients envelope-active default-fade-in default-fade-out"
    attributes |= dict.fromkeys(f"{flags} fade-in-active fade-out-active".split(), "0")
    for channel, source in enumerate(sources):
        attributes |= {f"source-{channel}": source, f"master-source-{channel}": source}
    return attributes
