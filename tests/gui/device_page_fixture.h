// SPDX-License-Identifier: MIT
#pragma once

#include "workspace_fixture.h"

#include <atomic>
#include <condition_variable>
#include <doctest/doctest.h>
#include <functional>
#include <host/gui/choice_box.h>
#include <host/gui/device_page.h>
#include <mutex>

namespace rondo::test {

inline host::DeviceFinder::List machine() {
    return {{"system", "JACK", 2, 2, 48000, true},         {"Microphone", "ALSA", 2, 0, 44100, false},
            {"USB Interface", "ALSA", 8, 8, 48000, false}, {"JACK:Twin", "JACK", 0, 2, 48000, false},
            {"ALSA:Twin", "ALSA", 0, 2, 44100, false},     {"virtual", "Rondo", 64, 64, 48000, false}};
}

template <class Kind>
Kind* findBy(juce::Component& root, const juce::String& title) {
    for (auto* const child : root.getChildren()) {
        auto* const wanted = dynamic_cast<Kind*>(child);
        if (wanted != nullptr && wanted->getTitle() == title)
            return wanted;
        if (auto* const below = findBy<Kind>(*child, title))
            return below;
    }
    return nullptr;
}

inline juce::TextButton* findButton(juce::Component& root, const juce::String& text) {
    for (auto* const child : root.getChildren()) {
        auto* const button = dynamic_cast<juce::TextButton*>(child);
        if (button != nullptr && button->getButtonText() == text)
            return button;
        if (auto* const below = findButton(*child, text))
            return below;
    }
    return nullptr;
}

inline juce::StringArray linesOf(juce::ComboBox& box) {
    juce::StringArray lines;
    for (int at = 0; at < box.getNumItems(); ++at)
        lines.add(box.getItemText(at));
    return lines;
}

inline juce::String valueOf(juce::Component& root, const juce::String& title) {
    auto* const part = findBy<juce::Component>(root, title);
    REQUIRE(part != nullptr);
    auto* const handler = part->getAccessibilityHandler();
    REQUIRE(handler != nullptr);
    REQUIRE(handler->getValueInterface() != nullptr);
    // Narrow spaces stand between groups of digits.
    return handler->getValueInterface()->getCurrentValueAsString().replaceCharacter(0x202f, ' ');
}

/// Waits, up to 10 s, for what another thread and the message thread bring about together.
inline bool pumpUntil(const std::function<bool()>& holds) {
    for (int turn = 0; turn < 500 && !holds(); ++turn)
        WorkspaceFixture::pump(20);
    return holds();
}

/// Says when the list of devices comes.
class Gate {
public:
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    void pass() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return open_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
};

/// A device page as the window shows it, on a machine with some devices.
struct DevicePageFixture : WorkspaceFixture {
    std::atomic<int> asked{0};
    host::DevicePage page{workspace, [this]() -> base::Result<host::DeviceFinder::List> {
                              ++asked;
                              return machine();
                          }};

    explicit DevicePageFixture(int width = 1000, int height = 720) {
        workspace.onChange([this](const host::SessionChange& change) { page.sessionChanged(change); });
        workspace.onSessionReplaced([this] { page.sessionReplaced(); });
        page.sessionReplaced();
        show(page, width, height);
    }
    const host::DeviceWishes& wishes() const { return *workspace.document().devices; }
    host::ChoiceBox& box(const juce::String& title) {
        auto* const found = findBy<host::ChoiceBox>(page, title);
        REQUIRE(found != nullptr);
        return *found;
    }
    void look() {
        const int before = asked;
        page.tick();
        REQUIRE(pumpUntil([&] { return asked > before && findButton(page, "Refresh")->isEnabled(); }));
    }
    void choose(const juce::String& title, const juce::String& line) {
        const int at = linesOf(box(title)).indexOf(line);
        REQUIRE_MESSAGE(at >= 0, line.toStdString());
        box(title).setSelectedItemIndex(at, juce::sendNotificationSync);
    }
};

inline host::DeviceReport running() {
    host::DeviceReport report;
    report.open = true;
    report.format = {"USB Interface", 48000, 256, 256, 2, 2, 256, 512};
    report.period = 256 / 48000.0;
    report.stream.load = 0.031;
    report.stream.loadPeak = 0.42;
    report.callbacks.counts[17] = 900; // 65.5 to 131 us
    report.callbacks.counts[18] = 95;
    report.callbacks.counts[20] = 4;
    report.callbacks.counts[24] = 1; // 8.39 to 16.8 ms
    return report;
}

} // namespace rondo::test
