// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <host/gui/dialog.h>
#include <memory>
#include <vector>

namespace rondo::host {

/// A sentence and two or three answers. Return takes the one that has the keyboard, first the first. [control]
class QuestionDialog final : public Dialog {
public:
    struct Answer {
        juce::String text;
        std::function<void()> action = {}; ///< empty: nothing happens
    };

    /// Requires: `answers` is not empty. `cancelled`: what Esc does.
    QuestionDialog(const juce::String& title, const juce::String& text, std::vector<Answer> answers,
                   std::function<void()> cancelled = {});

    juce::Rectangle<int> wantedSize() const override;
    void begin() override;
    void cancel() override { end(cancelled_); }
    /// Effects: gives an answer, counted from 0, as its button does.
    void answer(std::size_t number);

    void paint(juce::Graphics& graphics) override;
    void resized() override;

private:
    static constexpr int width = 480;
    juce::TextLayout layOut(int available) const;

    juce::String text_;
    std::vector<Answer> answers_;
    std::function<void()> cancelled_;
    std::vector<std::unique_ptr<juce::TextButton>> buttons_;
};

} // namespace rondo::host
