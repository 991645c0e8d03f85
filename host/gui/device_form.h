// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <host/gui/choice_box.h>
#include <host/gui/device_choices.h>
#include <host/gui/sentence_view.h>
#include <host/session/device_wishes.h>
#include <juce_gui_basics/juce_gui_basics.h>
#include <string>

namespace rondo::host {

/// What the session wishes of its device, to choose from. [control]
class DeviceForm final : public juce::Component {
public:
    /// What is known of the machine's devices.
    struct Devices {
        const std::optional<DeviceChoices::List>& found;
        bool looking = false;
        std::string trouble = {}; ///< why there is no list, in a sentence
        std::string hint = {};    ///< what else there is to say of the list
    };

    DeviceForm();

    /// Told when a person has chosen something.
    std::function<void(const DeviceWishes&)> onWish = {};
    std::function<void()> onRefresh = {};
    std::function<void(bool sounding)> onTestTone = {};

    /// Effects: shows wishes beside what there is. Returns: whether the height may be another.
    bool show(const DeviceWishes& wishes, const Devices& devices);
    void showTestTone(bool sounding);

    int heightFor(int width);
    void resized() override;
    void paint(juce::Graphics& graphics) override;

private:
    template <class Lines, class Set>
    void fill(ChoiceBox& box, const DeviceWishes& wishes, const Lines& lines, std::size_t chosen, Set set);
    juce::String hintOf(const DeviceWishes& wishes, const Devices& devices) const;

    ChoiceBox api_{"Host API"};
    ChoiceBox output_{"Output device"};
    ChoiceBox rate_{"Sample rate"};
    ChoiceBox block_{"Block"};
    SentenceView hint_{"Devices", Theme::dim};
    juce::TextButton refresh_{"Refresh"};
    juce::TextButton tone_{"Play test tone"};
    bool sounding_ = false;
};

} // namespace rondo::host
