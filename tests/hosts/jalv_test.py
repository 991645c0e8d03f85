# SPDX-License-Identifier: MIT
"""The strip as LV2 in jalv, over a JACK server of our own, every sample compared."""

import subprocess
import tempfile
import unittest
from pathlib import Path

import jack
import programs
import samples
import strip

SIGNAL = samples.noise(samples.RATE, seed=2026, lead=samples.RATE // 2)


class StripInJalv(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.children = cls.enterClassContext(programs.Children())
        cls.server = jack.JackServer(cls.children, cls.folder, strip.PROBE)

    def hear(self, *options, plugin=strip.LV2_URI):
        """What comes out of jalv when SIGNAL goes in."""
        environment = self.server.environment | {"HOME": str(self.folder), "LV2_PATH": f"{strip.LV2.parent}:/usr/lib/lv2"}
        environment.pop("DISPLAY", None)
        log = self.folder / "jalv.log"
        # jalv takes parameters only with -s; without a display it then still shows no editor. Its console ends when
        # there is nothing to read, so it gets a pipe that stays open.
        command = ["jalv", "-n", "strip", "-x", "-s", *options, *([plugin] if plugin else [])]
        host = self.children.start(command, log, environment, stdin=subprocess.PIPE)
        try:
            return self.server.pass_through(
                SIGNAL, self.folder, ["strip:audio_in_1", "strip:audio_in_2"], ["strip:audio_out_1", "strip:audio_out_2"]
            )
        except AssertionError as failure:
            raise AssertionError(f"{failure} jalv said: {log.read_text(errors='replace')}") from None
        finally:
            programs.end(host)
            host.stdin.close()

    def check(self, heard, left, right=None, steps=0.0):
        found = samples.deviation(heard, samples.scaled(SIGNAL, left, right))
        print(f"  {found}", flush=True)
        self.assertLessEqual(found.steps, steps, f"at frame {found.frame}")

    def test_untouched_it_passes_every_sample_unchanged(self):
        self.check(self.hear(), 1.0)

    def test_a_trim_set_by_the_host_scales_every_sample(self):
        self.check(self.hear("-c", "strip_trim=-6"), samples.decibels(-6), steps=1.0)

    def test_a_phase_switch_set_by_the_host_turns_only_its_channel(self):
        self.check(self.hear("-c", "strip_phase_left=1"), -1.0, 1.0)

    def test_muted_by_the_host_it_is_silent(self):
        self.check(self.hear("-c", "strip_mute=1"), 0.0)

    def test_a_saved_state_is_restored(self):
        strip.write_lv2_state(self.folder / "saved", strip.state(trim=-12.0))
        self.check(self.hear("-l", str(self.folder / "saved"), plugin=None), samples.decibels(-12), steps=1.0)

    def test_a_damaged_state_changes_nothing(self):
        damaged = bytearray(strip.state(trim=-12.0))
        damaged[-1] ^= 1
        strip.write_lv2_state(self.folder / "damaged", bytes(damaged))
        self.check(self.hear("-l", str(self.folder / "damaged"), plugin=None), 1.0)


if __name__ == "__main__":
    programs.require("jackd", "jalv")
    unittest.main(verbosity=2)
