// SPDX-License-Identifier: MIT
#include "device_page_fixture.h"

#include <memory>
#include <rondo/device/device_list.h>
#include <utility>
#include <vector>

using namespace rondo;
using namespace rondo::test;
using host::DeviceFinder;
using host::DevicePage;
using host::DeviceReport;
using host::DeviceWishes;

namespace {

/// A device with a name of its own that is there without hardware.
class NamedDevice final : public device::AudioDevice {
public:
    explicit NamedDevice(std::unique_ptr<device::AudioDevice> device)
        : device_(std::move(device)), format_(device_->format()) {
        format_.device = "USB Interface";
    }
    const device::StreamFormat& format() const noexcept override { return format_; }
    base::Result<void> start(device::AudioCallback& callback) override { return device_->start(callback); }
    void stop() noexcept override { device_->stop(); }
    device::StreamStatistics statistics() const noexcept override { return device_->statistics(); }

private:
    std::unique_ptr<device::AudioDevice> device_;
    device::StreamFormat format_;
};

} // namespace

TEST_CASE("each choice of the device page is one edit that can be undone") {
    DevicePageFixture fixture;
    fixture.look();
    auto& history = fixture.workspace.history();
    fixture.choose("Host API", "ALSA");
    CHECK(fixture.wishes().hostApi == "ALSA");
    CHECK(history.undoSteps() == 1);
    fixture.choose("Output device", "USB Interface");
    CHECK(fixture.wishes().output == "USB Interface");
    CHECK(history.undoSteps() == 2);
    fixture.choose("Sample rate", juce::String::fromUTF8("96\xe2\x80\xaf"
                                                         "000 Hz"));
    CHECK(fixture.wishes().rate == 96000);
    fixture.choose("Block", "128 frames");
    CHECK(fixture.wishes().block == base::Frames{128});
    CHECK(history.undoSteps() == 4);
    CHECK(fixture.page.form().isVisible());

    REQUIRE(history.undo());
    CHECK(fixture.box("Block").getText() == "Automatic");
    CHECK_FALSE(fixture.wishes().block);
    fixture.choose("Sample rate", "Automatic");
    CHECK_FALSE(fixture.wishes().rate);
}

TEST_CASE("the device page keeps what it does not show of the wishes") {
    DevicePageFixture fixture;
    DeviceWishes wishes;
    wishes.input = "Microphone";
    wishes.rate = 22050;
    wishes.block = base::Frames{100};
    REQUIRE(fixture.workspace.edits().setDevices(wishes));
    CHECK(fixture.box("Sample rate").getText().contains("22"));
    CHECK(fixture.box("Block").getText() == "100 frames");
    fixture.choose("Host API", "JACK");
    wishes.hostApi = "JACK";
    CHECK(fixture.wishes() == wishes);
}

TEST_CASE("a list of devices arrives in the background, and the page works meanwhile") {
    WorkspaceFixture fixture;
    Gate gate;
    DevicePage page(fixture.workspace, [&]() -> base::Result<DeviceFinder::List> {
        gate.pass();
        return machine();
    });
    page.sessionReplaced();
    WorkspaceFixture::show(page, 1000, 720);
    page.tick();
    CHECK(valueOf(page, "Devices") == "Looking for devices...");
    CHECK_FALSE(findButton(page, "Refresh")->isEnabled());
    auto* const output = findBy<host::ChoiceBox>(page, "Output device");
    CHECK(linesOf(*output) == juce::StringArray{"Automatic"});
    findBy<host::ChoiceBox>(page, "Sample rate")->setSelectedItemIndex(1, juce::sendNotificationSync);
    CHECK(fixture.workspace.document().devices->rate == 44100);

    gate.open();
    CHECK(pumpUntil([&] { return output->getNumItems() > 1; }));
    CHECK(valueOf(page, "Devices").isEmpty());
    CHECK(findButton(page, "Refresh")->isEnabled());
}

TEST_CASE("refresh asks again") {
    DevicePageFixture fixture;
    fixture.look();
    findButton(fixture.page, "Refresh")->triggerClick();
    CHECK(pumpUntil([&] { return fixture.asked == 2; }));
    fixture.page.tick();
    CHECK(fixture.asked == 2);
}

TEST_CASE("a list of devices that fails is told in its sentence") {
    WorkspaceFixture fixture;
    DevicePage page(fixture.workspace, []() -> base::Result<DeviceFinder::List> {
        return base::fail(base::ErrorCode::timeout, "The sound server did not answer; start it again.");
    });
    WorkspaceFixture::show(page, 1000, 720);
    page.tick();
    CHECK(pumpUntil([&] { return valueOf(page, "Devices").startsWith("The sound server"); }));
}

TEST_CASE("devices of one host API are offered by their names, and those that only record not at all") {
    DevicePageFixture fixture;
    fixture.look();
    CHECK(linesOf(fixture.box("Output device")) == juce::StringArray{"Automatic (system)", "system (JACK)",
                                                                     "USB Interface (ALSA)", "JACK:Twin",
                                                                     "ALSA:Twin", "virtual (Rondo)"});
    fixture.choose("Output device", "ALSA:Twin");
    CHECK(fixture.wishes().output == "ALSA:Twin");
    fixture.choose("Host API", "ALSA"); // the player puts the API before the name
    CHECK(fixture.wishes().output == "Twin");
    CHECK(linesOf(fixture.box("Output device")) ==
          juce::StringArray{"Automatic (USB Interface)", "USB Interface", "Twin"});
    fixture.choose("Host API", "Any");
    CHECK(fixture.wishes().output == "ALSA:Twin");
    fixture.choose("Host API", "Rondo");
    CHECK(fixture.wishes().output.empty());
}

TEST_CASE("a wished device that is not there stays shown and wished") {
    DevicePageFixture fixture;
    DeviceWishes wishes;
    wishes.hostApi = "ALSA";
    wishes.output = "Studio Card";
    REQUIRE(fixture.workspace.edits().setDevices(wishes));
    CHECK(fixture.box("Output device").getText() == "Studio Card"); // nobody has looked
    fixture.look();
    CHECK(fixture.box("Output device").getText() == "Studio Card (not there)");
    CHECK(valueOf(fixture.page, "Devices").startsWith("The session keeps its wish"));
    CHECK(fixture.wishes() == wishes);
    fixture.choose("Output device", "Studio Card (not there)");
    CHECK(fixture.wishes() == wishes);

    wishes.hostApi = "CoreAudio";
    REQUIRE(fixture.workspace.edits().setDevices(wishes));
    CHECK(fixture.box("Host API").getText() == "CoreAudio (not there)");
}

TEST_CASE("arrow keys open a choice instead of running through devices") {
    DevicePageFixture fixture;
    fixture.look();
    auto& box = fixture.box("Output device");
    for (const int key : {juce::KeyPress::downKey, juce::KeyPress::upKey}) {
        CHECK(box.keyPressed(juce::KeyPress(key)));
        CHECK(box.isPopupActive());
        box.hidePopup();
        WorkspaceFixture::pump();
    }
    CHECK(fixture.workspace.history().undoSteps() == 0);
}

TEST_CASE("trouble stands on the page with a button to try again") {
    DevicePageFixture fixture;
    auto* const again = findButton(fixture.page, "Try again");
    CHECK_FALSE(again->isShowing());
    DeviceReport report;
    report.trouble = "The device 'USB Interface' (ALSA) could not be opened (busy); end what else uses it.";
    fixture.page.show(report);
    CHECK(valueOf(fixture.page, "Trouble") == juce::String(report.trouble));
    CHECK(again->isShowing());
    CHECK(valueOf(fixture.page.status(), "Device") == "none is open");
    WorkspaceFixture::picture(fixture.page, "trouble");
    again->triggerClick(); // the player's report, which has no trouble, takes its place
    CHECK(pumpUntil([&] { return !again->isShowing(); }));
}

TEST_CASE("what is open stands beside what was wished") {
    DevicePageFixture fixture;
    DeviceWishes wishes;
    wishes.rate = 96000;
    REQUIRE(fixture.workspace.edits().setDevices(wishes));
    auto report = running();
    report.notice = "The device 'USB Interface' (ALSA) runs in blocks of 256 frames.";
    fixture.page.show(report);
    auto& facts = fixture.page.status();
    CHECK(valueOf(facts, "Device") == "USB Interface");
    CHECK(valueOf(facts, "Sample rate") == "48 000 Hz (wished: 96 000 Hz)");
    CHECK(valueOf(facts, "Block") == "256 frames, 5.33 ms");
    CHECK(valueOf(facts, "Output latency") == "512 frames, 10.67 ms");
    CHECK(valueOf(facts, "Input latency") == "256 frames, 5.33 ms");
    CHECK(valueOf(facts, "Input") == "2 channels");
    CHECK(valueOf(facts, "Notice") == juce::String(report.notice));
    report.format.inputChannels = 0;
    fixture.page.show(report);
    CHECK(valueOf(facts, "Input") == "not open: nothing records");
    CHECK(findBy<juce::Component>(facts, "Input latency") == nullptr);
    wishes.rate = 48000;
    wishes.output = "Other Card";
    REQUIRE(fixture.workspace.edits().setDevices(wishes));
    CHECK(valueOf(facts, "Sample rate") == "48 000 Hz");
    CHECK(valueOf(facts, "Device") == "USB Interface (wished: Other Card)");
}

TEST_CASE("everything of the device page has a name and is reached by Tab") {
    DevicePageFixture fixture;
    fixture.look();
    auto report = running();
    report.trouble = "The device was lost; plug it in.";
    fixture.page.show(report);
    juce::StringArray reached;
    auto traverser = std::make_unique<juce::KeyboardFocusTraverser>();
    for (auto* const part : traverser->getAllComponents(&fixture.page)) {
        auto* const handler = part->getAccessibilityHandler();
        REQUIRE(handler != nullptr);
        CHECK(handler->getTitle().isNotEmpty());
        reached.add(handler->getTitle());
    }
    for (const auto* const name :
         {"Host API", "Output device", "Sample rate", "Block", "Refresh", "Play test tone", "Try again",
          "Callback times", "Reset the counts", "Late blocks"})
        CHECK_MESSAGE(reached.contains(name), std::string(name));
    CHECK(reached.indexOf("Host API") < reached.indexOf("Output device"));
    CHECK(reached.indexOf("Output device") < reached.indexOf("Sample rate"));
    auto* const box = fixture.box("Block").getAccessibilityHandler();
    CHECK(box->getRole() == juce::AccessibilityRole::comboBox);
    CHECK(box->getValueInterface()->getCurrentValueAsString() == "Automatic");
}

TEST_CASE("a small device page scrolls to where the keyboard goes") {
    DevicePageFixture fixture(360, 300);
    fixture.page.show(running());
    auto* const scroll =
        findBy<juce::Component>(fixture.page, "Device")->findParentComponentOfClass<juce::Viewport>();
    REQUIRE(scroll != nullptr);
    REQUIRE(scroll->getViewPositionY() == 0);
    auto& list = fixture.page.histogram().culprits().list();
    list.grabKeyboardFocus();
    CHECK(pumpUntil([&] { return scroll->getViewPositionY() > 0; }));
    const auto area = fixture.page.getLocalArea(&list, list.getLocalBounds());
    CHECK(fixture.page.getLocalBounds().contains(area));
}

TEST_CASE("the test tone's button says what it does next") {
    host::DeviceForm form;
    std::vector<bool> asked;
    form.onTestTone = [&](bool sounding) { asked.push_back(sounding); };
    auto* const button = findButton(form, "Play test tone");
    REQUIRE(button != nullptr);
    button->triggerClick();
    CHECK(pumpUntil([&] { return asked == std::vector{true}; }));
    CHECK_FALSE(button->getToggleState()); // the player says whether it sounds
    form.showTestTone(true);
    CHECK(button->getToggleState());
    CHECK(button->getButtonText() == "Stop test tone");
    button->triggerClick();
    CHECK(pumpUntil([&] { return asked == std::vector{true, false}; }));
}

TEST_CASE("refresh closes the device meanwhile, but not while it plays") {
    WorkspaceFixture fixture;
    auto options = fixture.options();
    int opened = 0;
    options.device.clear();
    options.openDevice =
        [&opened](device::StreamRequest request) -> base::Result<std::unique_ptr<device::AudioDevice>> {
        ++opened;
        request.device = "virtual";
        auto made = device::openDevice(request);
        if (!made)
            return made;
        return std::make_unique<NamedDevice>(*std::move(made));
    };
    host::Workspace workspace(options);
    DevicePage page(workspace, []() -> base::Result<DeviceFinder::List> { return machine(); });
    WorkspaceFixture::show(page, 1000, 720);
    REQUIRE(workspace.player().open());
    auto* const refresh = findButton(page, "Refresh");
    page.tick();
    CHECK(workspace.player().deviceReport().open); // the first look leaves it alone
    REQUIRE(pumpUntil([&] { return refresh->isEnabled(); }));
    CHECK(valueOf(page.status(), "Device") == "USB Interface");

    refresh->onClick();
    CHECK_FALSE(workspace.player().deviceReport().open);
    REQUIRE(pumpUntil([&] { return refresh->isEnabled(); }));
    CHECK(workspace.player().deviceReport().open);
    CHECK(opened == 2);

    REQUIRE(workspace.edits().useInput({}));
    workspace.attend();
    REQUIRE(workspace.player().play());
    refresh->onClick();
    CHECK(workspace.player().deviceReport().open);
    REQUIRE(pumpUntil([&] { return refresh->isEnabled(); }));
    CHECK(valueOf(page, "Devices").contains("is not seen while it plays"));
}
