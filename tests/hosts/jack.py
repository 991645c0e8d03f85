# SPDX-License-Identifier: MIT
"""A JACK server of our own, and the probe that plays into its ports and records from them."""

import itertools
import json
import os

import programs
import samples

# Long periods (43 ms): what is tested is which samples come out, not how fast; a busy machine shall not miss one.
BLOCK = 2048
ATTEMPTS = 5


class JackServer:
    """A private server without hardware; realtime where the system allows it."""

    _started = itertools.count(1)

    def __init__(self, children, folder, probe):
        self.name = f"rondo-hosts-{os.getpid()}-{next(self._started)}"
        self.environment = os.environ | {"JACK_DEFAULT_SERVER": self.name, "JACK_NO_AUDIO_RESERVATION": "1"}
        self._probe = str(probe)
        for priority in (["-R", "-P", "60"], ["-r"]):
            log = folder / f"{self.name}{priority[0]}.log"
            command = ["jackd", "-n", self.name, *priority, "-d", "dummy", "-r", str(samples.RATE), "-p", str(BLOCK)]
            server = children.start(command, log, self.environment)
            code, said = programs.run([self._probe, "await"], self.environment)
            if code == 0 and "Cannot use real-time" not in log.read_text(errors="replace"):
                print(f"jackd {' '.join(priority)}: server {self.name} at {samples.RATE} Hz, {BLOCK} frames")
                return
            programs.end(server)
        raise AssertionError(f"expected jackd to start, but: {said}{log.read_text(errors='replace')}")

    def pass_through(self, signal, folder, inputs, outputs):
        """Plays a stereo signal into two ports and returns what two other ports give in the same frames.

        A pass in which JACK missed a period, by its own report, says nothing and is repeated.
        """
        played, recorded = folder / "played.wav", folder / "recorded.wav"
        samples.write_wave(played, signal)
        ports = [word for port in inputs for word in ("--to", port)]
        ports += [word for port in outputs for word in ("--from", port)]
        command = [self._probe, "run", "--play", str(played), "--record", str(recorded), *ports]
        for _ in range(ATTEMPTS):
            code, said = programs.run(command, self.environment)
            if code != 0:
                raise AssertionError(f"expected jack_probe to pass the signal, but it ended with {code}: {said}")
            if json.loads(said)["xruns"] == 0:
                return samples.read_wave(recorded)
        raise AssertionError(f"expected JACK to keep its periods once in {ATTEMPTS} passes, but it never did")
