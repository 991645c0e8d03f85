# SPDX-License-Identifier: MIT
"""The strip under test: where the build put it (ctest says so in the environment), and its state written by hand."""

import os
import re
import struct
import zlib
from pathlib import Path

PROBE = os.environ.get("RONDO_JACK_PROBE", "")
LV2 = Path(os.environ.get("RONDO_STRIP_LV2", ""))
LV2_URI = os.environ.get("RONDO_STRIP_LV2_URI", "")
VST3 = Path(os.environ.get("RONDO_STRIP_VST3", ""))
STANDALONE = Path(os.environ.get("RONDO_STRIP_STANDALONE", ""))

# The middle of the trim's range, which hosts that keep normalised floats hold exactly.
TRIM_MIDDLE, TRIM_MIDDLE_NORMALISED = -18.0, 0.5

STATE_ID = "org.rondo-audio.strip"
STATE_KEY = f"{LV2_URI}:StateString"  # under which JUCE's LV2 shell keeps a plugin's state


def state(**values):
    """The strip's state with these parameters, in the layout that plugins/common/core/state_container.h fixes."""
    content = _short(STATE_ID)
    for key, value in values.items():
        content += _short(key) + struct.pack("<Bd", 1, value)
    header = b"RondoSt1" + struct.pack("<HHIII", 1, 0, 1, len(values), zlib.crc32(content))
    return header + content


def values_of(content):
    """The parameters in a state that the strip has written."""
    count = struct.unpack_from("<I", content, 16)[0]
    at = 24 + 1 + content[24]
    values = {}
    for _ in range(count):
        key = content[at + 1 : at + 1 + content[at]].decode()
        at += 1 + len(key)
        kind, number = struct.unpack_from("<Bd", content, at)
        if kind != 1:
            raise AssertionError(f"expected a number under {key}, but found kind {kind}")
        values[key] = number
        at += 9
    return values


# JUCE writes bytes as text in its own base 64: the count, a dot, then six bits a character, lowest bits first.
_DIGITS = ".ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+"


def to_juce_text(content):
    number = int.from_bytes(content, "little")
    count = (8 * len(content) + 5) // 6
    return f"{len(content)}." + "".join(_DIGITS[(number >> (6 * place)) & 63] for place in range(count))


def from_juce_text(text):
    length, digits = text.split(".", 1)
    number = sum(_DIGITS.index(digit) << (6 * place) for place, digit in enumerate(digits))
    return (number & ((1 << (8 * int(length))) - 1)).to_bytes(int(length), "little")


def write_lv2_state(folder, content):
    """A saved LV2 state as hosts keep it: a folder with state.ttl."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "state.ttl").write_text(
        "@prefix atom: <http://lv2plug.in/ns/ext/atom#> .\n"
        "@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
        "@prefix pset: <http://lv2plug.in/ns/ext/presets#> .\n"
        "@prefix state: <http://lv2plug.in/ns/ext/state#> .\n"
        f"<> a pset:Preset ; lv2:appliesTo <{LV2_URI}> ;\n"
        f'  state:state [ <{STATE_KEY}> "{to_juce_text(content)}" ] .\n',
        encoding="utf-8",
    )


def read_lv2_state(folder):
    """The bytes that the strip gave a host to keep as LV2 state."""
    text = (folder / "state.ttl").read_text(encoding="utf-8")
    found = re.search(re.escape(f"<{STATE_KEY}>") + r'\s+"+([^"]+)"', text)
    if not found:
        raise AssertionError(f"expected a state under <{STATE_KEY}>, but found: {text}")
    return from_juce_text(found.group(1))


def _short(text):
    return bytes([len(text)]) + text.encode("ascii")
