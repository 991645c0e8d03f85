// SPDX-License-Identifier: GPL-3.0-only
// Draws the strip's editor into a PNG while a thread plays the host, so that the meters and the engine's line
// live.
#include <atomic>
#include <chrono>
#include <iostream>
#include <memory>
#include <plugins/strip/core/strip_parameters.h>
#include <plugins/strip/shell/strip_editor.h>
#include <thread>

using namespace rondo::strip;

namespace {

constexpr int frames = 512;
constexpr double rate = 48000;

void set(StripPlugin& plugin, StripParameter parameter, double value) {
    auto& adapter = plugin.adapter(index(parameter));
    adapter.setValueNotifyingHost(static_cast<float>(adapter.parameter().normalise(value)));
}

// Two seconds of sound at once, then at the pace of a sound card.
void playHost(StripPlugin& plugin, const std::atomic<bool>& stop) {
    juce::Random random(3);
    juce::AudioBuffer<float> buffer(2, frames);
    juce::MidiBuffer midi;
    auto next = std::chrono::steady_clock::now();
    for (int block = 0; !stop.load(); ++block) {
        const float level = block % 60 == 0 ? 0.9f : 0.5f;
        for (int frame = 0; frame < frames; ++frame) {
            const float common = random.nextFloat() - 0.5f;
            for (int channel = 0; channel < 2; ++channel)
                buffer.setSample(channel, frame, level * (common + 0.5f * (random.nextFloat() - 0.5f)));
        }
        plugin.processBlock(buffer, midi);
        if (block > 190)
            std::this_thread::sleep_until(next +=
                                          std::chrono::microseconds(static_cast<int>(1e6 * frames / rate)));
        else
            next = std::chrono::steady_clock::now();
    }
}

void ask(juce::Component& parent) {
    for (auto* child : parent.getChildren())
        if (auto* line = dynamic_cast<EngineLine*>(child))
            line->ask();
        else
            ask(*child);
}

} // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "usage: strip_picture FILE.png\n";
        return 2;
    }
    const juce::ScopedJuceInitialiser_GUI juce;
    StripPlugin plugin;
    plugin.prepareToPlay(rate, frames);
    set(plugin, StripParameter::trim, -6);
    set(plugin, StripParameter::pan, 12);
    set(plugin, StripParameter::width, 130);
    set(plugin, StripParameter::phaseRight, 1);
    std::atomic<bool> stop{false};
    std::thread host([&] { playHost(plugin, stop); });
    const std::unique_ptr<juce::AudioProcessorEditor> editor(plugin.createEditorIfNeeded());
    juce::Timer::callAfterDelay(1500, [&] { ask(*editor); });
    juce::Timer::callAfterDelay(2000, [] { juce::MessageManager::getInstance()->stopDispatchLoop(); });
    juce::MessageManager::getInstance()->runDispatchLoop();
    const auto picture = editor->createComponentSnapshot(editor->getLocalBounds(), true, 2.0f);
    stop = true;
    host.join();
    juce::FileOutputStream stream(juce::File::getCurrentWorkingDirectory().getChildFile(arguments[1]));
    stream.setPosition(0);
    stream.truncate();
    if (!stream.openedOk() || !juce::PNGImageFormat().writeImageToStream(picture, stream)) {
        std::cerr << "strip_picture could not write " << arguments[1]
                  << "; name a file in a folder that exists.\n";
        return 1;
    }
    return 0;
}
