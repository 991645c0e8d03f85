// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/icons.h>

namespace rondo::host {
namespace {

/// A line as a shape, so that all icons are filled.
juce::Path outlineOf(const juce::Path& line, float width) {
    juce::Path shape;
    juce::PathStrokeType(width, juce::PathStrokeType::mitered, juce::PathStrokeType::rounded)
        .createStrokedPath(shape, line);
    return shape;
}

} // namespace

juce::Path Icons::toBeginning() {
    juce::Path path;
    path.addRectangle(2.0F, 2.0F, 2.5F, 12.0F);
    path.addTriangle(14.0F, 2.0F, 14.0F, 14.0F, 5.0F, 8.0F);
    return path;
}

juce::Path Icons::play() {
    juce::Path path;
    path.addTriangle(3.5F, 1.5F, 14.5F, 8.0F, 3.5F, 14.5F);
    return path;
}

juce::Path Icons::stop() {
    juce::Path path;
    path.addRoundedRectangle(2.5F, 2.5F, 11.0F, 11.0F, 1.0F);
    return path;
}

juce::Path Icons::loop() {
    juce::Path line;
    line.startNewSubPath(11.0F, 4.0F);
    line.lineTo(4.5F, 4.0F);
    line.quadraticTo(1.5F, 4.0F, 1.5F, 8.0F);
    line.quadraticTo(1.5F, 12.0F, 4.5F, 12.0F);
    line.lineTo(11.5F, 12.0F);
    line.quadraticTo(14.5F, 12.0F, 14.5F, 8.0F);
    line.lineTo(14.5F, 7.0F);
    auto path = outlineOf(line, 1.75F);
    path.addTriangle(10.0F, 0.5F, 15.0F, 4.0F, 10.0F, 7.5F);
    return path;
}

juce::Path Icons::capture() {
    juce::Path path;
    path.addEllipse(2.5F, 2.5F, 11.0F, 11.0F);
    return path;
}

juce::Path Icons::cross() {
    juce::Path line;
    line.startNewSubPath(4.0F, 4.0F);
    line.lineTo(12.0F, 12.0F);
    line.startNewSubPath(12.0F, 4.0F);
    line.lineTo(4.0F, 12.0F);
    return outlineOf(line, 1.75F);
}

juce::Path Icons::down() {
    juce::Path line;
    line.startNewSubPath(4.0F, 6.0F);
    line.lineTo(8.0F, 10.0F);
    line.lineTo(12.0F, 6.0F);
    return outlineOf(line, 1.5F);
}

} // namespace rondo::host
