// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/strip/shell/strip_plugin.h>

#include <plugins/strip/shell/strip_editor.h>

namespace rondo::strip {

StripPlugin::StripPlugin() : PluginShell(instance(), "bypass") {}

juce::AudioProcessorEditor* StripPlugin::createEditor() { return new StripEditor(*this); }

} // namespace rondo::strip
