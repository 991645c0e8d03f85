// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <host/gui/insert_parameters.h>
#include <host/player/workspace.h>
#include <juce_gui_basics/juce_gui_basics.h>
#include <memory>

namespace rondo::host {

/// A value of an insert with what sets it: a switch for two places, a list for a few, a slider otherwise; only
/// its words where nothing can be set. Rows are used again for other values. All functions: [control].
class ParameterRow final : public juce::Component {
public:
    static constexpr int height = 32;
    static constexpr std::uint32_t mostListed = 24; ///< steps; more are a slider

    /// Requires: workspace and parameters outlive it.
    ParameterRow(Workspace& workspace, InsertParameters& parameters);
    ~ParameterRow() override;

    /// Effects: is the row of another value, or of the same one of other parameters.
    void show(std::size_t parameter);
    /// Effects: shows where the value stands now; nothing when it stands where it did.
    void update();
    std::size_t parameter() const noexcept { return parameter_; }
    /// Returns: what sets the value; null where nothing does.
    juce::Component* control() const noexcept;

    void paint(juce::Graphics& graphics) override;
    void resized() override;

private:
    class ValueSlider;
    void build();
    void buildSlider(const InsertParameters::Parameter& known);
    void buildList(const InsertParameters::Parameter& known);
    void set(double position);
    double typed(const juce::String& text);

    Workspace& workspace_;
    InsertParameters& parameters_;
    std::size_t parameter_ = 0;
    double shown_ = -1; ///< position
    juce::String words_;
    std::unique_ptr<ValueSlider> slider_;
    std::unique_ptr<juce::ComboBox> list_;
    std::unique_ptr<juce::ToggleButton> switch_;
    GestureId gesture_;                     ///< of the drag that goes on, or of key presses in a row
    std::optional<std::size_t> draggedOne_; ///< whose drag goes on
    juce::uint32 lastSet_ = 0;              ///< ms
};

} // namespace rondo::host
