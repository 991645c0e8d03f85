// SPDX-License-Identifier: MIT
#include "workspace_fixture.h"

#include <doctest/doctest.h>
#include <fstream>
#include <host/gui/dialog_layer.h>
#include <host/gui/file_dialog.h>
#include <host/gui/question_dialog.h>
#include <support/eventually.h>

using namespace rondo;
using juce::KeyPress;
namespace fs = std::filesystem;

namespace {

struct Stage {
    test::WorkspaceFixture fixture;
    juce::Component view;
    host::DialogLayer layer;
    juce::TextButton before{"before"};

    Stage() {
        view.addAndMakeVisible(before);
        view.addChildComponent(layer);
        before.setBounds(10, 10, 80, 24);
        layer.setBounds(0, 0, 900, 700);
        test::WorkspaceFixture::show(view, 900, 700);
        before.grabKeyboardFocus();
    }
    /// A key as it comes from the screen: to what has the keyboard, and on to what that is in.
    void press(const KeyPress& key) const { view.getPeer()->handleKeyPress(key); }
};

std::unique_ptr<host::Dialog> question(std::string& said, const std::string& name) {
    return std::make_unique<host::QuestionDialog>(
        name, "There is a question that takes a line and a half to be asked, so that it is laid out in two.",
        std::vector<host::QuestionDialog::Answer>{{"Yes", [&said, name] { said += name + " yes;"; }},
                                                  {"No", [&said, name] { said += name + " no;"; }},
                                                  {"Cancel"}},
        [&said, name] { said += name + " cancelled;"; });
}

void touch(const fs::path& file) { std::ofstream(file) << "sound"; }

} // namespace

TEST_CASE("A question is answered by Return and Tab, and cancelled by Esc") {
    Stage stage;
    std::string said;
    stage.layer.show(question(said, "first"));
    CHECK(stage.layer.isOpen());
    CHECK(stage.layer.isShowing());
    stage.press(KeyPress(KeyPress::returnKey));
    test::WorkspaceFixture::pump();
    CHECK(said == "first yes;");
    CHECK_FALSE(stage.layer.isVisible());
    CHECK(stage.before.hasKeyboardFocus(false));

    stage.layer.show(question(said, "second"));
    stage.press(KeyPress(KeyPress::tabKey));
    stage.press(KeyPress(KeyPress::returnKey));
    test::WorkspaceFixture::pump();
    CHECK(said == "first yes;second no;");

    stage.layer.show(question(said, "third"));
    stage.press(KeyPress(KeyPress::escapeKey));
    test::WorkspaceFixture::pump();
    CHECK(said == "first yes;second no;third cancelled;");
    CHECK_FALSE(stage.layer.isOpen());
}

TEST_CASE("Tab stays in the question") {
    Stage stage;
    std::string said;
    stage.layer.show(question(said, "first"));
    for (int press = 0; press < 7; ++press) {
        stage.press(KeyPress(KeyPress::tabKey));
        CHECK(stage.layer.dialog()->isParentOf(juce::Component::getCurrentlyFocusedComponent()));
    }
}

TEST_CASE("The keyboard that comes to the window while a question is open goes to the question") {
    Stage stage;
    std::string said;
    stage.layer.show(question(said, "first"));
    stage.before.grabKeyboardFocus();
    test::WorkspaceFixture::pump();
    stage.press(KeyPress(KeyPress::returnKey));
    test::WorkspaceFixture::pump();
    CHECK(said == "first yes;");
    stage.before.grabKeyboardFocus();
    test::WorkspaceFixture::pump();
    CHECK(stage.before.hasKeyboardFocus(false));
}

TEST_CASE("A question that comes during another one waits for its turn") {
    Stage stage;
    std::string said;
    stage.layer.show(question(said, "first"));
    stage.layer.show(question(said, "second"));
    CHECK(stage.layer.dialog()->getTitle() == "first");
    test::WorkspaceFixture::picture(stage.view, "question");
    stage.press(KeyPress(KeyPress::escapeKey));
    REQUIRE(stage.layer.isOpen());
    CHECK(stage.layer.dialog()->getTitle() == "second");
    stage.press(KeyPress(KeyPress::returnKey));
    test::WorkspaceFixture::pump();
    CHECK(said == "first cancelled;second yes;");
}

TEST_CASE("A file to save gets its ending, and one that is there is replaced only when it is said twice") {
    Stage stage;
    const auto folder = stage.fixture.folder.path();
    touch(folder / "old.rondo");
    std::vector<fs::path> chosen;
    const auto show = [&](const std::string& name) {
        host::FileDialog::Options options{"Save the session", folder, "*.rondo", name, ".rondo"};
        auto dialog =
            std::make_unique<host::FileDialog>(std::move(options), [&](const auto& files) { chosen = files; });
        auto* const shown = dialog.get();
        stage.layer.show(std::move(dialog));
        return shown;
    };
    for (const char* name : {"new", "new 1.5"}) {
        show(name)->accept();
        CHECK(chosen == std::vector<fs::path>{folder / (std::string(name) + ".rondo")});
        chosen.clear();
    }

    auto* const dialog = show("old.rondo");
    for (auto* part : dialog->getChildren())
        for (auto* child : part->getChildren())
            if (const auto* label = dynamic_cast<juce::Label*>(child); label != nullptr) {
                CHECK(label->getText() == "Name:");
                CHECK(label->getWidth() >=
                      label->getFont().getStringWidth("Name:") + label->getBorderSize().getLeftAndRight());
            }
    dialog->accept();
    CHECK(chosen.empty());
    CHECK(dialog->message().contains("old.rondo"));
    test::WorkspaceFixture::pump(300);
    test::WorkspaceFixture::picture(stage.view, "save_replace");
    dialog->accept();
    CHECK(chosen == std::vector<fs::path>{folder / "old.rondo"});
    chosen.clear();

    show("old")->accept(); // with the ending it is the file that is there
    CHECK(chosen.empty());
    stage.press(KeyPress(KeyPress::escapeKey));
    test::WorkspaceFixture::pump();
    CHECK_FALSE(stage.layer.isOpen());
    CHECK(chosen.empty());
}

TEST_CASE("A file to save below a folder that is not there is refused, and can be named anew") {
    Stage stage;
    const auto folder = stage.fixture.folder.path();
    std::vector<fs::path> chosen;
    host::FileDialog::Options options{"Save a preset", folder, "*.json", "Preset.json", ".json"};
    auto made =
        std::make_unique<host::FileDialog>(std::move(options), [&](const auto& files) { chosen = files; });
    auto* const dialog = made.get();
    stage.layer.show(std::move(made));
    dialog->setName("Bass/Lead");
    dialog->accept();
    CHECK(chosen.empty());
    CHECK(dialog->message() == "There is no folder 'Bass'; give a name without '/'.");
    dialog->setName("Lead");
    dialog->accept();
    CHECK(chosen == std::vector<fs::path>{folder / "Lead.json"});
}

TEST_CASE("A file that is not there is not opened, and a name that is typed is") {
    Stage stage;
    const auto folder = stage.fixture.folder.path();
    touch(folder / "a.wav");
    std::vector<fs::path> chosen;
    host::FileDialog::Options options{"Open sound files", folder, "*.wav"};
    options.several = true;
    auto made =
        std::make_unique<host::FileDialog>(std::move(options), [&](const auto& files) { chosen = files; });
    auto* const dialog = made.get();
    stage.layer.show(std::move(made));
    dialog->accept();
    CHECK(dialog->message().isNotEmpty());
    dialog->setName("b.wav");
    dialog->accept();
    CHECK(chosen.empty());
    CHECK(dialog->message().contains("b.wav"));
    test::WorkspaceFixture::pump(300);
    test::WorkspaceFixture::picture(stage.view, "open");
    dialog->setName("a.wav");
    dialog->accept();
    CHECK(chosen == std::vector<fs::path>{folder / "a.wav"});
}
