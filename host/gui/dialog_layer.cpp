// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/dialog_layer.h>

#include <host/gui/theme.h>

namespace rondo::host {

DialogLayer::DialogLayer() {
    setVisible(false);
    juce::Desktop::getInstance().addFocusChangeListener(this);
}

DialogLayer::~DialogLayer() {
    juce::Desktop::getInstance().removeFocusChangeListener(this);
    cancelPendingUpdate();
}

void DialogLayer::show(std::unique_ptr<Dialog> dialog) {
    waiting_.push_back(std::move(dialog));
    if (!isOpen())
        begin();
}

void DialogLayer::begin() {
    if (!isVisible())
        focusedBefore_ = juce::Component::getCurrentlyFocusedComponent();
    open_ = std::move(waiting_.front());
    waiting_.pop_front();
    open_->onOver = [this] { over(); };
    addAndMakeVisible(*open_);
    setVisible(true);
    toFront(false);
    resized();
    open_->begin();
}

void DialogLayer::over() {
    removeChildComponent(open_.get());
    gone_.push_back(std::move(open_));
    triggerAsyncUpdate();
    if (!waiting_.empty()) {
        begin();
        return;
    }
    setVisible(false);
    if (auto* before = focusedBefore_.getComponent(); before != nullptr && before->isShowing())
        before->grabKeyboardFocus();
    else if (auto* parent = getParentComponent(); parent != nullptr && parent->isShowing())
        parent->grabKeyboardFocus();
}

/// The keyboard may come to the window when the dialog is there already, and then to what had it before.
void DialogLayer::globalFocusChanged(juce::Component* focused) {
    if (isOpen() && focused != nullptr && !open_->isParentOf(focused) &&
        focused->getTopLevelComponent() == getTopLevelComponent())
        open_->begin();
}

void DialogLayer::paint(juce::Graphics& graphics) {
    graphics.fillAll(findColour(Theme::background).withAlpha(0.75F));
}

void DialogLayer::resized() {
    if (open_ == nullptr)
        return;
    const auto room = getLocalBounds().reduced(16);
    const auto wanted = open_->wantedSize();
    open_->setBounds(juce::Rectangle<int>(std::min(wanted.getWidth(), room.getWidth()),
                                          std::min(wanted.getHeight(), room.getHeight()))
                         .withCentre(room.getCentre()));
}

} // namespace rondo::host
