// SPDX-License-Identifier: MIT
#include "bare_queue.h"
#include "submit_peers.h"
#include "submit_rounds.h"

#include <pthread.h>
#include <rondo/concurrency/executor.h>
#include <sched.h>

namespace rondo::bench {

Burner::Burner() {
    for (int cpu = 0; cpu < 2; ++cpu)
        threads_.emplace_back([this, cpu] {
            runOn(cpu);
            const sched_param none{};
            pthread_setschedparam(pthread_self(), SCHED_IDLE, &none);
            while (!stop_.load(std::memory_order_relaxed))
                asm volatile("pause");
        });
}

Burner::~Burner() {
    stop_.store(true, std::memory_order_relaxed);
    for (auto& thread : threads_)
        thread.join();
}

void runOn(int cpu) {
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(static_cast<unsigned>(cpu), &only);
    pthread_setaffinity_np(pthread_self(), sizeof only, &only);
}

void runAnywhere() {
    cpu_set_t all;
    CPU_ZERO(&all);
    for (unsigned cpu = 0; cpu < std::thread::hardware_concurrency(); ++cpu)
        CPU_SET(cpu, &all);
    pthread_setaffinity_np(pthread_self(), sizeof all, &all);
}

void registerSubmit() {
    addSubmitEverywhere<concurrency::Executor>("rondo");
    addSubmitEverywhere<Threaded<StandardQueue>>("standard");
    addSubmitEverywhere<Threaded<AsioQueue>>("asio");
    addSubmitEverywhere<Threaded<BareQueue<Patience::yieldThrice>>>("yield");
    for (const int submitters : {1, 4})
        addSubmit<Threaded<BareQueue<Patience::spin>>>("spin", Place::twoCores, submitters);
    registerJuceSubmit();
}

namespace {

struct Peer {
    const char* key;
    const char* name;
};
constexpr Peer standard{"standard", "mutex + condition_variable queue of std::function"};
constexpr Peer spin{"spin", "reference: pure spin, burns both cores"};
constexpr Peer yield{"yield", "reference: bare futex after 3 yields"};
constexpr Peer asio{"asio", "boost::asio::post + std::future"};
constexpr Peer juce{"juce", "juce::MessageManager::callFunctionOnMessageThread"};

class Lines {
public:
    Lines(const Samples& samples, std::vector<Comparison>& into) : samples_(samples), into_(into) {}

    /// One submitter is judged by the time of a call, several by the time that all calls together took.
    void add(Place place, int submitters, const Peer& peer, double bound, const char* figure) {
        const auto at = [&](const char* who) {
            const auto found = samples_.find(std::string("submit/") + who + "/" + name(place) + "/" +
                                             std::to_string(submitters) + "/" + figure);
            return found != samples_.end() ? median(found->second) * 1e6 : 0;
        };
        if (at(peer.key) == 0)
            return;
        into_.push_back({.name = "submit, " + std::to_string(submitters) +
                                 (submitters == 1 ? " submitter, " : " submitters, ") + name(place) + ", " +
                                 (std::string(figure) == "wall" ? "wall time each" : figure),
                         .peerName = peer.name,
                         .unit = "us",
                         .rule = bound > 0 ? Comparison::Rule::atMost : Comparison::Rule::shown,
                         .bound = bound,
                         .ours = at("rondo"),
                         .peer = at(peer.key)});
    }

private:
    const Samples& samples_;
    std::vector<Comparison>& into_;
};

} // namespace

void collectSubmit(const Samples& samples, std::vector<Comparison>& into) {
    Lines lines(samples, into);
    lines.add(Place::sameCore, 1, standard, 0.65, "p50");
    for (const Peer& peer : {yield, asio, juce})
        lines.add(Place::sameCore, 1, peer, 0, "p50");
    lines.add(Place::sameCoreBurning, 1, standard, 1, "p50");
    lines.add(Place::sameCoreBurning, 1, standard, 0, "p99");
    lines.add(Place::twoCores, 1, spin, 1.3, "p50");
    lines.add(Place::twoCores, 1, standard, 0.1, "p50");
    for (const Peer& peer : {yield, asio, juce})
        lines.add(Place::twoCores, 1, peer, 0, "p50");
    lines.add(Place::unpinned, 1, standard, 0, "p50");
    lines.add(Place::sameCore, 4, standard, 0.65, "wall");
    for (const Peer& peer : {yield, asio, juce})
        lines.add(Place::sameCore, 4, peer, 0, "wall");
    lines.add(Place::twoCores, 4, standard, 0.65, "wall");
    for (const Peer& peer : {spin, yield, asio, juce})
        lines.add(Place::twoCores, 4, peer, 0, "wall");
    lines.add(Place::unpinned, 4, standard, 0, "wall");
}

} // namespace rondo::bench
