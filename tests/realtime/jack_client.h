// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <jack/jack.h>
#include <string>
#include <thread>

namespace rondo::test {

/// A client of a JACK server whose callback is a function of the test.
class JackClient {
public:
    /// `process` runs on JACK's own thread, once a period, with the period's number from 0.
    JackClient(const std::string& server, std::function<void(std::uint64_t)> process)
        : process_(std::move(process)) {
        client_ =
            jack_client_open("rondo-test", static_cast<jack_options_t>(JackNoStartServer | JackServerName),
                             nullptr, server.c_str());
        if (client_ == nullptr)
            return;
        jack_set_process_callback(
            client_,
            [](jack_nframes_t, void* self) {
                auto& client = *static_cast<JackClient*>(self);
                const auto period = client.periods_.load(std::memory_order_relaxed);
                client.process_(period);
                client.periods_.store(period + 1, std::memory_order_release);
                return 0;
            },
            this);
        active_ = jack_activate(client_) == 0;
    }
    ~JackClient() { close(); }
    JackClient(const JackClient&) = delete;
    JackClient& operator=(const JackClient&) = delete;

    void close() {
        if (client_ != nullptr)
            jack_client_close(client_);
        client_ = nullptr;
    }
    bool active() const { return active_; }
    bool realtime() const { return jack_is_realtime(client_) != 0; }
    std::uint64_t periods() const { return periods_.load(std::memory_order_acquire); }

    /// Whether so many periods have run, 20 s being the most that it waits.
    bool awaitPeriods(std::uint64_t count) const {
        for (int turn = 0; turn < 10'000 && periods() < count; ++turn)
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        return periods() >= count;
    }

private:
    std::function<void(std::uint64_t)> process_;
    jack_client_t* client_ = nullptr;
    std::atomic<std::uint64_t> periods_{0};
    bool active_ = false;
};

} // namespace rondo::test
