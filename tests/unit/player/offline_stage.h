// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>
#include <host/player/session_edits.h>
#include <host/player/session_player.h>
#include <memory>
#include <rondo/device/offline/offline_device.h>
#include <support/render_comparison.h>
#include <support/sound_files.h>
#include <support/temporary_folder.h>
#include <vector>

namespace rondo::test {

/// A session, its player and a device that plays when the test says so.
struct OfflineStage {
    TemporaryFolder folder;
    task::Pool pool{{.workers = 1}};
    device::OfflineDevice* device = nullptr; ///< the player's
    device::OfflineDevice::Source input;     ///< what the device hears
    bool refuses = false;                    ///< no device can be opened
    std::vector<device::StreamRequest> requests;
    host::History history{host::SessionDocument{}};
    host::SessionPlayer player{history, options()};
    host::SessionEdits edits{history, player};

    host::SessionPlayer::Options options() {
        host::SessionPlayer::Options result;
        result.pool = &pool;
        result.offline = true;
        result.openDevice = [this](const device::StreamRequest& wanted) { return open(wanted); };
        return result;
    }
    base::Result<std::unique_ptr<device::AudioDevice>> open(device::StreamRequest request) {
        requests.push_back(request);
        if (refuses)
            return base::fail(base::ErrorCode::refused, "The device is in use by somebody else; close that.");
        request.device = "";
        if (request.rate == 0)
            request.rate = 48000;
        if (request.blockFrames == 0)
            request.blockFrames = 100;
        auto opened = device::OfflineDevice::open(request);
        if (!opened)
            return tl::unexpected(opened.error());
        device = opened->get();
        return std::unique_ptr<device::AudioDevice>(*std::move(opened));
    }
    /// Returns: a file of two sines.
    std::filesystem::path file(const std::string& name, std::size_t frames = 20000, double frequency = 440) {
        const auto path = folder / name;
        const auto samples = sines(frames, 2, 48000, frequency);
        writeBytes(path, wavBytes({.declaredBytes = static_cast<std::uint32_t>(samples.size() * sizeof(float))},
                                  floatBytes(samples)));
        return path;
    }
    /// Returns: the next frames that the device plays, channel by channel.
    Render run(std::int64_t frames) {
        Render played(2);
        player.attend();
        while (frames > 0) {
            const auto count = std::min<std::int64_t>(frames, 100);
            player.prepareFor(static_cast<std::size_t>(count));
            REQUIRE(device->run(
                count,
                [&](audio::ConstAudioBlock block) -> base::Result<void> {
                    for (std::uint32_t channel = 0; channel < block.channelCount(); ++channel) {
                        const auto samples = block.channel(channel);
                        played[channel].insert(played[channel].end(), samples.begin(), samples.end());
                    }
                    return {};
                },
                input));
            frames -= count;
        }
        player.attend();
        return played;
    }
};

} // namespace rondo::test
