// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <host/hosting/hosted_plugin.h>
#include <host/hosting/plugin_loader.h>
#include <host/hosting/plugin_search.h>
#include <host/player/device_report.h>
#include <host/player/insert_status.h>
#include <host/player/transport_status.h>
#include <host/session/history.h>
#include <memory>
#include <rondo/base/result.h>
#include <rondo/device/audio_device.h>
#include <rondo/nodes/loudness_node.h>
#include <rondo/nodes/meter_node.h>
#include <rondo/task/pool.h>
#include <string>
#include <vector>

namespace rondo::host {

/// Plays a session: opens the device that it wishes, builds its graph, and follows every edit of its history
/// while it plays, undo and redo included. The history is the truth: what the player cannot do (a plugin that
/// is gone, a file that cannot be read) it tells, and the document stays as it is.
///
/// source (files one after the other, or live input) -> inserts -> strip -> master -> device
///
/// Two channels wide. Used on one thread, which is JUCE's message thread; nothing of it blocks on the audio
/// thread. Plugins are loaded on this thread.
class SessionPlayer {
public:
    struct Options {
        task::Pool* pool = nullptr; ///< for files; outlives it; not null
        /// Loads plugins; outlives it. Null: every plugin is missing.
        hosting::PluginLoader* loader = nullptr;
        /// Finds the plugin of an insert on this machine. Empty: none is found.
        std::function<base::Result<hosting::LocatedPlugin>(const HostedPlugin&)> locate = {};
        /// Tries a plugin's state from a file, a session's or a preset's, where a crash does no harm. Empty:
        /// none is tried.
        std::function<base::Result<void>(const HostedPlugin&)> tryState = {};
        /// Opens a device; empty: device::openDevice.
        std::function<base::Result<std::unique_ptr<device::AudioDevice>>(const device::StreamRequest&)>
            openDevice = {};
        bool offline = false; ///< rendered: plugins may take their time, and nothing is timed
    };

    /// Effects: none on devices; see `open`. Requires: `history` outlives it, or `follow` is called before it
    /// goes. [control]
    SessionPlayer(History& history, Options options);
    /// Effects: `close`. [control]
    ~SessionPlayer();
    SessionPlayer(const SessionPlayer&) = delete;
    SessionPlayer& operator=(const SessionPlayer&) = delete;

    /// Effects: plays another session from now on, stopped at its position; the device stays open unless the
    /// other one wishes for another. [control]
    void follow(History& history);

    /// Effects: opens the device of the session's wishes and starts its stream, the transport stopped. Errors:
    /// why not; DeviceReport::trouble tells it too, and everything but the sound goes on. Progress: blocking,
    /// with the device's deadlines. [control]
    base::Result<void> open();
    /// Effects: fades out and closes the device. [control]
    void close();
    /// Effects: what a timer does, 20 to 60 times a second: compensates latencies, takes over what plugins'
    /// editors have changed as edits of the history, notices ends, losses and misses, and frees what the graph
    /// has let go. A device that was lost is opened again when it is back. [control]
    void attend();
    /// Returns: what people have to be told since the last call, a sentence each. [control]
    std::vector<std::string> takeNotices();

    /// Effects: plays from where the transport is; from the beginning when it is at the end. Errors: why not:
    /// no device, no source. [control]
    base::Result<void> play();
    /// Effects: stops there, with a short fade. [control]
    void stop();
    /// Effects: goes there, playing or not. Errors: as FileStream::locate; live input has no places. [control]
    base::Result<void> locate(base::Seconds position);
    TransportStatus transport();
    /// Effects: offline, before each block: waits until the next `frames` frames of the files are there.
    /// [control]
    void prepareFor(std::size_t frames);

    /// Effects: writes what is heard into a file (.wav, .flac, .aiff; 24 bits, WAV with `bits` 32 floats) from
    /// the next `play` on, or from now when it plays; without the latency of the inserts. Errors: as
    /// Recording::start. [control]
    base::Result<void> startCapture(const std::filesystem::path& file, std::uint32_t bits = 24);
    /// Effects: ends the capture; its file is complete when this returns. Errors: what went wrong with it.
    /// Progress: blocking. [control]
    base::Result<void> stopCapture();

    /// Returns: the newest reading of the master's peak and RMS. [control]
    const nodes::MeterReading& levels();
    /// Returns: the newest reading of the master's loudness and true peak. [control]
    const nodes::LoudnessReading& loudness();
    /// Effects: integrated loudness and highest peaks begin anew. [control]
    void resetLoudness();
    /// Effects: the device plays a sine beside the session, or no more. [control]
    base::Result<void> playTestTone(bool sounding);
    bool testToneSounds() const noexcept;
    DeviceReport deviceReport();
    /// Effects: counts of the report begin anew. [control]
    void resetReport();

    /// Returns: what an insert is doing. Requires: the document has it, or had it a moment ago. [control]
    InsertStatus status(InsertId insert);
    /// Returns: its plugin, while it plays; null for Rondo's own nodes and missing plugins. It goes when the
    /// insert does, and when the device is closed: whoever has an editor of it open listens to
    /// `onPluginsLeave`. [control]
    hosting::HostedPlugin* plugin(InsertId insert);
    /// Effects: `listener` is called before a plugin goes, so that its editor is closed first. [control]
    void onPluginsLeave(std::function<void(InsertId)> listener);
    /// Effects: brings the state and the parameters of plugins into the document, without a step of the
    /// history: of one insert before it is removed, of all before a session is saved. Errors: a sentence for
    /// those that refuse; the others are kept all the same. [control]
    base::Result<void> keepState(InsertId insert);
    base::Result<void> keepStates();
    /// Returns: whether a plugin can be given the state that it has here; see Options::tryState. Progress:
    /// blocking. [control]
    base::Result<void> tryState(const HostedPlugin& plugin) const;
    /// Effects: tries again to load the plugins that are missing, for instance after a scan. [control]
    void retryMissing();

    /// Returns: frames by which what is heard lags behind the source, through the inserts. [control]
    std::uint32_t latency() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace rondo::host
