// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <functional>
#include <host/gui/live_input_view.h>
#include <host/gui/loop_editor.h>
#include <host/gui/loop_handle.h>
#include <host/gui/page.h>
#include <host/gui/waveform_axis.h>
#include <host/gui/waveform_files.h>
#include <host/gui/waveform_image.h>
#include <optional>
#include <vector>

namespace rondo::host {

/// The session's files one after the other in one picture, with playhead and loop. A click or drag goes there;
/// Shift and a drag, or a drag in the lower half of the ruler, makes the loop; the wheel zooms; files can be
/// dropped. [control]
class WaveformView final : public Page,
                           public juce::FileDragAndDropTarget,
                           public juce::TooltipClient,
                           private juce::ScrollBar::Listener {
public:
    explicit WaveformView(Workspace& workspace);
    ~WaveformView() override;

    /// Somebody wants to choose files.
    std::function<void()> onOpenFiles = [] {};
    /// Files were dropped, to be played after the others or in their place. At first they are, whatever they
    /// are.
    std::function<void(const std::vector<std::filesystem::path>&, bool add)> onDropFiles;

    const WaveformAxis& axis() const noexcept { return axis_; }
    const WaveformFiles& files() const noexcept { return files_; }
    const LoopEditor& loop() const noexcept { return loop_; }
    const WaveformImage& image() const noexcept { return image_; }
    /// Returns: where the playhead stands: where the transport is, or where the mouse drags it.
    base::Seconds position() const noexcept { return position_; }

    void sessionReplaced() override;
    void sessionChanged(const SessionChange& change) override;
    void tick() override;

    void paint(juce::Graphics& graphics) override;
    void paintOverChildren(juce::Graphics& graphics) override;
    void resized() override;
    void lookAndFeelChanged() override;
    void mouseMove(const juce::MouseEvent& event) override;
    void mouseDown(const juce::MouseEvent& event) override;
    void mouseDrag(const juce::MouseEvent& event) override;
    void mouseUp(const juce::MouseEvent& event) override;
    void mouseDoubleClick(const juce::MouseEvent& event) override;
    void mouseWheelMove(const juce::MouseEvent& event, const juce::MouseWheelDetails& wheel) override;
    void mouseMagnify(const juce::MouseEvent& event, float factor) override;
    bool keyPressed(const juce::KeyPress& key) override;
    bool keyStateChanged(bool isKeyDown) override;
    void focusGained(FocusChangeType) override { repaint(); }
    void focusLost(FocusChangeType) override;
    juce::String getTooltip() override;
    bool isInterestedInFileDrag(const juce::StringArray& files) override;
    void fileDragEnter(const juce::StringArray& files, int x, int y) override { fileDragMove(files, x, y); }
    void fileDragMove(const juce::StringArray& files, int x, int y) override;
    void fileDragExit(const juce::StringArray& files) override;
    void filesDropped(const juce::StringArray& files, int x, int y) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    enum class Shown { nothing, files, input };
    enum class Drop { none, replaces, adds };

    Shown shown() const noexcept;
    Drop dropAt(int y) const noexcept;
    bool inLoopLane(juce::Point<float> point) const noexcept;
    void showSource();
    void showAxis();
    void showPosition(base::Seconds position);
    void showInput();
    void follow(bool playing);
    void locate(base::Seconds position);
    void zoom(double factor, double place);
    void zoomAtPlayhead(double factor);
    bool move(const juce::KeyPress& key);
    bool look(const juce::KeyPress& key);
    void placeHandles();
    void repaintReading();
    void paintLoop(juce::Graphics& graphics) const;
    void paintReading(juce::Graphics& graphics) const;
    void paintEmpty(juce::Graphics& graphics) const;
    void paintDrop(juce::Graphics& graphics) const;
    void scrollBarMoved(juce::ScrollBar* bar, double start) override;

    WaveformAxis axis_;
    WaveformFiles files_;
    WaveformImage image_;
    LoopEditor loop_;
    LoopHandle loopStart_;
    LoopHandle loopEnd_;
    juce::ScrollBar scroll_{false};
    juce::TextButton open_{"Open files"};
    LiveInputView input_;
    base::Seconds position_ = {};
    std::optional<base::Seconds> wanted_ = {}; ///< where the mouse drags the playhead, and nobody has gone yet
    bool scrubbing_ = false;
    bool playing_ = false;
    bool positionShown_ = true; ///< the playhead was in the picture when it was looked at last
    std::string trouble_;       ///< of the transport
    int ticks_ = 0;
    Drop drop_ = Drop::none;
};

} // namespace rondo::host
