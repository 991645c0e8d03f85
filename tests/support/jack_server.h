// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/base/result.h>
#include <string>
#include <sys/types.h>

namespace rondo::test {

/// What kind of JACK server a test wants.
struct JackServerOptions {
    int rate = 48000;
    int frames = 64;           ///< per period
    int realtimePriority = 60; ///< 0: never realtime; else realtime when the system allows it
    int ports = 2;             ///< capture and playback ports of the dummy driver
};

/// A JACK server of this test alone, on the dummy driver and under a name that nobody else has. It ends with
/// the object, and dies with the test program.
class JackServer {
public:
    /// Effects: starts jackd and waits until it answers a client. Requires: the calling thread outlives the
    /// server. Returns: the server. Errors: notFound when jackd is not installed (skip the test), refused with
    /// jackd's own last words when it does not come up. Progress: blocking, 15 s at most, or a minute when all
    /// eight servers that JACK has room for are taken. [control]
    static base::Result<JackServer> start(JackServerOptions options = {});

    JackServer(JackServer&& other) noexcept;
    JackServer& operator=(JackServer&& other) noexcept;
    JackServer(const JackServer&) = delete;
    JackServer& operator=(const JackServer&) = delete;
    /// Effects: `stop()`. [control]
    ~JackServer() { stop(); }

    /// Effects: makes this server the one that libjack and PortAudio find, by the environment variables
    /// JACK_DEFAULT_SERVER and JACK_NO_START_SERVER. Requires: no other thread reads the environment. [control]
    void makeDefault() const;
    /// Effects: asks the server to end and waits; after 5 s it is killed. Further calls do nothing. [control]
    void stop() noexcept { end(/*politely=*/true); }
    /// Effects: ends the server at once, as a crash would (SIGKILL), and waits for its end. [control]
    void kill() noexcept { end(/*politely=*/false); }

    /// Returns: the server's name for clients. [any]
    const std::string& name() const noexcept { return name_; }
    /// Returns: whether its threads have realtime priority. [any]
    bool realtime() const noexcept { return realtime_; }
    /// Returns: its process, for instance to stop and continue it by a signal; -1 once it has ended. [any]
    pid_t process() const noexcept { return process_; }
    /// Returns: what the server has printed so far. [control]
    std::string log() const;

private:
    JackServer() = default;
    static base::Result<JackServer> startOnce(const JackServerOptions& options);
    void end(bool politely) noexcept;

    std::string name_;
    std::string logPath_;
    pid_t process_ = -1;
    bool realtime_ = false;
};

} // namespace rondo::test
