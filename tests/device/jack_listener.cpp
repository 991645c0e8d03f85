// SPDX-License-Identifier: MIT
#include "jack_listener.h"

#include <algorithm>
#include <cerrno>
#include <stdexcept>

namespace rondo::test {

JackListener::JackListener(const std::string& server, std::size_t blocks) : capacity_(blocks) {
    const auto options = static_cast<jack_options_t>(JackNoStartServer | JackServerName);
    client_.reset(jack_client_open("listener", options, nullptr, server.c_str()));
    if (!client_)
        throw std::runtime_error("The listener could not become a client of the JACK server " + server + ".");
    samples_.resize(blocks * blockFrames());
    input_ = jack_port_register(client_.get(), "in", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
    output_ = jack_port_register(client_.get(), "out", JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
    jack_set_process_callback(client_.get(), &JackListener::process, this);
    jack_set_xrun_callback(
        client_.get(),
        [](void* self) {
            ++static_cast<JackListener*>(self)->xruns_;
            return 0;
        },
        this);
    if (input_ == nullptr || output_ == nullptr || jack_activate(client_.get()) != 0)
        throw std::runtime_error("The listener could not be activated.");
}

JackListener::~JackListener() = default;

bool JackListener::connect(const std::string& name) {
    const auto joined = [this](const std::string& from, const std::string& to) {
        const int result = jack_connect(client_.get(), from.c_str(), to.c_str());
        return result == 0 || result == EEXIST;
    };
    return joined(name + ":out_0", jack_port_name(input_)) && joined(jack_port_name(output_), name + ":in_0");
}

int JackListener::process(jack_nframes_t frames, void* self) {
    auto& listener = *static_cast<JackListener*>(self);
    const auto* input = static_cast<const float*>(jack_port_get_buffer(listener.input_, frames));
    auto* output = static_cast<float*>(jack_port_get_buffer(listener.output_, frames));
    std::copy_n(input, frames, output);
    const auto kept = listener.kept_.load();
    if (kept < listener.capacity_ &&
        std::any_of(input, input + frames, [](float sample) { return sample != 0; })) {
        std::copy_n(input, frames, listener.samples_.data() + kept * frames);
        listener.kept_.store(kept + 1);
    }
    return 0;
}

} // namespace rondo::test
