// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/gui/theme.h>
#include <juce_gui_basics/juce_gui_basics.h>
#include <memory>
#include <vector>

namespace rondo::host {

/// Facts one below the other, or in two columns where there is room: what it is on the left, how it is on the
/// right, each a text with that name for people who cannot see it. Long values take more lines. [control]
class FactList final : public juce::Component {
public:
    struct Fact {
        juce::String name;
        juce::String value;
        int colour = Theme::text; ///< of Theme
        friend bool operator==(const Fact&, const Fact&) = default;
    };

    /// Points of a column.
    struct Widths {
        int name = 0;
        int value = 0; ///< the least for which there are two columns
    };

    FactList(const juce::String& title, Widths widths);
    ~FactList() override;

    /// Effects: shows other facts. Returns: whether the list may have another height.
    bool show(const std::vector<Fact>& facts);
    const std::vector<Fact>& facts() const noexcept { return facts_; }
    int heightFor(int width);
    void resized() override;

private:
    class Row;
    int layOut(int width, bool move);

    Widths widths_;
    std::vector<Fact> facts_;
    std::vector<std::unique_ptr<Row>> rows_;
};

} // namespace rondo::host
