# SPDX-License-Identifier: MIT
"""The strip in Ardour, as VST3 and as LV2: what an exported session sounds like, every sample compared."""

import tempfile
import unittest
from pathlib import Path

import ardour
import programs
import samples
import strip

SIGNAL = samples.noise(samples.RATE, seed=2027)


class StripInArdour(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.environment = ardour.environment(cls.home, strip.LV2.parent)
        cls.vst3 = ardour.scan_vst3(cls.home, strip.VST3, cls.environment)

    def session(self, kind):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory(dir=self.home)))
        session = ardour.Session(folder, self.environment, kind, self.vst3 if kind == "VST3" else strip.LV2_URI)
        session.place(SIGNAL)
        return session

    def check(self, session, gain, steps=0.0):
        found, attempts = session.export(samples.scaled(SIGNAL, gain), steps)
        print(f"  {found}, export {attempts} of at most {ardour.ATTEMPTS}", flush=True)
        self.assertLessEqual(found.steps, steps, f"at frame {found.frame}")

    def test_untouched_vst3_passes_every_sample_unchanged(self):
        self.check(self.session("VST3"), 1.0)

    def test_untouched_lv2_passes_every_sample_unchanged(self):
        self.check(self.session("LV2"), 1.0)

    def test_vst3_trim_set_in_ardour_is_saved_restored_and_heard(self):
        session = self.session("VST3")
        session.set(Trim=strip.TRIM_MIDDLE_NORMALISED)
        # Another process loads it and saves it again: what it writes then comes from the plugin.
        self.assertEqual(session.set()["Trim"], strip.TRIM_MIDDLE_NORMALISED)
        self.check(session, samples.decibels(strip.TRIM_MIDDLE), steps=1.0)

    def test_bypassed_vst3_passes_every_sample_unchanged_whatever_is_set(self):
        session = self.session("VST3")
        session.set(Trim=strip.TRIM_MIDDLE_NORMALISED, Bypass=1.0)
        self.check(session, 1.0)

    def test_vst3_mute_set_in_ardour_is_saved_restored_and_heard(self):
        session = self.session("VST3")
        session.set(Mute=1.0)
        self.check(session, 0.0)

    def test_lv2_state_of_a_session_is_restored_saved_again_and_heard(self):
        # Ardour 7.3 has no way to set an LV2 property from a script, so the saved session gets another state.
        session = self.session("LV2")
        before = session.lv2_state()
        self.assertEqual(strip.values_of(strip.read_lv2_state(before))["trim"], 0.0)
        strip.write_lv2_state(before, strip.state(trim=-12.0))
        session.set()
        self.assertEqual(strip.values_of(strip.read_lv2_state(session.lv2_state()))["trim"], -12.0)
        self.check(session, samples.decibels(-12), steps=1.0)


if __name__ == "__main__":
    programs.require("ardour7-lua", "ardour7-export", "taskset")
    unittest.main(verbosity=2)
