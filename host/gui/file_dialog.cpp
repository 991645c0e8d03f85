// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/file_dialog.h>

#include <host/gui/theme.h>
#include <rondo/base/error.h>

namespace rondo::host {
namespace {

namespace fs = std::filesystem;

juce::File startOf(const FileDialog::Options& options) {
    const juce::File folder(options.folder.is_absolute() ? juce::String(options.folder.string())
                                                         : juce::String());
    const auto there =
        folder.isDirectory() ? folder : juce::File::getSpecialLocation(juce::File::userHomeDirectory);
    return options.name.empty() ? there : there.getChildFile(options.name);
}

int flagsOf(const FileDialog::Options& options) {
    using Browser = juce::FileBrowserComponent;
    return Browser::canSelectFiles | (options.name.empty() ? Browser::openMode : Browser::saveMode) |
           (options.several ? Browser::canSelectMultipleItems : 0) | Browser::doNotClearFileNameOnRootChange;
}

} // namespace

FileDialog::FileDialog(Options options, Chosen chosen)
    : options_(std::move(options)), chosen_(std::move(chosen)), filter_(options_.kinds, "*", {}),
      browser_(flagsOf(options_), startOf(options_), &filter_, nullptr) {
    setTitle(options_.title);
    browser_.addListener(this);
    browser_.setFilenameBoxLabel("Name:");
    addAndMakeVisible(browser_);
    message_.setColour(juce::Label::textColourId, findColour(Theme::warning));
    message_.setFont(Theme::face(12));
    message_.setMinimumHorizontalScale(1);
    addAndMakeVisible(message_);
    acceptButton_.setButtonText(saves() ? "Save" : "Open");
    acceptButton_.onClick = [this] { accept(); };
    acceptButton_.setColour(juce::TextButton::buttonColourId, findColour(Theme::accent));
    acceptButton_.setColour(juce::TextButton::textColourOffId, findColour(Theme::onAccent));
    addAndMakeVisible(acceptButton_);
    cancelButton_.onClick = [this] { cancel(); };
    addAndMakeVisible(cancelButton_);
    nameField().setTitle("Name");
    nameField().onEscapeKey = [this] { cancel(); };
}

FileDialog::~FileDialog() { browser_.removeListener(this); }

juce::TextEditor& FileDialog::nameField() const {
    for (auto* child : browser_.getChildren())
        if (auto* field = dynamic_cast<juce::TextEditor*>(child))
            return *field;
    throw base::Failure({base::ErrorCode::unsupported, "JUCE's FileBrowserComponent has no field for a name."});
}

void FileDialog::begin() {
    if (saves()) {
        nameField().grabKeyboardFocus();
        nameField().selectAll();
    } else if (auto* list = dynamic_cast<juce::Component*>(browser_.getDisplayComponent())) {
        list->grabKeyboardFocus();
    }
}

/// What is marked in the list, unless another name was typed: JUCE's own answer takes several for one.
std::vector<fs::path> FileDialog::choice() const {
    std::vector<fs::path> files;
    juce::StringArray names;
    const auto* list = browser_.getDisplayComponent();
    for (int number = 0; number < list->getNumSelectedFiles(); ++number)
        if (const auto file = list->getSelectedFile(number); !file.isDirectory()) {
            files.emplace_back(file.getFullPathName().toStdString());
            names.add(file.getFileName());
        }
    const auto typed = nameField().getText();
    if (typed == names.joinIntoString(", ") && !saves())
        return files;
    if (typed.isEmpty())
        return {};
    fs::path file = browser_.getRoot().getChildFile(typed).getFullPathName().toStdString();
    if (saves() && file.extension() != options_.ending) // "Bass 1.5" has none either
        file += options_.ending;
    return {file};
}

bool FileDialog::refuse(const juce::String& why) {
    message_.setText(why, juce::dontSendNotification);
    return false;
}

/// Whether there is a file that nobody has said is to be replaced; then the button says so.
bool FileDialog::isReplacement(const fs::path& file) {
    std::error_code ignored;
    if (!fs::exists(file, ignored) || toReplace_ == file)
        return false;
    toReplace_ = file;
    acceptButton_.setButtonText("Replace");
    refuse("'" + juce::String(file.filename().string()) + "' is there already; Replace writes over it.");
    return true;
}

void FileDialog::accept() {
    const auto files = choice();
    std::error_code ignored;
    if (files.empty()) {
        refuse(saves() ? "Give the file a name." : "Choose a file first.");
        return;
    }
    if (fs::is_directory(files.front(), ignored)) {
        browser_.setRoot(juce::File(files.front().string()));
        return;
    }
    if (const auto folder = files.front().parent_path(); saves() && !fs::is_directory(folder, ignored)) {
        refuse("There is no folder '" + juce::String(folder.filename().string()) +
               "'; give a name without '/'.");
        return;
    }
    if (!saves()) {
        for (const auto& file : files)
            if (!fs::exists(file, ignored)) {
                refuse("'" + juce::String(file.filename().string()) + "' is not in this folder.");
                return;
            }
        end([chosen = chosen_, files] { chosen(files); });
        return;
    }
    if (!isReplacement(files.front()))
        end([chosen = chosen_, files] { chosen(files); });
}

void FileDialog::selectionChanged() {
    // The list tells its selection again when it has read the folder.
    if (toReplace_ && choice() == std::vector{*toReplace_})
        return;
    toReplace_.reset();
    acceptButton_.setButtonText(saves() ? "Save" : "Open");
    message_.setText({}, juce::dontSendNotification);
}

void FileDialog::fileDoubleClicked(const juce::File& file) {
    if (!file.isDirectory())
        accept();
}

void FileDialog::paint(juce::Graphics& graphics) {
    Dialog::paint(graphics);
    graphics.setColour(findColour(Theme::text));
    graphics.setFont(Theme::face(17, true));
    graphics.drawFittedText(getTitle(), getLocalBounds().reduced(margin).removeFromTop(24),
                            juce::Justification::centredLeft, 1);
}

void FileDialog::resized() {
    auto area = getLocalBounds().reduced(margin);
    area.removeFromTop(32);
    auto row = area.removeFromBottom(32);
    acceptButton_.setBounds(row.removeFromRight(96));
    row.removeFromRight(8);
    cancelButton_.setBounds(row.removeFromRight(96));
    row.removeFromRight(8);
    message_.setBounds(row);
    area.removeFromBottom(8);
    // JUCE leaves a border of its own.
    browser_.setBounds(area.expanded(12, 0));
}

} // namespace rondo::host
