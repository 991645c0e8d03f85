# SPDX-License-Identifier: MIT
"""Programs of the system: whether they are there, and children that never outlive a test."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys

# Program -> the Debian package that brings it. ./test installs these packages.
PACKAGES = {
    "jackd": "jackd2",
    "jalv": "jalv",
    "ardour7-lua": "ardour",
    "ardour7-export": "ardour",
    "taskset": "util-linux",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "lv2apply": "lilv-utils",
}
SKIPPED = 77  # ctest: SKIP_RETURN_CODE


def require(*names):
    """Ends the test as skipped, with the reason, where a program is not installed."""
    for name in names:
        if shutil.which(name) is None:
            print(f"skipped: {name} is not installed; `apt-get install {PACKAGES[name]}` brings it")
            sys.exit(SKIPPED)


def die_with_parent():
    # A test that ctest kills cannot clean up; the kernel then ends its children (prctl PR_SET_PDEATHSIG).
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Children:
    """Starts programs in the background and ends them, last first, when the `with` block is left."""

    def __init__(self):
        self._running = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for child in reversed(self._running):
            end(child)

    def start(self, command, log, environment, **pipes):
        with open(log, "w", encoding="utf-8") as output:
            arguments = {"stdout": output, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL} | pipes
            child = subprocess.Popen(command, env=environment, preexec_fn=die_with_parent, **arguments)
        self._running.append(child)
        return child


def end(child):
    """Asks a child to end, and makes it end. Returns its exit code, negative for the signal that ended it."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            child.kill()
    return child.wait()


def run(command, environment, timeout=60.0):
    """Runs a program to its end. Returns (exit code, its output); the exit code is None where it had to be killed."""
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
        preexec_fn=die_with_parent,
    ) as child:
        try:
            said = child.communicate(timeout=timeout)[0]
            return child.returncode, said
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            return None, child.communicate()[0]
