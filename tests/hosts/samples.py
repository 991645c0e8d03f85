# SPDX-License-Identifier: MIT
"""Known signals as files, and how far what a host gave back lies from what it should be."""

import array
import math
import random
import struct
import wave
from dataclasses import dataclass

RATE = 48000
FLOAT_STEP = 2.0**-23  # one unit in the last place of a float, relative to its value


def noise(frames, seed, lead=0):
    """Stereo white noise, peak 0.5, every sample a whole 16-bit step; `lead` frames of silence come first."""
    source = random.Random(seed)
    signal = array.array("f", bytes(8 * lead))
    signal.extend(source.randint(-16384, 16384) / 32768 for _ in range(2 * frames))
    return signal


def write_wave(path, signal):
    """Writes an interleaved stereo signal as 16-bit WAV, which is exact for `noise`."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(array.array("h", (round(32768 * sample) for sample in signal)).tobytes())


def read_wave(path):
    """Reads the interleaved samples of a 32-bit float WAV, which Python's own module refuses."""
    with open(path, "rb") as file:
        content = file.read()
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise AssertionError(f"expected a WAV file, but {path} starts with {content[:12]!r}")
    at = 12
    while at + 8 <= len(content):
        name, length = struct.unpack_from("<4sI", content, at)
        body = content[at + 8 : at + 8 + length]
        if name == b"fmt " and struct.unpack_from("<H", body, 14)[0] != 32:
            raise AssertionError(f"expected 32-bit float samples in {path}")
        if name == b"data":
            samples = array.array("f")
            samples.frombytes(body[: len(body) // 4 * 4])
            return samples
        at += 8 + length + length % 2
    raise AssertionError(f"expected samples in {path}, but it has no data chunk")


@dataclass
class Deviation:
    largest: float  # absolute
    steps: float  # the largest one in units in the last place of the expected sample
    frame: int  # where the largest one lies
    wrong: int  # samples that are not bit-equal
    compared: int

    def __str__(self):
        level = f"{20 * math.log10(self.largest):.1f} dBFS" if self.largest else "-inf dBFS"
        return (
            f"largest deviation {level} ({self.steps:.2f} float steps), "
            f"{self.wrong} of {self.compared} samples not bit-equal"
        )


def deviation(heard, expected):
    """Compares sample by sample. What was not heard counts as silence; more than was expected is a deviation too."""
    result = Deviation(0.0, 0.0, -1, 0, max(len(heard), len(expected)))
    for index in range(result.compared):
        want = expected[index] if index < len(expected) else 0.0
        got = heard[index] if index < len(heard) else 0.0
        if got == want:
            continue
        apart = abs(got - want) if math.isfinite(got) else math.inf
        result.wrong += 1
        result.steps = max(result.steps, apart / (abs(want) * FLOAT_STEP) if want else math.inf)
        if apart > result.largest:
            result.largest, result.frame = apart, index // 2
    return result


def scaled(signal, left, right=None):
    """The signal times a gain a channel, rounded to float as a plugin would."""
    gains = (left, left if right is None else right)
    return array.array("f", (sample * gains[index % 2] for index, sample in enumerate(signal)))


def decibels(value):
    return 10.0 ** (value / 20.0)
