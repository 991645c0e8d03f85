// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/generic_editor.h>

#include <algorithm>
#include <host/gui/theme.h>

namespace rondo::host {
namespace {
constexpr int filterHeight = 40;
constexpr int edge = 8;
} // namespace

/// A list of controls: it has no choice of its own, and leaves the keys to them.
class GenericEditor::List final : public juce::ListBox {
public:
    explicit List(juce::ListBoxModel& rows) : ListBox("Values", &rows) {
        setRowHeight(ParameterRow::height);
        setRowSelectedOnMouseDown(false);
        setWantsKeyboardFocus(false);
        setColour(backgroundColourId, juce::Colours::transparentBlack);
        setTitle("Values");
    }
    bool keyPressed(const juce::KeyPress&) override { return false; }
};

GenericEditor::GenericEditor(Workspace& workspace, InsertId insert, InsertParameters::FindPlugin find)
    : workspace_(workspace),
      parameters_(workspace, insert,
                  find ? std::move(find) : InsertParameters::FindPlugin([&workspace](InsertId id) {
                      return workspace.player().plugin(id);
                  })) {
    setTitle("Values");
    filter_.setTitle("Filter values");
    filter_.setFont(Theme::face(13));
    filter_.setIndents(8, 5);
    filter_.setEscapeAndReturnKeysConsumed(false);
    filter_.onTextChange = [this] { setFilter(filter_.getText()); };
    filter_.onEscapeKey = [this] { filter_.clear(), setFilter({}); };
    addChildComponent(filter_);
    list_ = std::make_unique<List>(static_cast<juce::ListBoxModel&>(*this));
    addAndMakeVisible(*list_);
    rebuild();
}

GenericEditor::~GenericEditor() { list_->setModel(nullptr); }

void GenericEditor::rebuild() {
    const bool many = parameters_.all().size() > mostWithoutFilter;
    if (!many)
        filter_.clear();
    filter_.setVisible(many);
    lookAndFeelChanged();
    others_ = true;
    setFilter(filter_.getText());
    resized();
    others_ = false;
    repaint();
}

void GenericEditor::refresh() {
    if (parameters_.refresh())
        rebuild();
    else
        tick();
}

void GenericEditor::letPluginGo() {
    parameters_.letPluginGo();
    rebuild();
}

void GenericEditor::lookAndFeelChanged() {
    filter_.setTextToShowWhenEmpty("Filter " + juce::String(parameters_.all().size()) + " values",
                                   findColour(Theme::dim));
    filter_.applyColourToAllText(filter_.findColour(juce::TextEditor::textColourId));
}

template <class Do>
void GenericEditor::forRowsInSight(Do&& act) const {
    const int first = std::max(0, list_->getRowContainingPosition(1, 1));
    const int most = list_->getHeight() / ParameterRow::height + 4;
    for (int row = std::max(0, first - 1); row < std::min(static_cast<int>(order_.size()), first + most); ++row)
        if (auto* const made = dynamic_cast<ParameterRow*>(list_->getComponentForRowNumber(row)))
            act(*made);
}

void GenericEditor::tick() {
    forRowsInSight([](ParameterRow& row) { row.update(); });
}

ParameterRow* GenericEditor::row(std::size_t parameter) const {
    ParameterRow* found = nullptr;
    forRowsInSight([&](ParameterRow& row) {
        if (row.parameter() == parameter)
            found = &row;
    });
    return found;
}

void GenericEditor::setFilter(const juce::String& text) {
    const auto words = juce::StringArray::fromTokens(text, " ", "");
    order_.clear();
    for (std::size_t parameter = 0; parameter < parameters_.all().size(); ++parameter) {
        const auto name = juce::String::fromUTF8(parameters_.all()[parameter].name.c_str());
        if (std::all_of(words.begin(), words.end(),
                        [&](const auto& word) { return name.containsIgnoreCase(word); }))
            order_.push_back(parameter);
    }
    list_->updateContent();
    repaint();
}

juce::Component* GenericEditor::refreshComponentForRow(int row, bool, juce::Component* existing) {
    if (row < 0 || row >= getNumRows()) {
        delete existing; // ListBox hands it over
        return nullptr;
    }
    auto* made = dynamic_cast<ParameterRow*>(existing);
    const bool fresh = made == nullptr;
    if (fresh) {
        delete existing;
        made = std::make_unique<ParameterRow>(workspace_, parameters_).release(); // ListBox owns it
    }
    const auto parameter = order_[static_cast<std::size_t>(row)];
    if (fresh || others_ || made->parameter() != parameter) // scrolling asks for rows that are as they were
        made->show(parameter);
    else
        made->update();
    return made;
}

juce::String GenericEditor::getNameForRow(int row) {
    return row >= 0 && row < getNumRows()
               ? juce::String::fromUTF8(parameters_.all()[order_[static_cast<std::size_t>(row)]].name.c_str())
               : juce::String();
}

int GenericEditor::reasonHeight() const {
    if (parameters_.reason().empty())
        return 0;
    return parameters_.reason().size() > 90 ? 56 : 40;
}

int GenericEditor::fullHeight() const {
    return edge * 2 + reasonHeight() + (filter_.isVisible() ? filterHeight : 0) +
           std::max(2, static_cast<int>(order_.size())) * ParameterRow::height;
}

void GenericEditor::resized() {
    auto area = getLocalBounds().reduced(0, edge);
    area.removeFromTop(reasonHeight());
    if (filter_.isVisible())
        filter_.setBounds(area.removeFromTop(filterHeight).reduced(12, 0).withTrimmedBottom(10));
    list_->setBounds(area);
}

void GenericEditor::paint(juce::Graphics& graphics) {
    graphics.fillAll(findColour(Theme::panel));
    auto area = getLocalBounds().reduced(12, edge);
    if (!parameters_.reason().empty()) {
        graphics.setColour(findColour(Theme::warning));
        graphics.setFont(Theme::face(12));
        graphics.drawFittedText(juce::String::fromUTF8(parameters_.reason().c_str()),
                                area.removeFromTop(reasonHeight()).withTrimmedBottom(6),
                                juce::Justification::topLeft, 3, 1.0F);
    }
    if (!order_.empty())
        return;
    const auto* const text = !parameters_.all().empty()     ? "No value has these words in its name"
                             : parameters_.reason().empty() ? "It has no values to set"
                                                            : "No values are kept";
    graphics.setColour(findColour(Theme::dim));
    graphics.setFont(Theme::face(13));
    graphics.drawText(text, list_->getBounds(), juce::Justification::centred, true);
}

/// Tab goes through all values, also those that are not in sight yet.
bool GenericEditor::keyPressed(const juce::KeyPress& key) {
    if (!key.isKeyCode(juce::KeyPress::tabKey))
        return false;
    auto* const focused = juce::Component::getCurrentlyFocusedComponent();
    auto* const row = focused != nullptr ? focused->findParentComponentOfClass<ParameterRow>() : nullptr;
    if (row == nullptr)
        return false;
    const auto at = std::ranges::find(order_, row->parameter());
    const auto next = (at - order_.begin()) + (key.getModifiers().isShiftDown() ? -1 : 1);
    if (next >= 0 && next < std::ssize(order_))
        list_->scrollToEnsureRowIsOnscreen(static_cast<int>(next));
    return false; // the focus goes on as it always does
}

} // namespace rondo::host
