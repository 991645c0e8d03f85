// SPDX-License-Identifier: GPL-3.0-only
#pragma once

namespace rondo::hosting {

/// The hidden command under which a program starts itself as a child that loads plugins.
inline constexpr const char* workerCommand = "plugin-worker";

/// Effects: reads requests from standard input and loads what they name, until the other end is closed; answers
/// go to what was standard output, and what plugins print goes nowhere. To be called by main before anything
/// else, in a process that does nothing but this: a plugin may bring it down. Returns: never; ends the process
/// without running the plugins' last functions. [control]
[[noreturn]] void runWorker();

} // namespace rondo::hosting
