// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <functional>
#include <host/gui/dialog.h>
#include <optional>
#include <string>
#include <vector>

namespace rondo::host {

/// Chooses files to open, or the name of one to save, inside the window and without a desktop's help. A file
/// that is there is replaced only when the button is pressed again, which says so. [control]
class FileDialog final : public Dialog, private juce::FileBrowserListener {
public:
    struct Options {
        juce::String title;
        std::filesystem::path folder; ///< to begin in; one that is not there: the home
        juce::String kinds = "*";     ///< "*.wav;*.flac"
        std::string name = {};        ///< to save under; empty: files are opened
        std::string ending = {};      ///< that a name to save gets where it has it not: ".rondo"
        bool several = false;         ///< of the files to open
    };
    using Chosen = std::function<void(const std::vector<std::filesystem::path>&)>;

    FileDialog(Options options, Chosen chosen);
    ~FileDialog() override;

    juce::Rectangle<int> wantedSize() const override { return {720, 520}; }
    void begin() override;
    void cancel() override { end({}); }
    /// Effects: takes what is chosen, as the button does.
    void accept();
    /// Returns: what stands in the way, or what the button would replace; empty: nothing.
    juce::String message() const { return message_.getText(); }
    /// Effects: as if somebody had typed that name.
    void setName(const juce::String& name) { browser_.setFileName(name); }

    void paint(juce::Graphics& graphics) override;
    void resized() override;

private:
    bool saves() const { return !options_.name.empty(); }
    juce::TextEditor& nameField() const;
    std::vector<std::filesystem::path> choice() const;
    bool refuse(const juce::String& why);
    bool isReplacement(const std::filesystem::path& file);

    void selectionChanged() override;
    void fileClicked(const juce::File&, const juce::MouseEvent&) override {}
    void fileDoubleClicked(const juce::File& file) override;
    void browserRootChanged(const juce::File&) override {}

    Options options_;
    Chosen chosen_;
    juce::WildcardFileFilter filter_;
    juce::FileBrowserComponent browser_;
    juce::Label message_;
    juce::TextButton acceptButton_;
    juce::TextButton cancelButton_{"Cancel"};
    std::optional<std::filesystem::path> toReplace_; ///< the button says so
};

} // namespace rondo::host
