// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <algorithm>
#include <functional>
#include <host/gui/value_text.h>
#include <juce_gui_basics/juce_gui_basics.h>
#include <rondo/base/units.h>

namespace rondo::host {

/// A time of a component for people who cannot see it: "0:12.34 of 3:45.00", settable in seconds. [control]
class TimeValue final : public juce::AccessibilityValueInterface {
public:
    struct Source {
        std::function<base::Seconds()> get;
        std::function<base::Seconds()> length;
        std::function<void(base::Seconds)> set;
    };
    explicit TimeValue(Source source) : source_(std::move(source)) {}

    bool isReadOnly() const override { return false; }
    double getCurrentValue() const override { return source_.get().value; }
    juce::String getCurrentValueAsString() const override {
        return ValueText::time(source_.get()) + " of " + ValueText::time(source_.length());
    }
    void setValue(double value) override { source_.set({std::clamp(value, 0.0, source_.length().value)}); }
    void setValueAsString(const juce::String& text) override { setValue(text.getDoubleValue()); }
    AccessibleValueRange getRange() const override {
        return {{0, std::max(source_.length().value, 0.01)}, 0.01};
    }

    /// Returns: a handler for a component that such a time belongs to.
    static std::unique_ptr<juce::AccessibilityHandler> handler(juce::Component& component, Source source) {
        return std::make_unique<juce::AccessibilityHandler>(
            component, juce::AccessibilityRole::slider, juce::AccessibilityActions{},
            juce::AccessibilityHandler::Interfaces{std::make_unique<TimeValue>(std::move(source))});
    }

private:
    Source source_;
};

} // namespace rondo::host
