// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/fact_list.h>

#include <algorithm>
#include <host/gui/read_only_text.h>
#include <host/gui/wrapped_text.h>

namespace rondo::host {
namespace {

constexpr int rowGap = 6;
constexpr int columnGap = 16;

} // namespace

class FactList::Row final : public juce::Component {
public:
    Row(const Fact& fact, int nameWidth) : nameWidth_(nameWidth) {
        setInterceptsMouseClicks(false, false);
        show(fact);
    }
    bool show(const Fact& fact) {
        if (getTitle() != fact.name) {
            setTitle(fact.name);
            name_.set(fact.name);
            repaint();
        }
        if (colour_ != fact.colour)
            repaint();
        colour_ = fact.colour;
        if (!value_.set(fact.value))
            return false;
        repaint();
        return true;
    }
    int heightFor(int width) {
        return std::max(
            {16, name_.heightFor(nameWidth_ - 8), value_.heightFor(std::max(40, width - nameWidth_))});
    }
    void paint(juce::Graphics& graphics) override {
        auto area = getLocalBounds();
        name_.draw(graphics, area.removeFromLeft(nameWidth_).withTrimmedRight(8), findColour(Theme::dim));
        value_.draw(graphics, area, findColour(colour_));
    }
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override {
        return ReadOnlyText::handler(*this, juce::AccessibilityRole::staticText,
                                     [this] { return value_.text(); });
    }

private:
    int nameWidth_;
    WrappedText name_{Theme::face(13)};
    WrappedText value_{Theme::figures(13)};
    int colour_ = Theme::text;
};

FactList::FactList(const juce::String& title, Widths widths) : widths_(widths) {
    setTitle(title);
    setFocusContainerType(FocusContainerType::focusContainer);
}
FactList::~FactList() = default;

bool FactList::show(const std::vector<Fact>& facts) {
    bool other = rows_.size() != facts.size();
    rows_.resize(std::min(rows_.size(), facts.size()));
    for (std::size_t at = 0; at < facts.size(); ++at) {
        if (at < rows_.size()) {
            other = rows_[at]->show(facts[at]) || other;
            continue;
        }
        rows_.push_back(std::make_unique<Row>(facts[at], widths_.name));
        addAndMakeVisible(*rows_.back());
    }
    facts_ = facts;
    if (other)
        resized();
    return other;
}

int FactList::layOut(int width, bool move) {
    const bool two = width >= 2 * (widths_.name + widths_.value) + columnGap;
    const int columnWidth = two ? (width - columnGap) / 2 : width;
    const auto half = two ? (rows_.size() + 1) / 2 : rows_.size();
    int height = 0;
    int y = 0;
    for (std::size_t at = 0; at < rows_.size(); ++at) {
        const bool second = at >= half;
        if (at == half)
            y = 0;
        const int rowHeight = rows_[at]->heightFor(columnWidth);
        if (move)
            rows_[at]->setBounds(second ? columnWidth + columnGap : 0, y, columnWidth, rowHeight);
        y += rowHeight + rowGap;
        height = std::max(height, y - rowGap);
    }
    return height;
}

int FactList::heightFor(int width) { return layOut(width, false); }
void FactList::resized() { layOut(getWidth(), true); }

} // namespace rondo::host
