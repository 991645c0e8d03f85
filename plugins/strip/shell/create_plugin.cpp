// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/strip/shell/strip_plugin.h>

// The one function that JUCE's format wrappers ask a plugin for.
juce::AudioProcessor* JUCE_CALLTYPE createPluginFilter() { return new rondo::strip::StripPlugin(); }
