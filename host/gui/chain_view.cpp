// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/chain_view.h>

#include <algorithm>
#include <array>
#include <host/gui/theme.h>

namespace rondo::host {
namespace {

constexpr int endHeight = 32; ///< of the lines at both ends
constexpr int gap = 4;
constexpr int edge = 8;
constexpr unsigned ticksOfTimes = 8;  ///< between figures
constexpr unsigned ticksOfClock = 15; ///< between looks at the device

juce::String sourceText(const SessionSource& source) {
    if (source.kind == SourceKind::input)
        return source.input.channels == 1
                   ? "Live input, channel " + juce::String(source.input.first)
                   : "Live input, channels " + juce::String(source.input.first) + " to " +
                         juce::String(source.input.first + source.input.channels - 1);
    if (source.files.empty())
        return "Nothing yet: drop sound files on the window, or press O";
    const auto first = juce::String::fromUTF8(source.files.front().path.filename().string().c_str());
    const auto others = source.files.size() - 1;
    return others == 0
               ? first
               : first + " and " + juce::String(others) + (others == 1 ? " other file" : " other files");
}

} // namespace

/// What scrolls: all rows, one below the other.
class ChainView::List final : public juce::Component {
public:
    List() {
        setTitle("Inserts");
        setFocusContainerType(FocusContainerType::none);
    }
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override {
        return std::make_unique<juce::AccessibilityHandler>(*this, juce::AccessibilityRole::list);
    }
};

/// Where what is dragged would be put.
class ChainView::DropLine final : public juce::Component {
public:
    DropLine() {
        setInterceptsMouseClicks(false, false);
        setAccessible(false);
    }
    void paint(juce::Graphics& graphics) override {
        const auto middle = static_cast<float>(getHeight()) / 2;
        graphics.setColour(findColour(Theme::accent));
        graphics.fillRoundedRectangle(4, middle - 1.5F, static_cast<float>(getWidth() - 8), 3, 1.5F);
        graphics.fillEllipse(2, middle - 4, 8, 8);
    }
};

ChainView::ChainView(Workspace& workspace)
    : Page(workspace), list_(std::make_unique<List>()), dropLine_(std::make_unique<DropLine>()) {
    setTitle("Chain");
    viewport_.setViewedComponent(list_.get(), false);
    viewport_.setScrollBarsShown(true, false);
    viewport_.setWantsKeyboardFocus(false);
    addAndMakeVisible(viewport_);
    list_->addChildComponent(*dropLine_);
    dropLine_->setAlwaysOnTop(true);
    setWantsKeyboardFocus(true); // in an empty chain
    sessionReplaced();
}

ChainView::~ChainView() = default;

std::unique_ptr<InsertRow> ChainView::makeRow(InsertId insert) {
    auto row = std::make_unique<InsertRow>(insert);
    auto& made = *row;
    row->onChoose = [this, insert, &made] {
        choose(insert);
        if (!made.hasKeyboardFocus(true) && made.isShowing())
            made.grabKeyboardFocus();
    };
    row->onBypass = [this, insert] { toggleBypass(insert); };
    row->onRemove = [this, insert] { remove(insert); };
    row->onOpenEditor = [this, insert] { onOpenEditor ? onOpenEditor(insert) : void(); };
    row->onMenu = [this, insert] { showMenu(insert); };
    row->onDrag = [this, &made](const juce::MouseEvent& event) { drag(made, event); };
    row->onDragEnd = [this, &made](const juce::MouseEvent&) { drop(made); };
    return row;
}

/// The rows are those of the document, in its order; those that stay are the same components.
void ChainView::arrange() {
    auto before = std::exchange(rows_, {});
    const auto& inserts = workspace().document().inserts;
    const bool focused = hasKeyboardFocus(true);
    const auto placeOfChosen = std::ranges::find(before, chosen_, [](auto& row) { return row->insert(); });
    for (std::size_t place = 0; place < inserts.size(); ++place) {
        const auto& insert = *inserts[place];
        const auto known = std::ranges::find_if(
            before, [&](const auto& row) { return row != nullptr && row->insert() == insert.id; });
        auto row = known != before.end() ? std::move(*known) : makeRow(insert.id);
        row->show(insert, place, inserts.size());
        if (row->getParentComponent() == nullptr) {
            updateStatus(*row);
            list_->addAndMakeVisible(*row);
        }
        rows_.push_back(std::move(row));
    }
    for (auto& row : before)
        if (row != nullptr) {
            if (row->insert() == dragged_)
                hideDropPlace();
            leaving_.push_back(std::move(row));
        }
    layOut();
    setWantsKeyboardFocus(rows_.empty());
    if (!placeOf(chosen_))
        chooseAt(placeOfChosen - before.begin());
    // Not before another has the focus: it would go to somebody else's component.
    if (focused && !rows_.empty() && row(chosen_) != nullptr && !row(chosen_)->hasKeyboardFocus(true))
        row(chosen_)->grabKeyboardFocus();
    for (auto& row : leaving_)
        list_->removeChildComponent(row.get());
    if (focused && rows_.empty())
        grabKeyboardFocus();
    repaint();
}

void ChainView::layOut() {
    const int width = viewport_.getMaximumVisibleWidth();
    int top = gap;
    for (const auto& row : rows_) {
        const int height = row->heightFor(width - 2 * edge);
        row->setBounds(edge, top, width - 2 * edge, height);
        top += height + gap;
    }
    list_->setSize(width, std::max(top, viewport_.getMaximumVisibleHeight()));
    if (viewport_.getMaximumVisibleWidth() != width) // the scroll bar came or went
        layOut();
}

void ChainView::resized() {
    viewport_.setBounds(getLocalBounds().withTrimmedTop(endHeight).withTrimmedBottom(endHeight));
    layOut();
}

void ChainView::paint(juce::Graphics& graphics) {
    graphics.fillAll(findColour(Theme::background));
    const auto line = [&](juce::Rectangle<int> area, const juce::String& title, const juce::String& text,
                          const juce::String& right) {
        area.reduce(edge + 8, 0);
        graphics.setColour(findColour(Theme::text));
        graphics.setFont(Theme::face(13, true));
        const int titleWidth = juce::roundToInt(graphics.getCurrentFont().getStringWidthFloat(title)) + 12;
        graphics.drawText(title, area.removeFromLeft(titleWidth), juce::Justification::centredLeft, false);
        graphics.setColour(findColour(Theme::dim));
        if (right.isNotEmpty()) {
            graphics.setFont(Theme::figures(12));
            const int width = juce::roundToInt(graphics.getCurrentFont().getStringWidthFloat(right)) + 8;
            graphics.drawText(right, area.removeFromRight(width), juce::Justification::centredRight, false);
        }
        graphics.setFont(Theme::face(12));
        graphics.drawText(text, area, juce::Justification::centredLeft, true);
    };
    line(getLocalBounds().removeFromTop(endHeight), "Source", source_, {});
    line(getLocalBounds().removeFromBottom(endHeight), "Strip and master", {}, latency_);
    graphics.setColour(findColour(Theme::outline));
    graphics.fillRect(0, endHeight - 1, getWidth(), 1);
    graphics.fillRect(0, getHeight() - endHeight, getWidth(), 1);
    if (!rows_.empty())
        return;
    const auto place = viewport_.getBounds().reduced(16).toFloat();
    juce::Path outline;
    juce::Path dashes;
    outline.addRoundedRectangle(place, 8);
    const std::array<float, 2> pattern{6, 5};
    juce::PathStrokeType(1.5F).createDashedStroke(dashes, outline, pattern.data(), 2);
    graphics.setColour(findColour(dropPlace_ ? Theme::accent : Theme::outline));
    graphics.fillPath(dashes);
    graphics.setColour(findColour(Theme::dim));
    graphics.setFont(Theme::face(14));
    graphics.drawFittedText("Choose an effect on the right, or drop one here", place.toNearestInt().reduced(12),
                            juce::Justification::centred, 2);
    if (hasKeyboardFocus(false))
        Theme::drawFocus(graphics, *this);
}

void ChainView::sessionReplaced() {
    chosen_ = {};
    hideDropPlace();
    ticks_ = 0;
    for (auto& row : rows_) // the ids of another session mean others
        leaving_.push_back(std::move(row));
    rows_.clear();
    for (auto& row : leaving_)
        list_->removeChildComponent(row.get());
    arrange();
    updateEnds();
}

void ChainView::sessionChanged(const SessionChange& change) {
    if (change.source)
        updateEnds();
    if (change.order || !change.added.empty() || !change.removed.empty()) {
        arrange();
        if (change.added.size() == 1)
            choose(change.added.front());
    }
    for (const auto& changed : change.changed)
        if (changed.bypass || changed.content || changed.unknown)
            if (const auto place = placeOf(changed.id))
                rows_[*place]->show(*workspace().document().inserts[*place], *place, rows_.size());
}

bool ChainView::updateStatus(InsertRow& row) {
    auto status = workspace().player().status(row.insert());
    if (ticks_ % ticksOfTimes != 0 && row.status().playing) { // nobody reads figures that fast
        status.usual = row.status().usual;
        status.longest = row.status().longest;
    }
    return row.showStatus(status, clock_);
}

void ChainView::updateEnds() {
    const auto frames = workspace().player().latency();
    const auto latency = frames > 0 ? "Latency " + InsertRow::latencyText(frames, clock_.rate) : juce::String();
    const auto source = sourceText(*workspace().document().source);
    if (std::exchange(source_, source) != source)
        repaint(getLocalBounds().removeFromTop(endHeight));
    if (std::exchange(latency_, latency) != latency)
        repaint(getLocalBounds().removeFromBottom(endHeight));
    setDescription("From: " + source_ + ". " + latency_);
}

void ChainView::tick() {
    leaving_.clear();
    if (ticks_++ % ticksOfClock == 0) {
        const auto report = workspace().player().deviceReport();
        clock_ = report.open ? InsertRow::Clock{report.format.rate, report.period} : InsertRow::Clock{};
        updateEnds();
    }
    bool otherHeights = false;
    const auto seen = viewport_.getViewArea();
    for (const auto& row : rows_)
        if (row->getBounds().intersects(seen))
            otherHeights |= updateStatus(*row);
    if (!rows_.empty()) // a row that is not seen still has to be as high as its warning
        otherHeights |= updateStatus(*rows_[nextStatus_++ % rows_.size()]);
    if (otherHeights)
        layOut();
    if (draggedFromOutside_) {
        const auto at = viewport_.getLocalPoint(this, *draggedFromOutside_);
        if (viewport_.autoScroll(at.x, at.y, 28, 10))
            showDropPlace(list_->getLocalPoint(this, *draggedFromOutside_));
    }
}

std::optional<std::size_t> ChainView::placeOf(InsertId insert) const {
    const auto at = std::ranges::find(rows_, insert, [](const auto& row) { return row->insert(); });
    return at == rows_.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - rows_.begin()));
}

std::size_t ChainView::placeAfterChosen() const {
    const auto place = placeOf(chosen_);
    return place ? *place + 1 : rows_.size();
}

InsertRow* ChainView::row(InsertId insert) const {
    const auto place = placeOf(insert);
    return place ? rows_[*place].get() : nullptr;
}

void ChainView::choose(InsertId insert) {
    auto* const wanted = row(insert);
    if (wanted == nullptr)
        return;
    const bool focused = list_->hasKeyboardFocus(true);
    chosen_ = insert;
    if (!wanted->chosen())
        wanted->setChosen(true);
    if (focused && !wanted->hasKeyboardFocus(true))
        wanted->grabKeyboardFocus();
    for (const auto& each : rows_)
        if (each->chosen() && each.get() != wanted)
            each->setChosen(false);
    const auto seen = viewport_.getViewArea();
    if (wanted->getY() < seen.getY())
        viewport_.setViewPosition(0, wanted->getY() - gap);
    else if (wanted->getBottom() > seen.getBottom())
        viewport_.setViewPosition(0, wanted->getBottom() + gap - seen.getHeight());
}

void ChainView::chooseAt(std::ptrdiff_t place) {
    chosen_ = {};
    if (!rows_.empty())
        choose(rows_[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(place, 0, std::ssize(rows_) - 1))]
                   ->insert());
}

void ChainView::moveBy(InsertId insert, int places) {
    const auto place = placeOf(insert);
    if (!place)
        return;
    const auto to = static_cast<std::ptrdiff_t>(*place) + places;
    if (to < 0 || to >= std::ssize(rows_))
        return;
    workspace().check(workspace().edits().move(insert, static_cast<std::size_t>(to)));
    choose(insert);
}

void ChainView::toggleBypass(InsertId insert) {
    if (const auto* const known = row(insert))
        workspace().check(workspace().edits().bypass(insert, !known->bypassed()));
}

void ChainView::remove(InsertId insert) { workspace().check(workspace().edits().remove(insert)); }

bool ChainView::keyPressed(const juce::KeyPress& key) {
    using juce::KeyPress;
    if (dragged_ && key.isKeyCode(KeyPress::escapeKey)) {
        hideDropPlace();
        dragGivenUp_ = true;
        return true;
    }
    const auto place = placeOf(chosen_);
    if (!place)
        return false;
    const auto at = static_cast<std::ptrdiff_t>(*place);
    const auto page =
        std::max<std::ptrdiff_t>(1, viewport_.getViewHeight() / (rows_[*place]->getHeight() + gap));
    if (key == KeyPress(KeyPress::upKey))
        chooseAt(at - 1);
    else if (key == KeyPress(KeyPress::downKey))
        chooseAt(at + 1);
    else if (key == KeyPress(KeyPress::homeKey))
        chooseAt(0);
    else if (key == KeyPress(KeyPress::endKey))
        chooseAt(std::ssize(rows_) - 1);
    else if (key == KeyPress(KeyPress::pageUpKey))
        chooseAt(at - page);
    else if (key == KeyPress(KeyPress::pageDownKey))
        chooseAt(at + page);
    else if (key == KeyPress(KeyPress::upKey, juce::ModifierKeys::altModifier, 0))
        moveBy(chosen_, -1);
    else if (key == KeyPress(KeyPress::downKey, juce::ModifierKeys::altModifier, 0))
        moveBy(chosen_, 1);
    else if (key == KeyPress('b', juce::ModifierKeys::commandModifier, 0))
        toggleBypass(chosen_);
    else if (key == KeyPress('p', juce::ModifierKeys::commandModifier, 0))
        showPresets(chosen_);
    else if (key == KeyPress(KeyPress::returnKey))
        onOpenEditor ? onOpenEditor(chosen_) : void();
    else if (key == KeyPress(KeyPress::deleteKey) || key == KeyPress(KeyPress::backspaceKey))
        remove(chosen_);
    else if (key == KeyPress(KeyPress::F10Key, juce::ModifierKeys::shiftModifier, 0))
        showMenu(chosen_);
    else
        return false;
    return true;
}

void ChainView::showMenu(InsertId insert) {
    auto* const target = row(insert);
    const auto place = placeOf(insert);
    if (target == nullptr)
        return;
    juce::PopupMenu menu;
    const juce::Component::SafePointer<ChainView> self(this);
    const auto add = [&](const char* text, const char* key, bool enabled, void (*act)(ChainView&, InsertId)) {
        juce::PopupMenu::Item item(text);
        item.shortcutKeyDescription = key;
        item.isEnabled = enabled;
        item.action = [self, insert, act] {
            if (self != nullptr)
                act(*self, insert);
        };
        menu.addItem(std::move(item));
    };
    add("Open the editor", "Return", true,
        [](ChainView& view, InsertId id) { view.onOpenEditor ? view.onOpenEditor(id) : void(); });
    add(target->bypassed() ? "Play through again" : "Bypass", "Ctrl+B", true,
        [](ChainView& view, InsertId id) { view.toggleBypass(id); });
    if (makePresets)
        menu.addSubMenu("Presets", makePresets(insert));
    menu.addSeparator();
    add("Move up", "Alt+Up", *place > 0, [](ChainView& view, InsertId id) { view.moveBy(id, -1); });
    add("Move down", "Alt+Down", *place + 1 < rows_.size(),
        [](ChainView& view, InsertId id) { view.moveBy(id, 1); });
    menu.addSeparator();
    add("Remove", "Delete", true, [](ChainView& view, InsertId id) { view.remove(id); });
    show(std::move(menu), *target);
}

void ChainView::showPresets(InsertId insert) {
    auto* const target = row(insert);
    if (target != nullptr && makePresets)
        show(makePresets(insert), *target);
}

void ChainView::show(juce::PopupMenu menu, InsertRow& row) {
    menu.showMenuAsync(
        juce::PopupMenu::Options().withTargetComponent(row).withParentComponent(getTopLevelComponent()));
}

void ChainView::showDropPlace(juce::Point<int> inList) {
    std::size_t place = 0;
    while (place < rows_.size() && inList.y > rows_[place]->getBounds().getCentreY())
        ++place;
    if (std::exchange(dropPlace_, place) != place && rows_.empty())
        repaint();
    if (rows_.empty())
        return;
    const int y = place < rows_.size() ? rows_[place]->getY() : rows_.back()->getBottom() + gap;
    dropLine_->setBounds(edge / 2, y - gap / 2 - 5, list_->getWidth() - edge, 10);
    dropLine_->setVisible(true);
}

void ChainView::hideDropPlace() {
    if (auto* const row_ = row(dragged_))
        row_->setDragged(false);
    dragged_ = {};
    draggedFromOutside_.reset();
    dropLine_->setVisible(false);
    if (std::exchange(dropPlace_, std::nullopt) && rows_.empty())
        repaint();
}

void ChainView::drag(InsertRow& row, const juce::MouseEvent& event) {
    if (!dragged_) {
        if (dragGivenUp_) // and the button is still down
            return;
        dragged_ = row.insert();
        row.setDragged(true);
        beginDragAutoRepeat(30); // scrolls while the mouse stands still at the edge
    }
    const auto at = event.getEventRelativeTo(&viewport_).getPosition();
    viewport_.autoScroll(at.x, at.y, 28, 10);
    showDropPlace(event.getEventRelativeTo(list_.get()).getPosition());
}

void ChainView::drop(InsertRow& row) {
    const auto insert = dragged_;
    const auto to = dropPlace_;
    hideDropPlace();
    dragGivenUp_ = false;
    const auto from = placeOf(insert);
    if (!from || !to || insert != row.insert() || *to == *from || *to == *from + 1)
        return;
    workspace().check(workspace().edits().move(insert, *to > *from ? *to - 1 : *to));
    choose(insert);
}

bool ChainView::isInterestedInDragSource(const SourceDetails& details) {
    return details.description.hasProperty("identifier");
}

void ChainView::itemDragEnter(const SourceDetails& details) { itemDragMove(details); }

void ChainView::itemDragMove(const SourceDetails& details) {
    draggedFromOutside_ = details.localPosition;
    showDropPlace(list_->getLocalPoint(this, details.localPosition));
}

void ChainView::itemDragExit(const SourceDetails&) { hideDropPlace(); }

void ChainView::itemDropped(const SourceDetails& details) {
    showDropPlace(list_->getLocalPoint(this, details.localPosition));
    const auto place = *dropPlace_;
    hideDropPlace();
    if (onDropPlugin)
        onDropPlugin(details.description["identifier"].toString(), place);
}

std::unique_ptr<juce::AccessibilityHandler> ChainView::createAccessibilityHandler() {
    return std::make_unique<juce::AccessibilityHandler>(*this, juce::AccessibilityRole::group);
}

} // namespace rondo::host
