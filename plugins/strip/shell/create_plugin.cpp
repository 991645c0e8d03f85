// SPDX-License-Identifier: GPL-3.0-only
#include <strip/shell/strip_processor.h>

// The one function that JUCE's format wrappers ask a plugin for.
juce::AudioProcessor* JUCE_CALLTYPE createPluginFilter() { return new rondo::strip::StripProcessor(); }
