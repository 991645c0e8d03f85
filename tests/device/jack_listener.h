// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <jack/jack.h>
#include <memory>
#include <string>
#include <vector>

namespace rondo::test {

/// A client of libjack that keeps the samples which another client plays on its first output and plays them
/// back to that client's first input.
class JackListener {
public:
    /// Effects: becomes a client of `server` and keeps up to `blocks` blocks. Errors: throws
    /// std::runtime_error.
    JackListener(const std::string& server, std::size_t blocks);
    ~JackListener();
    JackListener(const JackListener&) = delete;
    JackListener& operator=(const JackListener&) = delete;

    /// Effects: connects both ways with the first ports of the client `name`. Returns: whether both exist.
    bool connect(const std::string& name);
    /// Returns: the server's block in frames.
    std::uint32_t blockFrames() const { return jack_get_buffer_size(client_.get()); }
    /// Returns: whether as many blocks with sound as it can keep have been heard.
    bool full() const { return kept_.load() == capacity_; }
    /// Returns: how many cycles the server has lost.
    int xruns() const { return xruns_; }
    /// Returns: the blocks with sound, one after the other. Requires: full().
    const std::vector<float>& samples() const { return samples_; }

private:
    static int process(jack_nframes_t frames, void* self);

    struct Close {
        void operator()(jack_client_t* client) const { jack_client_close(client); }
    };
    const std::size_t capacity_;
    std::vector<float> samples_;
    std::atomic<std::size_t> kept_{0};
    std::atomic<int> xruns_{0};
    jack_port_t* input_ = nullptr;
    jack_port_t* output_ = nullptr;
    std::unique_ptr<jack_client_t, Close> client_;
};

} // namespace rondo::test
