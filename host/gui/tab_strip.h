// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <host/gui/command_id.h>
#include <host/gui/plain_button.h>
#include <memory>
#include <vector>

namespace rondo::host {

/// The names of the pages, one of which is shown. Left and right go from one to the next. [control]
class TabStrip final : public juce::Component {
public:
    static constexpr int height = 32;

    /// `pages`: the commands that show them.
    explicit TabStrip(const std::vector<CommandId>& pages);

    std::function<void(CommandId)> onChoose;
    /// Effects: marks the page that is shown.
    void mark(CommandId page);

    void paint(juce::Graphics& graphics) override;
    void resized() override;
    bool keyPressed(const juce::KeyPress& key) override;

private:
    std::vector<CommandId> pages_;
    std::vector<std::unique_ptr<PlainButton>> buttons_;
};

} // namespace rondo::host
