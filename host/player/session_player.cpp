// SPDX-License-Identifier: GPL-3.0-only
#include <host/player/session_player.h>

#include <algorithm>
#include <chrono>
#include <host/player/detail/chain_follower.h>
#include <host/player/detail/device_watch.h>
#include <host/player/detail/playing_graph.h>
#include <host/player/session_edits.h>
#include <rondo/base/clock.h>
#include <rondo/base/error.h>
#include <rondo/device/device_list.h>
#include <utility>

namespace rondo::host {

using base::ErrorCode;
using base::Result;

namespace {

constexpr double gesturePause = 0.5; ///< s without a change of a plugin's own editor that end a gesture

void note(Result<void>& all, Result<void> one) {
    if (all && !one)
        all = std::move(one);
}

} // namespace

struct SessionPlayer::Parts {
    Parts(SessionPlayer& player, History& followed, Options given);

    void listen(History& other);
    Result<void> tryOnce(const HostedPlugin& plugin);
    void changed(const SessionChange& change);
    device::StreamRequest request() const;
    Result<void> openWith(std::unique_ptr<device::AudioDevice> device);
    Result<void> open();
    void close();
    void buildSource();
    void lookForLoss();
    void takeMoved();
    void attendSound();
    void tell(const Result<void>& result) {
        if (!result)
            notices.push_back(result.error().text);
    }

    SessionPlayer& owner;
    Options options;
    History* history;
    std::size_t listener = 0;
    detail::ChainFollower::Means means;
    std::unique_ptr<detail::PlayingGraph> sound; ///< null while no device is open
    std::optional<detail::ChainFollower> chain;  ///< of `sound`
    detail::DeviceWatch watch;
    std::string sourceTrouble;
    std::vector<std::string> notices;
    std::vector<std::function<void(InsertId)>> leaveListeners;
    std::vector<Shared<std::string>> untried; ///< states that a file has brought; all others a plugin has given
    bool reopen = false;                      ///< the wishes have changed
    bool echo = false;    ///< an edit that only tells what a plugin's own editor has done already
    bool playing = false; ///< as people have asked for
    struct Gesture {
        GestureId id;
        std::uint64_t told = 0; ///< by the plugin
        double last = 0;
    };
    std::map<std::pair<InsertId, std::string>, Gesture> gestures;
    nodes::MeterReading silentLevels;
    nodes::LoudnessReading silentLoudness;
    base::Seconds captured; ///< by the capture that ended last
};

SessionPlayer::Parts::Parts(SessionPlayer& player, History& followed, Options given)
    : owner(player), options(std::move(given)), history(&followed), watch(*options.pool) {
    if (!options.openDevice)
        options.openDevice = [](const device::StreamRequest& wanted) { return device::openDevice(wanted); };
    means.loader = options.loader;
    means.locate = options.locate;
    means.offline = options.offline;
    means.tryState = [this](const HostedPlugin& plugin) { return tryOnce(plugin); };
    means.leaving = [this](InsertId insert) {
        for (const auto& each : leaveListeners)
            each(insert);
    };
    listen(followed);
}

void SessionPlayer::Parts::listen(History& other) {
    history = &other;
    listener = other.listen([this](const SessionChange& change) { changed(change); });
    untried.clear();
    for (const auto& insert : other.document().inserts)
        if (const auto* plugin = std::get_if<HostedPlugin>(&insert->content))
            untried.push_back(plugin->state);
}

Result<void> SessionPlayer::Parts::tryOnce(const HostedPlugin& plugin) {
    const auto at = std::ranges::find_if(untried, [&](const auto& state) { return state.same(plugin.state); });
    if (at == untried.end())
        return {};
    auto tried = owner.tryState(plugin);
    if (tried)
        untried.erase(at);
    return tried;
}

/// Called inside of an edit: nothing here edits.
void SessionPlayer::Parts::changed(const SessionChange& change) {
    const auto& document = history->document();
    if (change.devices)
        reopen = true;
    if (!sound)
        return;
    if (change.source) {
        const bool inputs = document.source->kind == SourceKind::input;
        if (inputs && sound->engine().device().format().inputChannels < request().inputChannels)
            reopen = true;
        buildSource();
    } else if (change.loop) {
        tell(sound->source().setLoop(*document.loop));
    }
    if (change.strip)
        tell(sound->setStrip(*document.strip));
    if (change.master)
        tell(sound->setMaster(*document.master));
    const bool made = std::ranges::any_of(change.changed, [](const auto& each) { return each.content; });
    if (!change.added.empty() || !change.removed.empty() || change.order || made)
        tell(chain->follow(document));
    if (!echo)
        for (const auto& insert : change.changed)
            if (!insert.content)
                tell(chain->apply(insert, document));
}

device::StreamRequest SessionPlayer::Parts::request() const {
    const auto& document = history->document();
    const auto& wishes = *document.devices;
    device::StreamRequest request;
    request.device = wishes.hostApi.empty()  ? wishes.output
                     : wishes.output.empty() ? wishes.hostApi
                                             : wishes.hostApi + ":" + wishes.output;
    if (wishes.hostApi == "Rondo")
        request.device = "virtual";
    request.rate = wishes.rate.value_or(0);
    request.blockFrames = static_cast<std::uint32_t>(wishes.block.value_or(base::Frames{0}).value);
    request.outputChannels = 2;
    if (document.source->kind == SourceKind::input)
        request.inputChannels = document.source->input.first + document.source->input.channels - 1;
    return request;
}

Result<void> SessionPlayer::Parts::open() {
    close();
    reopen = false;
    auto wanted = request();
    auto device = options.openDevice(wanted);
    if (!device && device.error().code == ErrorCode::unsupported && wanted.inputChannels > 0) {
        wanted.inputChannels = 0; // the source then says what is missing
        device = options.openDevice(wanted);
    }
    if (!device && device.error().code == ErrorCode::unsupported) {
        wanted.outputChannels = 1;
        if (auto narrow = options.openDevice(wanted))
            device = std::move(narrow);
    }
    if (!device) {
        watch.failed(device.error().text);
        return tl::unexpected(device.error());
    }
    return openWith(*std::move(device));
}

Result<void> SessionPlayer::Parts::openWith(std::unique_ptr<device::AudioDevice> device) {
    const auto& document = history->document();
    try {
        sound = std::make_unique<detail::PlayingGraph>(std::move(device), *options.pool, *document.strip,
                                                       *document.master);
    } catch (const std::exception& error) {
        watch.failed(error.what());
        return base::fail(ErrorCode::refused, error.what());
    }
    chain.emplace(sound->engine(), sound->chain(), means);
    tell(chain->follow(document));
    for (auto& notice : chain->takeNotices())
        notices.push_back(std::move(notice));
    buildSource();
    if (!options.offline)
        tell(sound->source().locate(document.view->position));
    if (auto started = sound->engine().start(); !started) {
        watch.failed(started.error().text);
        close();
        return started;
    }
    watch.opened(sound->engine());
    return {};
}

void SessionPlayer::Parts::buildSource() {
    playing = false;
    const auto& document = history->document();
    const auto built = sound->source().build(*document.source, *document.loop);
    sourceTrouble = built ? std::string() : built.error().text;
    const bool nothing = document.source->kind == SourceKind::files && document.source->files.empty();
    if (!built && !nothing && !reopen)
        notices.push_back(sourceTrouble);
}

void SessionPlayer::Parts::close() {
    playing = false;
    if (!sound)
        return;
    if (sound->capturing())
        captured = base::Seconds{static_cast<double>(sound->captured().frames) /
                                 sound->engine().device().format().rate};
    tell(sound->stopCapture().map([](const auto&) {}));
    if (!options.offline && !sound->engine().lost())
        sound->engine().fadeOut();
    auto plugins = chain->release();
    sound->engine().stop();
    chain.reset();
    sound.reset(); // the graph and its nodes go first, then the plugins
    watch.closed();
}

void SessionPlayer::Parts::lookForLoss() {
    if (sound)
        if (const auto lost = sound->engine().lost()) {
            notices.push_back(lost->text);
            auto wanted = request();
            // What comes back is the same device, never silently another one.
            wanted.device = sound->engine().device().format().device;
            const auto trouble = lost->text;
            close();
            watch.waitFor(std::move(wanted), trouble, options.openDevice);
        }
    if (auto device = watch.takeReturned()) {
        tell(openWith(std::move(device)));
        if (sound)
            notices.push_back("The device '" + sound->engine().device().format().device + "' is back.");
    }
}

/// Edits that plugins' own editors have made, as steps of the history: one for what goes on without a pause.
void SessionPlayer::Parts::takeMoved() {
    const double now = base::monotonicSeconds();
    for (const auto& moved : chain->takeMoved()) {
        auto& gesture = gestures[{moved.insert, moved.parameter}];
        const bool pause = moved.gesture == 0 && now - gesture.last > gesturePause;
        if (gesture.id.value == 0 || gesture.told != moved.gesture || pause)
            gesture.id = history->newGesture();
        gesture.told = moved.gesture;
        gesture.last = now;
        echo = true;
        const auto edited =
            SessionEdits(*history, owner).setParameter(moved.insert, moved.parameter, moved.value, gesture.id);
        echo = false;
        tell(edited);
    }
    constexpr double longestGesture = 60;
    std::erase_if(gestures, [&](const auto& each) { return now - each.second.last > longestGesture; });
}

void SessionPlayer::Parts::attendSound() {
    tell(sound->chain().attend());
    takeMoved();
    chain->blame(sound->engine().graph().statistics());
    if (const auto report = sound->engine().collectMisses()) {
        chain->blame(*report);
        watch.missed(*report);
    }
    watch.look(sound->engine());
    if (playing && sound->source().ended()) {
        tell(sound->source().setPlaying(false));
        playing = false;
    }
    for (auto& notice : chain->takeNotices())
        notices.push_back(std::move(notice));
    for (auto& notice : sound->source().takeNotices())
        notices.push_back(std::move(notice));
}

SessionPlayer::SessionPlayer(History& history, Options options)
    : parts_(std::make_unique<Parts>(*this, history, std::move(options))) {}

SessionPlayer::~SessionPlayer() {
    parts_->close();
    parts_->history->unlisten(parts_->listener);
}

void SessionPlayer::follow(History& history) {
    auto& parts = *parts_;
    const auto before = parts.request();
    parts.history->unlisten(parts.listener);
    parts.listen(history);
    if (!parts.sound)
        return;
    const auto after = parts.request();
    const bool same = before.device == after.device && before.rate == after.rate &&
                      before.blockFrames == after.blockFrames && after.inputChannels <= before.inputChannels;
    // Inserts of two sessions may have the same ids: none of the old ones may stay.
    parts.tell(parts.chain->follow(SessionDocument{}));
    const auto& document = history.document();
    if (!same) {
        parts.reopen = true;
        return;
    }
    parts.tell(parts.sound->setStrip(*document.strip));
    parts.tell(parts.sound->setMaster(*document.master));
    parts.tell(parts.chain->follow(document));
    parts.buildSource();
    if (!parts.sound->source().empty())
        parts.tell(parts.sound->source().locate(document.view->position));
}

Result<void> SessionPlayer::open() { return parts_->open(); }
void SessionPlayer::close() { parts_->close(); }

void SessionPlayer::attend() {
    auto& parts = *parts_;
    if (parts.reopen && (parts.sound || parts.watch.wanted())) {
        parts.reopen = false;
        static_cast<void>(keepStates());
        parts.tell(parts.open());
    }
    if (parts.sound)
        parts.attendSound();
    parts.lookForLoss();
}

std::vector<std::string> SessionPlayer::takeNotices() { return std::exchange(parts_->notices, {}); }

Result<void> SessionPlayer::play() {
    auto& parts = *parts_;
    if (!parts.sound)
        return base::fail(ErrorCode::refused, parts.watch.trouble().empty()
                                                  ? "No device is open, so nothing can be played; choose one."
                                                  : parts.watch.trouble());
    auto& source = parts.sound->source();
    if (source.empty())
        return base::fail(ErrorCode::notFound, parts.sourceTrouble);
    if (source.ended())
        if (auto located = source.locate({}); !located)
            return located;
    auto played = parts.sound->play();
    parts.playing = played.has_value();
    return played;
}

void SessionPlayer::stop() {
    auto& parts = *parts_;
    parts.playing = false;
    if (!parts.sound)
        return;
    parts.tell(parts.sound->source().setPlaying(false));
    const auto position = parts.sound->source().position();
    parts.tell(parts.history->show([&](SessionView& view) { view.position = position; }));
}

Result<void> SessionPlayer::locate(base::Seconds position) {
    auto& parts = *parts_;
    if (auto shown = parts.history->show([&](SessionView& view) { view.position = position; }); !shown)
        return shown;
    if (!parts.sound || parts.sound->source().empty())
        return {};
    return parts.sound->source().locate(position);
}

TransportStatus SessionPlayer::transport() {
    auto& parts = *parts_;
    TransportStatus status;
    status.playing = parts.playing;
    status.trouble = parts.sourceTrouble;
    status.captured = parts.captured;
    if (!parts.sound) {
        status.position = parts.history->document().view->position;
        return status;
    }
    auto& source = parts.sound->source();
    status.ended = source.ended();
    status.playing = status.playing && !status.ended;
    status.position = source.position();
    status.length = source.length();
    status.underruns = source.underruns();
    status.capturing = parts.sound->capturing();
    if (status.capturing)
        status.captured = base::Seconds{static_cast<double>(parts.sound->captured().frames) /
                                        parts.sound->engine().device().format().rate};
    return status;
}

void SessionPlayer::prepareFor(std::size_t frames) {
    if (parts_->sound)
        parts_->sound->source().prepareFor(frames);
}

Result<void> SessionPlayer::startCapture(const std::filesystem::path& file, std::uint32_t bits) {
    if (!parts_->sound)
        return base::fail(ErrorCode::refused, "No device is open, so nothing can be captured; choose one.");
    return parts_->sound->startCapture(file, bits, parts_->playing);
}

Result<void> SessionPlayer::stopCapture() {
    if (!parts_->sound)
        return {};
    const auto rate = parts_->sound->engine().device().format().rate;
    return parts_->sound->stopCapture().map([&](const session::RecordingProgress& progress) {
        parts_->captured = {static_cast<double>(progress.frames) / rate};
    });
}

const nodes::MeterReading& SessionPlayer::levels() {
    return parts_->sound ? parts_->sound->engine().levels() : parts_->silentLevels;
}

const nodes::LoudnessReading& SessionPlayer::loudness() {
    return parts_->sound ? parts_->sound->loudness() : parts_->silentLoudness;
}

void SessionPlayer::resetLoudness() {
    if (parts_->sound)
        parts_->tell(parts_->sound->resetLoudness());
}

Result<void> SessionPlayer::playTestTone(bool sounding) {
    if (!parts_->sound)
        return base::fail(ErrorCode::refused, "No device is open, so no test tone can be played; choose one.");
    return parts_->sound->playTestTone(sounding);
}

bool SessionPlayer::testToneSounds() const noexcept { return parts_->sound && parts_->sound->testToneSounds(); }

DeviceReport SessionPlayer::deviceReport() {
    return parts_->watch.report(parts_->sound ? &parts_->sound->engine() : nullptr);
}

void SessionPlayer::resetReport() { parts_->watch.reset(parts_->sound ? &parts_->sound->engine() : nullptr); }

InsertStatus SessionPlayer::status(InsertId insert) {
    return parts_->chain ? parts_->chain->status(insert) : InsertStatus{};
}

hosting::HostedPlugin* SessionPlayer::plugin(InsertId insert) {
    return parts_->chain ? parts_->chain->plugin(insert) : nullptr;
}

void SessionPlayer::onPluginsLeave(std::function<void(InsertId)> listener) {
    parts_->leaveListeners.push_back(std::move(listener));
}

Result<void> SessionPlayer::keepState(InsertId insert) {
    if (!parts_->chain)
        return {};
    parts_->takeMoved();
    parts_->echo = true; // the plugin has what the document learns
    auto kept = parts_->chain->keep(insert, *parts_->history);
    parts_->echo = false;
    return kept;
}

Result<void> SessionPlayer::keepStates() {
    Result<void> all;
    std::vector<InsertId> inserts;
    for (const auto& insert : parts_->history->document().inserts)
        inserts.push_back(insert->id);
    for (const auto insert : inserts)
        note(all, keepState(insert));
    return all;
}

Result<void> SessionPlayer::tryState(const HostedPlugin& plugin) const {
    return parts_->options.tryState ? parts_->options.tryState(plugin) : Result<void>();
}

void SessionPlayer::retryMissing() {
    if (parts_->chain)
        parts_->tell(parts_->chain->retryMissing(parts_->history->document()));
}

std::uint32_t SessionPlayer::latency() const { return parts_->sound ? parts_->sound->latency() : 0; }

} // namespace rondo::host
