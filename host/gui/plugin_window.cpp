// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/plugin_window.h>

#include <algorithm>
#include <host/gui/generic_editor.h>
#include <host/gui/theme.h>
#include <host/hosting/detail/juce_plugin.h>
#include <host/player/insert_title.h>
#include <utility>

namespace rondo::host {
namespace {

constexpr int barHeight = 40;
constexpr int sentenceHeight = 36;
constexpr int narrowest = 400; ///< that the bar is whole in
constexpr int genericWidth = 460;
constexpr int highestGeneric = 560;

} // namespace

/// Bar, sentence, and the editor below them. It is as large as the plugin's editor wants.
class PluginWindow::Content final : public juce::Component, private juce::ComponentListener {
public:
    Content(Workspace& workspace, InsertId insert, InsertParameters::FindPlugin find)
        : workspace_(workspace), insert_(insert), find_(std::move(find)) {
        bypass_.onClick = [this] {
            if (const auto* known = workspace_.document().find(insert_))
                workspace_.check(workspace_.edits().bypass(insert_, !known->bypass));
        };
        other_.onClick = [this] { showOwn(own_ == nullptr); };
        presets_.onClick = [this] {
            if (auto* const window = findParentComponentOfClass<PluginWindow>())
                window->showPresets();
        };
        presets_.setTooltip("Programs and presets (Ctrl+P)");
        addAndMakeVisible(bypass_);
        addChildComponent(other_);
        addAndMakeVisible(presets_);
        addChildComponent(sentence_);
        sentence_.setFont(Theme::face(12));
        lookAndFeelChanged();
        sentence_.setMinimumHorizontalScale(1);
        sentence_.setJustificationType(juce::Justification::centredLeft);
        follow();
        showOwn(true);
    }
    ~Content() override { dropOwn(); }

    /// The bar follows the document.
    void follow() {
        const auto* const known = workspace_.document().find(insert_);
        if (known == nullptr)
            return;
        title_ = InsertTitle::of(*known);
        const auto name = juce::String::fromUTF8(title_.name.c_str());
        bypass_.setButtonText(known->bypass ? "Bypassed" : "Bypass");
        bypass_.setToggleState(known->bypass, juce::dontSendNotification);
        bypass_.setTitle((known->bypass ? "Play through " : "Bypass ") + name);
        presets_.setTitle("Presets of " + name);
        bypass_.setTooltip(known->bypass ? "Play through it again" : "Let the signal pass by it");
        repaint();
    }

    bool hasOwn() const {
        auto* const plugin = find_(insert_);
        try {
            return plugin != nullptr && plugin->core().instance->hasEditor();
        } catch (...) {
            return false;
        }
    }
    bool showsOwn() const { return own_ != nullptr; }
    GenericEditor* generic() const { return generic_.get(); }
    juce::Component& presets() { return presets_; }
    bool resizable() const { return own_ == nullptr || own_->isResizable(); }

    void showOwn(bool own) {
        say({});
        wantsOwn_ = own;
        if (own && hasOwn())
            makeOwn();
        else
            dropOwn();
        if (own_ == nullptr && generic_ == nullptr) {
            generic_ = std::make_unique<GenericEditor>(workspace_, insert_, find_);
            addAndMakeVisible(*generic_);
        }
        updateOther();
        fit();
    }

    void letPluginGo() {
        const bool wanted = wantsOwn_;
        if (own_ != nullptr)
            showOwn(false);
        wantsOwn_ = wanted; // when it is back
        generic_->letPluginGo();
        other_.setVisible(false);
        present_ = false;
    }

    void refresh() {
        follow();
        if (generic_)
            generic_->refresh();
    }

    void tick() {
        const bool present = find_(insert_) != nullptr;
        if (std::exchange(present_, present) != present && present) {
            if (generic_)
                generic_->refresh();
            updateOther();
            if (wantsOwn_ && own_ == nullptr && hasOwn())
                showOwn(true);
        }
        if (generic_)
            generic_->tick();
    }

    void paint(juce::Graphics& graphics) override {
        graphics.fillAll(findColour(Theme::background));
        auto bar = getLocalBounds().removeFromTop(barHeight).reduced(12, 0);
        bar.setLeft(presets_.getRight() + 12);
        if (other_.isVisible())
            bar.setRight(other_.getX() - 8);
        graphics.setFont(Theme::face(12));
        graphics.setColour(findColour(Theme::dim));
        graphics.drawText(juce::String::fromUTF8(title_.origin.c_str()), bar, juce::Justification::centredLeft,
                          true);
        graphics.setColour(findColour(Theme::outline));
        graphics.fillRect(0, barHeight - 1, getWidth(), 1);
    }

    void lookAndFeelChanged() override {
        sentence_.setColour(juce::Label::textColourId, findColour(Theme::warning));
    }

    void resized() override {
        auto area = getLocalBounds();
        auto bar = area.removeFromTop(barHeight).reduced(8, 6);
        bypass_.setBounds(bar.removeFromLeft(92));
        bar.removeFromLeft(8);
        presets_.setBounds(bar.removeFromLeft(80));
        other_.setBounds(bar.removeFromRight(104));
        if (sentence_.isVisible())
            sentence_.setBounds(area.removeFromTop(sentenceHeight).reduced(8, 0));
        if (generic_)
            generic_->setBounds(area);
        if (own_ == nullptr)
            return;
        const juce::ScopedValueSetter<bool> fitting(fitting_, true);
        if (own_->isResizable() && !growing_)
            own_->setBounds(area);
        own_->setTopLeftPosition(std::max(0, (getWidth() - own_->getWidth()) / 2), area.getY());
    }

private:
    void makeOwn() {
        auto& instance = *find_(insert_)->core().instance;
        try {
            own_.reset(instance.createEditorIfNeeded());
            // An LV2's that could not be made, without OpenGL for instance, has no size in JUCE 7.0.5, whose
            // timer calls into it soon all the same.
            if (own_ != nullptr && (own_->getWidth() < 2 || own_->getHeight() < 2))
                own_ = nullptr;
        } catch (...) { // of others' exceptions not even the type is known
            own_ = nullptr;
        }
        if (own_ == nullptr) {
            wantsOwn_ = false;
            say("The plugin's own editor failed when it was opened; all its values are here.");
            return;
        }
        generic_ = nullptr;
        addAndMakeVisible(*own_);
        own_->addComponentListener(this);
    }

    void dropOwn() {
        if (own_ == nullptr)
            return;
        own_->removeComponentListener(this);
        try {
            own_ = nullptr;
        } catch (...) { // destructors do not throw, but this one is another's
        }
    }

    void say(const juce::String& sentence) {
        sentence_.setText(sentence, juce::dontSendNotification);
        sentence_.setVisible(sentence.isNotEmpty());
    }

    void updateOther() {
        other_.setButtonText(own_ != nullptr ? "All values" : "Own editor");
        other_.setTooltip(own_ != nullptr ? "Show all its values as a list" : "Show the plugin's own editor");
        other_.setVisible(hasOwn());
        present_ = find_(insert_) != nullptr;
    }

    /// As large as what it shows wants.
    void fit() {
        const juce::ScopedValueSetter<bool> growing(growing_, true);
        const int above = barHeight + (sentence_.isVisible() ? sentenceHeight : 0);
        if (own_ != nullptr)
            setSize(std::max(narrowest, own_->getWidth()), above + own_->getHeight());
        else
            setSize(genericWidth, above + std::min(highestGeneric, generic_->fullHeight()));
        resized();
        if (auto* const window = findParentComponentOfClass<PluginWindow>())
            window->setResizable(resizable(), false);
    }

    void componentMovedOrResized(juce::Component&, bool, bool wasResized) override {
        if (wasResized && !fitting_ && !growing_)
            fit();
    }

    Workspace& workspace_;
    const InsertId insert_;
    InsertParameters::FindPlugin find_;
    InsertTitle title_;
    juce::TextButton bypass_, other_;
    juce::TextButton presets_{"Presets"};
    juce::Label sentence_;
    juce::TooltipWindow tooltips_{this}; // the main window's shows none of other windows
    std::unique_ptr<juce::AudioProcessorEditor> own_;
    std::unique_ptr<GenericEditor> generic_;
    bool wantsOwn_ = true;
    bool present_ = false; ///< the plugin, at the last look
    bool fitting_ = false; ///< the editor to this component
    bool growing_ = false; ///< this component to the editor
};

PluginWindow::PluginWindow(Workspace& workspace, InsertId insert, InsertParameters::FindPlugin find)
    : DocumentWindow({}, juce::LookAndFeel::getDefaultLookAndFeel().findColour(Theme::background),
                     DocumentWindow::minimiseButton | DocumentWindow::closeButton),
      workspace_(workspace), insert_(insert), find_(std::move(find)) {
    setUsingNativeTitleBar(true);
    auto content = std::make_unique<Content>(workspace_, insert_, find_);
    content_ = content.get();
    setContentOwned(content.release(), true);
    setResizable(content_->resizable(), false);
    setResizeLimits(narrowest, 120, 10000, 10000);
    updateTitle();
}

PluginWindow::~PluginWindow() { clearContentComponent(); }

void PluginWindow::updateTitle() {
    const auto* const known = workspace_.document().find(insert_);
    if (known == nullptr)
        return;
    const auto title =
        juce::String::fromUTF8((InsertTitle::of(*known).name + " - " + workspace_.title()).c_str());
    if (getName() != title)
        setName(title);
}

void PluginWindow::refresh() {
    content_->refresh();
    updateTitle();
}
void PluginWindow::letPluginGo() { content_->letPluginGo(); }
void PluginWindow::tick() {
    content_->tick();
    updateTitle();
}

bool PluginWindow::hasOwnEditor() const { return content_->hasOwn(); }
bool PluginWindow::showsOwnEditor() const { return content_->showsOwn(); }
void PluginWindow::showOwnEditor(bool own) { content_->showOwn(own); }
void PluginWindow::showPresets() {
    // No child of the window: a plugin's can be smaller than its menu.
    if (makePresets)
        makePresets().showMenuAsync(juce::PopupMenu::Options().withTargetComponent(content_->presets()));
}
GenericEditor* PluginWindow::genericEditor() const { return content_->generic(); }

juce::Rectangle<int> PluginWindow::within(juce::Rectangle<int> bounds, juce::Rectangle<int> area) {
    return bounds
        .withSize(std::min(bounds.getWidth(), area.getWidth()), std::min(bounds.getHeight(), area.getHeight()))
        .constrainedWithin(area);
}

void PluginWindow::restore(const WindowPlace& place) {
    auto bounds = getBounds().withPosition(place.x, place.y);
    if (place.width > 0 && place.height > 0 && content_->resizable())
        bounds.setSize(place.width, place.height);
    const auto& displays = juce::Desktop::getInstance().getDisplays();
    if (const auto* const display = displays.getDisplayForRect(bounds)) {
        constexpr int titleBar = 28; // of the window's frame, which lies outside its bounds
        bounds = within(bounds, display->userArea.withTrimmedTop(titleBar));
    }
    setBounds(bounds);
}

WindowPlace PluginWindow::place() const {
    WindowPlace place;
    place.x = std::clamp(getX(), -100'000, 100'000);
    place.y = std::clamp(getY(), -100'000, 100'000);
    place.width = std::clamp(getWidth(), 0, 100'000);
    place.height = std::clamp(getHeight(), 0, 100'000);
    place.open = true;
    return place;
}

void PluginWindow::closeButtonPressed() {
    if (onClose)
        onClose();
}

bool PluginWindow::keyPressed(const juce::KeyPress& key) {
    if (key == juce::KeyPress('w', juce::ModifierKeys::commandModifier, 0)) {
        closeButtonPressed();
        return true;
    }
    if (key == juce::KeyPress('p', juce::ModifierKeys::commandModifier, 0)) {
        showPresets();
        return true;
    }
    return onUnhandledKey && onUnhandledKey(key);
}

} // namespace rondo::host
