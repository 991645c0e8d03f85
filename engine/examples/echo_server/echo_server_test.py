#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Starts the echo server, talks to it at both of its addresses, and stops it with SIGINT.

echo_server_test.py PROGRAM
"""
import re
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = None
PATIENCE = 60  # seconds; only a fault takes so long
LINE = re.compile(r"(server|client \d+): .+")


class EchoServer(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "echo"
        self.server = subprocess.Popen([PROGRAM, "--port", "0", "--unix", str(self.path), "--workers", "2"],
                                       stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.server.stdout.close)
        self.addCleanup(self.server.kill)
        self.lines = [self.server.stdout.readline().strip() for _ in range(2)]
        found = [match for line in self.lines if (match := re.fullmatch(r"server: listening at 127\.0\.0\.1:(\d+)", line))]
        self.assertEqual(1, len(found), self.lines)
        self.port = int(found[0][1])

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), PATIENCE)

    def connect_unix(self):
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(PATIENCE)
        client.connect(str(self.path))
        return client

    def echo(self, client, sent):
        client.sendall(sent)
        got = b""
        while len(got) < len(sent):
            piece = client.recv(65536)
            self.assertTrue(piece, "the server has hung up")
            got += piece
        self.assertEqual(sent, got)

    def finish(self):
        rest, _ = self.server.communicate(timeout=PATIENCE)
        self.lines += rest.splitlines()
        self.assertEqual(0, self.server.returncode)
        for line in self.lines[:-1]:
            self.assertRegex(line, LINE)
        return self.lines[-1]

    def test_active_clients_finish_after_the_first_signal(self):
        with self.connect() as tcp, self.connect_unix() as unix:
            self.echo(tcp, b"before")
            self.echo(unix, bytes(range(256)) * 500)
            self.server.send_signal(signal.SIGINT)
            while "no more clients" not in self.lines[-1]:
                self.lines.append(self.server.stdout.readline())
                self.assertTrue(self.lines[-1], self.lines)
            self.lines = [line.strip() for line in self.lines]
            self.echo(tcp, b"after")
            self.assertFalse(self.path.exists())
            with self.assertRaises(ConnectionRefusedError):
                self.connect()
        self.assertEqual("served 2 clients and 128011 bytes; 0 connections broke, 0 clients were sent away", self.finish())

    def test_a_second_signal_sends_them_away(self):
        with self.connect() as client:
            self.echo(client, b"here")
            self.server.send_signal(signal.SIGINT)
            self.server.send_signal(signal.SIGTERM)
            self.assertEqual(b"", client.recv(1))
            self.assertEqual("served 1 clients and 4 bytes; 0 connections broke, 1 clients were sent away", self.finish())

    def test_a_signal_at_once(self):
        self.server.send_signal(signal.SIGTERM)
        self.assertIn("served 0 clients", self.finish())


class Misuse(unittest.TestCase):
    def refused(self, *arguments):
        run = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(2, run.returncode)
        return run.stderr

    def test_each_is_one_clear_sentence(self):
        self.assertIn("'70000' was given", self.refused("--port", "70000"))
        self.assertIn("takes a value", self.refused("--unix"))
        self.assertIn("no option '--loud'", self.refused("--loud"))
        self.assertIn("107", self.refused("--unix", "/tmp/" + "x" * 200))

    def test_a_taken_port(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.assertIn("already", self.refused("--port", str(taken.getsockname()[1])))

    def test_help(self):
        run = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(0, run.returncode)
        self.assertIn("--workers", run.stdout)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
