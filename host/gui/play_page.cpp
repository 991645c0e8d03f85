// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/play_page.h>

namespace rondo::host {

PlayPage::PlayPage(Workspace& workspace)
    : Page(workspace), waveform_(workspace), chain_(workspace), strip_(workspace) {
    setTitle("Play");
    for (Page* part : std::initializer_list<Page*>{&waveform_, &chain_, &strip_})
        addAndMakeVisible(part);
}

void PlayPage::sessionReplaced() {
    for (Page* part : std::initializer_list<Page*>{&waveform_, &chain_, &strip_})
        part->sessionReplaced();
}

void PlayPage::sessionChanged(const SessionChange& change) {
    for (Page* part : std::initializer_list<Page*>{&waveform_, &chain_, &strip_})
        part->sessionChanged(change);
}

void PlayPage::tick() {
    for (Page* part : std::initializer_list<Page*>{&waveform_, &chain_, &strip_})
        part->tick();
}

void PlayPage::resized() {
    auto area = getLocalBounds();
    strip_.setBounds(area.removeFromBottom(StripPanel::height));
    waveform_.setBounds(area.removeFromTop(juce::jmax(112, area.getHeight() * 45 / 100)));
    chain_.setBounds(area);
}

} // namespace rondo::host
