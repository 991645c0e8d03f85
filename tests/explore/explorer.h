// SPDX-License-Identifier: MIT
#pragma once

// The interleaving explorer: the real code of rondo::concurrency under a scheduler that chooses every step and
// every value that a weak memory order leaves open.
//
// How to add a case: write tests/explore/<file>_explore.cpp with doctest cases of this form.
//
//     TEST_CASE("channel: what is sent arrives once") {
//         explore::mustHold({.world = {.longestPoll = 0}}, [] {
//             auto [sender, receiver] = makeSpscChannel<explore::Traced>(2);
//             explore::Thread producer([&sender] { … });
//             …
//             producer.join();
//             explore::check(received == 2, "both items arrive");
//         });
//     }
//
// - The body runs thousands of times, each time from the start: keep it small (2 to 4 threads, some 10 to 60
//   atomic operations), make everything inside it, join every thread, use no randomness, no real time, no I/O,
//   no std::mutex, std::atomic, std::thread, future, sleep. `explore::Thread` is detail::Thread; up to 8 a
//   body.
// - Claims are `explore::check(condition, "what is expected")`, never doctest's macros inside the body.
// - Besides your claims these are failures: a deadlock; no end after `world.steps` steps; a data race on plain
//   memory (all of it: locals, heap, globals); use of freed memory, of a frame that has returned, of an atomic
//   that is destroyed or not yet visibly constructed; a leak; an exception that leaves a thread; a crash.
// - Timed sleeps end only when nothing else can go on, and only those of at most `world.longestPoll`. At 0 a
// lost
//   wake-up cannot hide behind a waiter's own look: it is a deadlock. Give waits that must time out a longer
//   poll.
// - `most` bounds the exhaustive part: preemptions, stale reads, surprises (spurious wake-ups, early
// time-outs).
// - `mustFail` is for red twins: a seeded fault that the tool has to find.
// - A failure prints each step with its source line, and RONDO_SEED or RONDO_CHOICES to see it again.
#include <doctest/doctest.h>
#include <explore/tool/search.h>
#include <explore/tool/traced.h>
#include <rondo/concurrency/detail/thread.h>
#include <string>

namespace explore {

using rondo::concurrency::detail::Thread;

/// Explores the current test case; fails it when an execution fails.
void mustHold(const Options& options, const std::function<void()>& body);
/// Fails the current test case unless an execution fails with a text that contains `failure`.
void mustFail(const Options& options, const std::string& failure, const std::function<void()>& body);

} // namespace explore
