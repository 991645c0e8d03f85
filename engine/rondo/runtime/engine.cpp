// SPDX-License-Identifier: MIT
#include <rondo/runtime/engine.h>

#include <chrono>
#include <cmath>
#include <rondo/nodes/gain_node.h>
#include <thread>

namespace rondo::runtime {
namespace {

constexpr std::chrono::milliseconds fadePoll{5};
constexpr std::chrono::seconds fadePatience{1};

const device::AudioDevice& checked(const std::unique_ptr<device::AudioDevice>& device) {
    if (!device)
        throw base::Failure(
            {base::ErrorCode::invalidArgument, "An engine needs an open device and got none; open one first."});
    return *device;
}

graph::GraphOptions graphOptionsFor(const device::StreamFormat& format, const EngineOptions& options) {
    graph::GraphOptions result;
    result.rate = format.rate;
    result.maximumFrames = format.maximumFrames;
    result.inputChannels = format.inputChannels;
    result.outputChannels = format.outputChannels;
    result.eventCapacity = options.eventCapacity;
    result.scheduledCapacity = options.eventCapacity;
    return result;
}

} // namespace

Engine::Engine(std::unique_ptr<device::AudioDevice> device, EngineOptions options)
    : options_(std::move(options)), executor_({options_.name, {}}),
      ownPool_(options_.pool == nullptr
                   ? std::make_unique<task::Pool>(task::PoolOptions{.workers = 1, .name = "files"})
                   : nullptr),
      pool_(options_.pool != nullptr ? options_.pool : ownPool_.get()), files_(*pool_),
      graph_(graph::makeGraph(graphOptionsFor(checked(device).format(), options_), executor_.reclaimer())),
      device_(std::move(device)) {
    buildMaster();
}

Engine::~Engine() { stop(); }

void Engine::buildMaster() {
    const auto width = device_->format().outputChannels;
    auto meter = nodes::makeMeter(width);
    levels_ = std::move(meter.reader);
    auto edit = graph_.control.edit();
    master_ = edit.add(
        std::make_unique<nodes::GainNode>(nodes::GainOptions{width, options_.gain, options_.fade}), "master");
    const auto meterNode = edit.add(std::move(meter.node), "master meter");
    edit.connectToOutput(master_);
    edit.connect(master_, 0, meterNode, 0);
    if (const auto committed = edit.commit(); !committed)
        throw base::Failure(committed.error());
}

base::Result<void> Engine::start() {
    if (auto reason = lost())
        return tl::unexpected(*reason);
    if (driver_)
        return {};
    position_.store(0, std::memory_order_relaxed);
    driver_.emplace(executor_.adopt());
    auto started = device_->start(*this);
    if (!started)
        stop();
    return started;
}

void Engine::fadeOut() {
    if (!driver_ || !graph_.control.setParameter(master_, nodes::GainNode::gain, base::Decibels::silence))
        return;
    const auto& format = device_->format();
    const auto fade = base::toFrames(options_.fade, format.rate).value + 2 * std::int64_t{format.maximumFrames};
    const auto until = position() + fade;
    const auto deadline = std::chrono::steady_clock::now() + fadePatience +
                          std::chrono::duration_cast<std::chrono::milliseconds>(
                              std::chrono::duration<double>(static_cast<double>(fade) / format.rate));
    while (position() < until && !lost() && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(fadePoll);
}

void Engine::stop() noexcept {
    device_->stop();
    driver_.reset();
}

std::optional<graph::FlightReport> Engine::collectMisses() {
    const auto late = device_->statistics();
    return graph_.control.collectMisses({late.lateOurs, late.lateTheirs});
}

std::optional<base::Error> Engine::lost() const {
    const std::lock_guard lock(lostMutex_);
    return lost_;
}

void Engine::process(audio::ConstAudioBlock input, audio::AudioBlock output,
                     const device::BlockTime& time) noexcept {
    auto& recorder = *graph_.control.recorder();
    recorder.beginBlock(time.frame, output.frameCount(), recorder.now());
    if (const auto block = driver_->enter()) {
        recorder.closuresRan(block.closures(), recorder.now());
        graph_.processor.process(input, output, time.frame);
    } else {
        output.clear();
        refused_.fetch_add(1, std::memory_order_relaxed);
    }
    recorder.endBlock(recorder.now());
    position_.store(time.frame + output.frameCount(), std::memory_order_relaxed);
}

void Engine::streamLost(const base::Error& reason) noexcept {
    const std::lock_guard lock(lostMutex_);
    lost_ = reason;
}

} // namespace rondo::runtime
