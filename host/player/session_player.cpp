// SPDX-License-Identifier: GPL-3.0-only
#include <host/player/session_player.h>

namespace rondo::host {

struct SessionPlayer::Parts {
    nodes::MeterReading levels;
    nodes::LoudnessReading loudness;
};
SessionPlayer::SessionPlayer(History&, Options) : parts_(std::make_unique<Parts>()) {}
SessionPlayer::~SessionPlayer() = default;
void SessionPlayer::follow(History&) {}
base::Result<void> SessionPlayer::open() { return {}; }
void SessionPlayer::close() {}
void SessionPlayer::attend() {}
std::vector<std::string> SessionPlayer::takeNotices() { return {}; }
base::Result<void> SessionPlayer::play() { return {}; }
void SessionPlayer::stop() {}
base::Result<void> SessionPlayer::locate(base::Seconds) { return {}; }
TransportStatus SessionPlayer::transport() { return {}; }
base::Result<void> SessionPlayer::startCapture(const std::filesystem::path&, int) { return {}; }
base::Result<void> SessionPlayer::stopCapture() { return {}; }
const nodes::MeterReading& SessionPlayer::levels() { return parts_->levels; }
const nodes::LoudnessReading& SessionPlayer::loudness() { return parts_->loudness; }
void SessionPlayer::resetLoudness() {}
base::Result<void> SessionPlayer::playTestTone(bool) { return {}; }
bool SessionPlayer::testToneSounds() const noexcept { return false; }
DeviceReport SessionPlayer::deviceReport() { return {}; }
void SessionPlayer::resetReport() {}
InsertStatus SessionPlayer::status(InsertId) { return {}; }
hosting::HostedPlugin* SessionPlayer::plugin(InsertId) { return nullptr; }
void SessionPlayer::onPluginsLeave(std::function<void(InsertId)>) {}
base::Result<void> SessionPlayer::keepState(InsertId) { return {}; }
base::Result<void> SessionPlayer::keepStates() { return {}; }
void SessionPlayer::retryMissing() {}
std::uint32_t SessionPlayer::latency() const { return 0; }

} // namespace rondo::host
