// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/browser_panel.h>

#include <algorithm>
#include <host/gui/theme.h>

namespace rondo::host {
namespace {

constexpr hosting::PluginFormat formats[] = {hosting::PluginFormat::ladspa, hosting::PluginFormat::lv2,
                                             hosting::PluginFormat::vst3};
constexpr int sectionGroup = 1;

juce::String number(std::size_t value) { return juce::String(static_cast<juce::int64>(value)); }

} // namespace

BrowserPanel::SectionButton::SectionButton(const juce::String& name) : juce::Button(name) {
    setButtonText(name);
    setTitle(name);
    setRadioGroupId(sectionGroup);
    setClickingTogglesState(true);
}

int BrowserPanel::SectionButton::widthFor() const {
    return Theme::face(12.0F).getStringWidth(getButtonText()) + 16;
}

void BrowserPanel::SectionButton::paintButton(juce::Graphics& graphics, bool highlighted, bool) {
    const bool on = getToggleState();
    if (on || highlighted) {
        graphics.setColour(findColour(on ? Theme::accent : Theme::raised));
        graphics.fillRoundedRectangle(getLocalBounds().toFloat().reduced(0, 2), 4);
    }
    graphics.setColour(findColour(on ? Theme::onAccent : Theme::text));
    graphics.setFont(Theme::face(12.0F));
    graphics.drawText(getButtonText(), getLocalBounds(), juce::Justification::centred);
    if (hasKeyboardFocus(false))
        Theme::drawFocus(graphics, *this);
}

BrowserPanel::BrowserPanel(Workspace& workspace) : Page(workspace) {
    setTitle("Plugins");
    setFocusContainerType(FocusContainerType::focusContainer);
    addAndMakeVisible(search_);
    search_.onChange = [this] {
        filter_.text = search_.text();
        refresh(true);
    };
    search_.onKey = [this](const juce::KeyPress& key) { return searchKey(key); };
    buildSections();
    buildFormats();
    buildLists();
    scan_.onScan = [this] {
        this->workspace().shelf().startScan();
        showScan();
    };
    scan_.onStop = [this] { this->workspace().shelf().stopScan(); };
    addAndMakeVisible(scan_);
    lookAndFeelChanged();
    tick();
}

void BrowserPanel::buildSections() {
    const char* const tooltips[] = {"All plugins, and Rondo's own nodes", "What you have marked with a star",
                                    "Rondo's own nodes", "What crashed, hung or could not be loaded"};
    for (std::size_t index = 0; index < sectionCount; ++index) {
        auto& button = sections_[index];
        button.setTooltip(tooltips[index]);
        button.onClick = [this, index] { showSection(static_cast<BrowserFilter::Section>(index)); };
        addAndMakeVisible(button);
    }
    sections_.front().setToggleState(true, juce::dontSendNotification);
}

void BrowserPanel::buildFormats() {
    formats_.addItem("All formats", 1);
    for (const auto format : formats)
        formats_.addItem(hosting::name(format), static_cast<int>(format) + 2);
    formats_.setSelectedId(1, juce::dontSendNotification);
    formats_.setTitle("Format");
    formats_.setTooltip("Show plugins of one format");
    formats_.onChange = [this] {
        const int chosen = formats_.getSelectedId();
        filter_.format =
            chosen < 2 ? std::nullopt : std::optional(static_cast<hosting::PluginFormat>(chosen - 2));
        refresh(true);
    };
    addAndMakeVisible(formats_);
    count_.setFont(Theme::face(12.0F));
    count_.setJustificationType(juce::Justification::centredRight);
    addAndMakeVisible(count_);
}

void BrowserPanel::buildLists() {
    list_.onAdd = [this](const BrowserEntry& entry) { add(entry); };
    list_.onFavourite = [this](const BrowserEntry& entry) { toggleFavourite(entry); };
    list_.onTyped = [this](juce::juce_wchar letter) { search_.type(letter); };
    list_.onLeave = [this] { search_.focus(); };
    quarantine_.onRetry = [this](const hosting::QuarantinedPlugin& plugin) {
        workspace().shelf().retry(plugin);
        showScan();
    };
    retryAll_.setTitle("Retry all");
    retryAll_.setTooltip("Try to load all of them again, and look for new plugins");
    retryAll_.onClick = [this] {
        workspace().shelf().startScan(true);
        showScan();
    };
    hint_.setFont(Theme::face(13.0F));
    hint_.setJustificationType(juce::Justification::centred);
    hint_.setInterceptsMouseClicks(false, false);
    addAndMakeVisible(list_);
    addChildComponent(quarantine_);
    addChildComponent(retryAll_);
    addChildComponent(hint_);
}

void BrowserPanel::focusSearch() { search_.focus(); }

void BrowserPanel::showSection(BrowserFilter::Section section) {
    if (filter_.section == section)
        return;
    filter_.section = section;
    sections_[static_cast<std::size_t>(section)].setToggleState(true, juce::dontSendNotification);
    const bool quarantined = section == BrowserFilter::Section::quarantine;
    list_.setVisible(!quarantined);
    formats_.setVisible(!quarantined && section != BrowserFilter::Section::own);
    quarantine_.setVisible(quarantined);
    retryAll_.setVisible(quarantined);
    if (section == BrowserFilter::Section::own)
        formats_.setSelectedId(1, juce::sendNotificationSync);
    refresh(true);
}

bool BrowserPanel::searchKey(const juce::KeyPress& key) {
    const bool goes = key.isKeyCode(juce::KeyPress::downKey) || key.isKeyCode(juce::KeyPress::pageDownKey);
    if (goes && filter_.section == BrowserFilter::Section::quarantine) {
        quarantine_.grabKeyboardFocus();
        return true;
    }
    if (goes) {
        list_.grabKeyboardFocus();
        return true;
    }
    const bool forwarded =
        key == juce::KeyPress::returnKey ||
        key == juce::KeyPress('f', juce::ModifierKeys::ctrlModifier | juce::ModifierKeys::shiftModifier, 0);
    return forwarded && list_.isVisible() && list_.keyPressed(key);
}

void BrowserPanel::tick() {
    if (shown_ != workspace().shelf().revision())
        refresh(false);
    showScan();
}

void BrowserPanel::refresh(bool fromTop) {
    const auto& shelf = workspace().shelf();
    if (shown_ != shelf.revision()) {
        shown_ = shelf.revision();
        plugins_ = shelf.find({}).size();
        quarantined_ = shelf.quarantine().size();
        auto& button = sections_[static_cast<std::size_t>(BrowserFilter::Section::quarantine)];
        button.setButtonText(quarantined_ == 0 ? juce::String("Quarantine")
                                               : "Quarantine " + number(quarantined_));
        resized();
    }
    list_.show(filter_.apply(shelf), fromTop);
    quarantine_.show(filter_.applyToQuarantine(shelf));
    count_.setText(filter_.section == BrowserFilter::Section::quarantine
                       ? juce::String()
                       : number(list_.entries().size()) + " shown",
                   juce::dontSendNotification);
    showHint();
}

juce::String BrowserPanel::hint() const {
    const bool quarantined = filter_.section == BrowserFilter::Section::quarantine;
    if (quarantined ? quarantine_.size() > 0 : !list_.entries().empty())
        return {};
    if (quarantined && quarantined_ == 0)
        return "Nothing is in quarantine. A plugin that crashes or hangs while it is scanned is kept here, "
               "away "
               "from your sessions.";
    if (!filter_.text.empty())
        return "Nothing fits \"" + juce::String::fromUTF8(filter_.text.c_str()) +
               "\". Escape clears the search.";
    if (filter_.section == BrowserFilter::Section::favourites)
        return "No favourites yet. Mark a plugin with its star, or with Ctrl+Shift+F.";
    return "No plugins of this format are known.";
}

void BrowserPanel::showHint() {
    hint_.setText(hint(), juce::dontSendNotification);
    hint_.setVisible(hint_.getText().isNotEmpty());
}

void BrowserPanel::showScan() {
    const auto& shelf = workspace().shelf();
    quarantine_.setBusy(shelf.scan().running);
    retryAll_.setEnabled(!shelf.scan().running && quarantined_ > 0);
    if (scan_.show(shelf, plugins_, quarantined_))
        resized();
}

void BrowserPanel::add(const BrowserEntry& entry) {
    if (const auto* located = entry.plugin()) {
        if (onAddPlugin)
            onAddPlugin(*located);
    } else if (onAddOwnNode)
        onAddOwnNode(std::get<const OwnNodeType*>(entry.what)->type);
}

void BrowserPanel::toggleFavourite(const BrowserEntry& entry) {
    workspace().check(workspace().shelf().setFavourite(entry.identifier(), !entry.favourite));
    refresh(false);
}

void BrowserPanel::paint(juce::Graphics& graphics) { graphics.fillAll(findColour(Theme::panel)); }

void BrowserPanel::resized() {
    auto area = getLocalBounds();
    scan_.setBounds(area.removeFromBottom(scan_.heightFor(getWidth())));
    area = area.reduced(8, 0).withTrimmedTop(8);
    search_.setBounds(area.removeFromTop(32));
    area.removeFromTop(4);
    auto row = area.removeFromTop(28);
    int wanted = 0;
    for (const auto& button : sections_)
        wanted += button.widthFor();
    // What is left over is shared, and what is missing too.
    const int spare = (row.getWidth() - wanted) / static_cast<int>(sectionCount);
    for (auto& button : sections_)
        button.setBounds(row.removeFromLeft(button.widthFor() + std::min(spare, 8)));
    area.removeFromTop(4);
    row = area.removeFromTop(28);
    retryAll_.setBounds(row.withWidth(80));
    formats_.setBounds(row.removeFromLeft(128));
    count_.setBounds(row);
    area.removeFromTop(4);
    list_.setBounds(area);
    quarantine_.setBounds(area);
    hint_.setBounds(area.reduced(16, 0));
}

void BrowserPanel::lookAndFeelChanged() {
    count_.setColour(juce::Label::textColourId, findColour(Theme::dim));
    hint_.setColour(juce::Label::textColourId, findColour(Theme::dim));
    formats_.setColour(juce::ComboBox::backgroundColourId, findColour(Theme::raised));
    formats_.setColour(juce::ComboBox::outlineColourId, findColour(Theme::raised));
    formats_.setColour(juce::ComboBox::textColourId, findColour(Theme::text));
    formats_.setColour(juce::ComboBox::arrowColourId, findColour(Theme::dim));
}

} // namespace rondo::host
