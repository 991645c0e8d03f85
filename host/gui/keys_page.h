// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/gui/page.h>

namespace rondo::host {

/// All commands and their keys. [control]
class KeysPage final : public Page {
public:
    explicit KeysPage(Workspace& workspace);
    ~KeysPage() override;

    void resized() override;
    bool keyPressed(const juce::KeyPress& key) override { return viewport_.keyPressed(key); }

private:
    class Sheet;
    std::unique_ptr<Sheet> sheet_;
    juce::Viewport viewport_;
};

} // namespace rondo::host
