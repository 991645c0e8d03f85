# SPDX-License-Identifier: MIT
"""The strip as a program of its own, over JACK and on a display without a screen, every sample compared."""

import subprocess
import tempfile
import unittest
from pathlib import Path
from xml.sax.saxutils import quoteattr

import jack
import programs
import samples
import strip

SIGNAL = samples.noise(samples.RATE, seed=2028, lead=samples.RATE // 2)
NAME = "Rondo Strip"  # also of its JACK client and of its settings file


def settings(**values):
    """JUCE's settings file: JACK's system ports for sound, and the given values."""
    lines = [f"<VALUE name={quoteattr(name)} val={quoteattr(value)}/>" for name, value in values.items()]
    device = '<DEVICESETUP deviceType="JACK" audioOutputDeviceName="system" audioInputDeviceName="system"/>'
    lines.append(f'<VALUE name="audioSetup">{device}</VALUE>')
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<PROPERTIES>{"".join(lines)}</PROPERTIES>\n'


class StripStandalone(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.children = self.enterContext(programs.Children())
        self.server = jack.JackServer(self.children, self.folder, strip.PROBE)
        display = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
        screen = self.children.start(display, self.folder / "xvfb.log", self.server.environment, stdout=subprocess.PIPE)
        # Xvfb picks a free number and tells it when it is ready; an empty line means that it has given up.
        number = screen.stdout.readline().decode().strip()
        self.addCleanup(screen.stdout.close)
        if not number:
            raise AssertionError(f"expected Xvfb to start, but: {(self.folder / 'xvfb.log').read_text()}")
        self.environment = self.server.environment | {"HOME": str(self.folder), "DISPLAY": f":{number}"}
        self.environment.pop("XDG_CONFIG_HOME", None)

    def start(self, **values):
        """Starts the program with these settings and waits until sound passes."""
        place = self.folder / ".config" / f"{NAME}.settings"
        place.parent.mkdir(exist_ok=True)
        # JUCE mutes the input against feedback until the user allows it.
        place.write_text(settings(shouldMuteInput="0", **values), encoding="utf-8")
        program = self.children.start([str(strip.STANDALONE)], self.folder / "standalone.log", self.environment)
        attempt = samples.noise(samples.RATE // 10, seed=1)
        for _ in range(50):
            if any(self.hear(attempt)):
                return program
        raise AssertionError("expected the standalone to pass sound, but it stays silent")

    def hear(self, signal):
        inputs, outputs = ([f"{NAME}:{way}_{channel}" for channel in (1, 2)] for way in ("in", "out"))
        return self.server.pass_through(signal, self.folder, inputs, outputs)

    def check(self, gain, steps=0.0):
        found = samples.deviation(self.hear(SIGNAL), samples.scaled(SIGNAL, gain))
        print(f"  {found}", flush=True)
        self.assertLessEqual(found.steps, steps, f"at frame {found.frame}")

    def test_it_passes_every_sample_unchanged_and_ends_when_asked(self):
        program = self.start()
        self.check(1.0)
        self.assertIsNone(program.poll(), "it ended by itself")
        program.terminate()
        program.wait(5)

    def test_it_restores_its_saved_state(self):
        self.start(filterState=strip.to_juce_text(strip.state(trim=-12.0)))
        self.check(samples.decibels(-12), steps=1.0)


if __name__ == "__main__":
    programs.require("jackd", "Xvfb")
    unittest.main(verbosity=2)
