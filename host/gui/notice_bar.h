// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <deque>
#include <functional>
#include <host/gui/icon_button.h>
#include <host/gui/page.h>

namespace rondo::host {

/// The newest of the sentences that the workspace has to tell, and how many wait behind it. Esc or its button
/// takes it away. Its owner lays it out with `wantedHeight`, which is 0 while there is nothing to tell.
/// [control]
class NoticeBar final : public Page {
public:
    static constexpr std::size_t most = 50; ///< sentences that wait; older ones are forgotten

    explicit NoticeBar(Workspace& workspace);

    /// Called when `wantedHeight` may have changed.
    std::function<void()> onChange;

    /// Effects: takes over what the workspace has to tell.
    void tick() override;
    /// Effects: takes the sentence away. Returns: whether there was one.
    bool dismiss();
    bool isEmpty() const noexcept { return sentences_.empty(); }
    int wantedHeight(int width) const;

    void paint(juce::Graphics& graphics) override;
    void resized() override;

private:
    void add(const juce::String& sentence);
    void show();
    juce::TextLayout layOut(int width) const;
    juce::String waiting() const;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

    std::deque<juce::String> sentences_; ///< the newest first
    IconButton dismiss_;
};

} // namespace rondo::host
