// SPDX-License-Identifier: MIT
// window_figures SECONDS SOUND: what the window costs the audio thread. Plays the sound in a loop through six
// of Rondo's nodes on the virtual device with blocks of 64 frames, in turns with and without the window on the
// display, in motion, and prints the callbacks' 99.9th percentile of each turn and the ratio of the medians.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <host/gui/display_link.h>
#include <host/gui/main_view.h>
#include <host/gui/theme.h>
#include <host/gui/window_settings.h>
#include <host/player/memory_lock.h>
#include <host/player/workspace.h>
#include <memory>
#include <rondo/device/virtual/virtual_device.h>
#include <support/temporary_folder.h>
#include <vector>

using namespace rondo;

namespace {

constexpr int turns = 5;

host::Workspace::Options optionsIn(const std::filesystem::path& folder) {
    host::Workspace::Options options;
    options.shelf.environment = [home = folder.string()](const char* variable) {
        return std::string(variable) == "HOME" ? home : std::string();
    };
    options.stateFolder = folder / "state";
    options.openDevice =
        [](device::StreamRequest request) -> base::Result<std::unique_ptr<device::AudioDevice>> {
        request.device.clear();
        request.blockFrames = 64;
        request.realtimePriority = 60;
        auto opened = device::VirtualDevice::open(request);
        if (!opened)
            return tl::unexpected(opened.error());
        return std::unique_ptr<device::AudioDevice>(*std::move(opened));
    };
    return options;
}

void require(const base::Result<void>& result) {
    if (result)
        return;
    std::fprintf(stderr, "%s\n", result.error().text.c_str());
    std::exit(1);
}

/// Plays one turn. Returns the 99.9th percentile of the callbacks, as a share of the period.
double play(const std::filesystem::path& sound, int milliseconds, bool shown) {
    const test::TemporaryFolder folder;
    host::Workspace workspace(optionsIn(folder.path()));
    host::Theme theme(host::Theme::Shade::dark);
    juce::LookAndFeel::setDefaultLookAndFeel(&theme);
    require(workspace.edits().openFiles({sound}));
    require(workspace.edits().setLoop({}, {}, true));
    for (const char* type : {"filter", "gain", "pan", "filter", "delay", "strip"})
        require(workspace.edits().addOwnNode(type, 99).map([](auto) {}));
    require(workspace.player().open());
    require(workspace.player().play());
    host::lockMemory();
    host::WindowSettings settings(folder / "window.json");
    std::unique_ptr<host::MainView> view;
    if (shown) {
        view = std::make_unique<host::MainView>(workspace, settings, theme, folder.path());
        view->setSize(1180, 760);
        view->addToDesktop(0);
        view->setVisible(true);
    }
    const auto pump = [&](int time) {
        for (; time > 0; time -= 33) {
            juce::MessageManager::getInstance()->runDispatchLoopUntil(33);
            if (!shown)
                workspace.attend();
        }
    };
    pump(milliseconds);
    const auto report = workspace.player().deviceReport();
    view.reset();
    require(workspace.closeSession());
    juce::LookAndFeel::setDefaultLookAndFeel(nullptr);
    return report.stream.loadP999;
}

} // namespace

int main(int count, char** arguments) {
    if (count != 3) {
        std::fprintf(stderr, "usage: window_figures SECONDS SOUND\n");
        return 2;
    }
    const host::DisplayLink display([] {});
    const int milliseconds = std::max(1, std::atoi(arguments[1])) * 1000;
    std::vector<double> with, without;
    for (int turn = 0; turn < turns; ++turn) {
        without.push_back(play(arguments[2], milliseconds, false));
        with.push_back(play(arguments[2], milliseconds, true));
        std::printf("p99.9 of the period: headless %.2f %%, with the window %.2f %%\n", 100 * without.back(),
                    100 * with.back());
    }
    std::ranges::sort(with);
    std::ranges::sort(without);
    std::printf("medians of %d turns: %.2f %% and %.2f %%, ratio %.2f\n", turns, 100 * without[turns / 2],
                100 * with[turns / 2], with[turns / 2] / without[turns / 2]);
}
