// SPDX-License-Identifier: MIT
// Plays a WAV file into JACK input ports and records JACK output ports, sample for sample.
//
//   jack_probe await                                     wait until the JACK server answers
//   jack_probe run --play IN.wav --record OUT.wav --to PORT… --from PORT…
//
// The server is the one JACK_DEFAULT_SERVER names. The recording starts at the very frame at which the first
// sample is played. Prints how many periods the server missed meanwhile (xruns): samples of such a pass count
// for nothing. Exit code 1 with one sentence on stderr where something is missing.
#include <jack/jack.h>
#include <sndfile.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto patience = std::chrono::seconds(20);

struct Recording {
    int channels = 0;
    int rate = 0;
    std::vector<float> samples; // interleaved
    std::int64_t frames() const { return static_cast<std::int64_t>(samples.size()) / channels; }
};

Recording readWave(const std::string& path) {
    SF_INFO info{};
    const std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(sf_open(path.c_str(), SFM_READ, &info), sf_close);
    if (!file)
        throw std::runtime_error("expected an audio file, but " + path + " cannot be read");
    Recording recording{info.channels, info.samplerate, {}};
    recording.samples.resize(static_cast<std::size_t>(info.frames * info.channels));
    if (sf_readf_float(file.get(), recording.samples.data(), info.frames) != info.frames)
        throw std::runtime_error("expected " + std::to_string(info.frames) + " frames, but " + path +
                                 " is shorter");
    return recording;
}

void writeWave(const std::string& path, const Recording& recording) {
    SF_INFO info{};
    info.channels = recording.channels;
    info.samplerate = recording.rate;
    info.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
    const std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(sf_open(path.c_str(), SFM_WRITE, &info), sf_close);
    if (!file ||
        sf_writef_float(file.get(), recording.samples.data(), recording.frames()) != recording.frames())
        throw std::runtime_error("expected to write " + path + ", but the system refuses");
}

// What the two JACK threads and the main thread share. The frame at which the signal starts is chosen by
// whichever JACK thread comes first, far enough ahead for the other one to see it in time.
struct Appointment {
    static constexpr std::int64_t none = -1;
    std::atomic<bool> open{false};
    std::atomic<std::int64_t> startFrame{none};
    std::counting_semaphore<2> complete{0}; // everything is recorded, or the server has gone
    std::atomic<bool> serverGone{false};
    std::atomic<int> xruns{0};

    // Whether the signal starts with this cycle, or has started.
    bool isDue(jack_nframes_t cycleStart, jack_nframes_t block) noexcept {
        auto chosen = none;
        const auto proposal = static_cast<std::int64_t>(cycleStart + 4 * block);
        if (startFrame.compare_exchange_strong(chosen, proposal))
            chosen = proposal;
        return static_cast<std::int32_t>(cycleStart - static_cast<jack_nframes_t>(chosen)) >= 0;
    }
};

// One JACK client with one port a channel. Two of them, since a single client that feeds a plugin and hears it
// would close a loop in JACK's graph, which delays it by a block.
class Client {
public:
    Client(const char* name, int channels, JackPortFlags direction, Appointment& appointment)
        : appointment_(appointment) {
        jack_status_t status{};
        client_.reset(jack_client_open(name, JackNoStartServer, &status));
        if (!client_)
            throw std::runtime_error(
                "expected a JACK server, but none answers under the name in JACK_DEFAULT_SERVER");
        for (int channel = 0; channel < channels; ++channel) {
            const auto port = std::to_string(channel + 1);
            ports_.push_back(
                jack_port_register(client_.get(), port.c_str(), JACK_DEFAULT_AUDIO_TYPE, direction, 0));
        }
        jack_on_shutdown(
            client_.get(), [](void* self) { static_cast<Client*>(self)->lost(); }, this);
    }
    virtual ~Client() = default;
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void activate() {
        jack_set_process_callback(
            client_.get(),
            [](jack_nframes_t frames, void* self) { return static_cast<Client*>(self)->cycle(frames); }, this);
        if (jack_activate(client_.get()) != 0)
            throw std::runtime_error("expected JACK to start our client, but it refuses");
    }
    void deactivate() { jack_deactivate(client_.get()); }
    jack_client_t* handle() const { return client_.get(); }
    const char* portName(std::size_t channel) const { return jack_port_name(ports_[channel]); }

protected:
    // `position` in the signal is negative before it starts.
    virtual void process(std::int64_t position, jack_nframes_t frames) noexcept = 0;
    float* buffer(std::size_t channel, jack_nframes_t frames) const noexcept {
        return static_cast<float*>(jack_port_get_buffer(ports_[channel], frames));
    }
    std::size_t channels() const noexcept { return ports_.size(); }
    Appointment& appointment_;

private:
    int cycle(jack_nframes_t frames) noexcept {
        if (!begun_ && appointment_.open.load(std::memory_order_acquire))
            begun_ = appointment_.isDue(jack_last_frame_time(client_.get()), frames);
        process(begun_ ? position_ : -static_cast<std::int64_t>(frames), frames);
        position_ += begun_ ? frames : 0;
        return 0;
    }
    void lost() noexcept {
        appointment_.serverGone = true;
        appointment_.complete.release();
    }

    struct Closer {
        void operator()(jack_client_t* client) const { jack_client_close(client); }
    };
    std::unique_ptr<jack_client_t, Closer> client_;
    std::vector<jack_port_t*> ports_;
    bool begun_ = false;
    std::int64_t position_ = 0; // of the next cycle in the signal
};

class Player final : public Client {
public:
    Player(const Recording& signal, Appointment& appointment)
        : Client("rondo_probe_play", signal.channels, JackPortIsOutput, appointment), signal_(signal) {}
    ~Player() override { deactivate(); }

private:
    void process(std::int64_t position, jack_nframes_t frames) noexcept override {
        for (std::size_t channel = 0; channel < channels(); ++channel) {
            auto* const out = buffer(channel, frames);
            for (std::int64_t frame = 0; frame < frames; ++frame) {
                const auto at = position + frame;
                const auto index = static_cast<std::size_t>(at) * channels() + channel;
                out[frame] = at >= 0 && at < signal_.frames() ? signal_.samples[index] : 0.0F;
            }
        }
    }
    const Recording& signal_;
};

class Recorder final : public Client {
public:
    Recorder(Recording& heard, Appointment& appointment)
        : Client("rondo_probe_record", heard.channels, JackPortIsInput, appointment), heard_(heard) {
        jack_set_xrun_callback(
            handle(), [](void* self) { return ++static_cast<Recorder*>(self)->appointment_.xruns, 0; }, this);
    }
    ~Recorder() override { deactivate(); }

private:
    void process(std::int64_t position, jack_nframes_t frames) noexcept override {
        for (std::size_t channel = 0; channel < channels(); ++channel) {
            const auto* const in = buffer(channel, frames);
            for (std::int64_t frame = 0; frame < frames; ++frame) {
                const auto at = position + frame;
                if (at >= 0 && at < heard_.frames())
                    heard_.samples[static_cast<std::size_t>(at) * channels() + channel] = in[frame];
            }
        }
        if (position + frames >= heard_.frames() && !told_) {
            told_ = true;
            appointment_.complete.release();
        }
    }
    Recording& heard_;
    bool told_ = false;
};

void awaitServer() {
    for (const auto deadline = Clock::now() + patience;;) {
        if (auto* const client = jack_client_open("rondo_probe_await", JackNoStartServer, nullptr)) {
            jack_client_close(client);
            return;
        }
        if (Clock::now() > deadline)
            throw std::runtime_error("expected a JACK server, but none answered within 20 s");
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

// A port can be there before its client is active, and until then JACK refuses to connect it.
void connect(const Client& client, const std::string& from, const std::string& to) {
    for (const auto deadline = Clock::now() + patience;;) {
        const auto result = jack_connect(client.handle(), from.c_str(), to.c_str());
        if (result == 0 || result == EEXIST)
            return;
        if (Clock::now() > deadline)
            throw std::runtime_error("expected the JACK ports " + from + " and " + to +
                                     ", but they could not be connected within 20 s");
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

struct Task {
    std::string play;
    std::string record;
    std::vector<std::string> to;
    std::vector<std::string> from;
};

void run(const Task& task) {
    const auto signal = readWave(task.play);
    Recording heard{static_cast<int>(task.from.size()), signal.rate, {}};
    heard.samples.resize(static_cast<std::size_t>(signal.frames()) * task.from.size());
    if (signal.channels != static_cast<int>(task.to.size()) || heard.channels == 0)
        throw std::runtime_error("expected one --to port for each channel of " + task.play +
                                 " and a --from port");

    Appointment appointment;
    Player player(signal, appointment);
    Recorder recorder(heard, appointment);
    const auto rate = static_cast<int>(jack_get_sample_rate(player.handle()));
    if (rate != signal.rate)
        throw std::runtime_error("expected a JACK server at the file's " + std::to_string(signal.rate) +
                                 " Hz, but it runs at " + std::to_string(rate));
    player.activate();
    recorder.activate();
    for (std::size_t channel = 0; channel < task.to.size(); ++channel)
        connect(player, player.portName(channel), task.to[channel]);
    for (std::size_t channel = 0; channel < task.from.size(); ++channel)
        connect(recorder, task.from[channel], recorder.portName(channel));

    appointment.xruns = 0; // connecting may cost one
    appointment.open.store(true, std::memory_order_release);
    const auto heardAll = appointment.complete.try_acquire_until(Clock::now() + patience);
    if (!heardAll || appointment.serverGone)
        throw std::runtime_error(heardAll ? "expected the JACK server to stay, but it went away"
                                          : "expected the signal to pass in 20 s, but JACK stands still");
    recorder.deactivate();
    player.deactivate();
    writeWave(task.record, heard);
    std::printf("{\"frames\": %lld, \"rate\": %d, \"block\": %u, \"xruns\": %d}\n",
                static_cast<long long>(heard.frames()), rate, jack_get_buffer_size(player.handle()),
                appointment.xruns.load());
}

Task parse(int count, char** words) {
    Task task;
    for (int index = 2; index + 1 < count; index += 2) {
        const std::string option = words[index];
        const std::string value = words[index + 1];
        if (option == "--play")
            task.play = value;
        else if (option == "--record")
            task.record = value;
        else if (option == "--to")
            task.to.push_back(value);
        else if (option == "--from")
            task.from.push_back(value);
        else
            throw std::runtime_error("expected --play, --record, --to or --from, but found " + option);
    }
    return task;
}

} // namespace

int main(int count, char** words) {
    // libjack tells each failed attempt to reach a server; what counts is said once, below.
    jack_set_error_function([](const char*) {});
    try {
        const std::string command = count > 1 ? words[1] : "";
        if (command == "await")
            awaitServer();
        else if (command == "run")
            run(parse(count, words));
        else
            throw std::runtime_error("expected the command await or run, but found '" + command + "'");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "jack_probe: %s.\n", error.what());
        return 1;
    }
    return 0;
}
