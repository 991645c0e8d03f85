// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <plugins/common/juce/plugin_shell.h>
#include <plugins/strip/core/strip.h>

namespace rondo::strip {

/// Rondo Strip as JUCE's wrappers load it.
class StripPlugin final : private Strip, public plugins::PluginShell {
public:
    /// Errors: as Strip. [control]
    StripPlugin();

    /// Returns: the strip behind it. Progress: wait-free. [any]
    Strip& strip() noexcept { return *this; }

    /// Returns, effects: the size the user has given the editor, kept while the plugin lives. [control]
    double editorScale() const noexcept { return editorScale_; }
    void setEditorScale(double scale) noexcept { editorScale_ = scale; }

    bool hasEditor() const override { return true; }
    juce::AudioProcessorEditor* createEditor() override;

private:
    double editorScale_ = 1;
};

} // namespace rondo::strip
