// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <array>
#include <functional>
#include <host/gui/browser_filter.h>
#include <host/gui/page.h>
#include <host/gui/plugin_list.h>
#include <host/gui/quarantine_list.h>
#include <host/gui/scan_bar.h>
#include <host/gui/search_field.h>
#include <string>

namespace rondo::host {

/// The plugins of this machine and Rondo's own nodes: search, favourites, quarantine, scan. From the search the
/// keyboard goes down into the list, and what is typed there goes to the search.
class BrowserPanel final : public Page {
public:
    explicit BrowserPanel(Workspace& workspace);

    std::function<void(const hosting::LocatedPlugin&)> onAddPlugin; ///< after the insert that is chosen
    std::function<void(const std::string& type)> onAddOwnNode;      ///< a type of ownNodeTypes()

    /// Effects: the keyboard goes to the search field, with what is in it marked.
    void focusSearch();
    void showSection(BrowserFilter::Section section);
    BrowserFilter::Section section() const noexcept { return filter_.section; }

    void sessionReplaced() override { tick(); }
    void tick() override;
    void paint(juce::Graphics& graphics) override;
    void resized() override;
    void lookAndFeelChanged() override;

private:
    /// One of the sections, chosen as in a row of tabs.
    struct SectionButton final : juce::Button {
        explicit SectionButton(const juce::String& name);
        void paintButton(juce::Graphics& graphics, bool highlighted, bool down) override;
        int widthFor() const;
    };
    static constexpr std::size_t sectionCount = 4;

    void buildSections();
    void buildFormats();
    void buildLists();
    bool searchKey(const juce::KeyPress& key);
    void refresh(bool fromTop);
    void showHint();
    juce::String hint() const;
    void showScan();
    void add(const BrowserEntry& entry);
    void toggleFavourite(const BrowserEntry& entry);

    BrowserFilter filter_;
    SearchField search_{"Search plugins"};
    std::array<SectionButton, sectionCount> sections_{SectionButton("All"), SectionButton("Favourites"),
                                                      SectionButton("Rondo"), SectionButton("Quarantine")};
    juce::ComboBox formats_;
    juce::Label count_;
    PluginList list_;
    QuarantineList quarantine_;
    juce::TextButton retryAll_{"Retry all"};
    juce::Label hint_;
    ScanBar scan_;
    std::size_t plugins_ = 0;            ///< that are known
    std::size_t quarantined_ = 0;        ///< all of them, whatever is searched for
    std::optional<std::uint64_t> shown_; ///< revision of the shelf
};

} // namespace rondo::host
