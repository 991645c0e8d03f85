// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/browser_entry.h>

namespace rondo::host {
namespace {

const OwnNodeType& ownNode(const BrowserEntry& entry) { return *std::get<const OwnNodeType*>(entry.what); }

std::string channels(const hosting::PluginDescription& plugin) {
    return std::to_string(plugin.inputs) + " in, " + std::to_string(plugin.outputs) + " out";
}

} // namespace

std::string BrowserEntry::identifier() const {
    const auto* located = plugin();
    return located != nullptr ? located->plugin.identifier : "own:" + ownNode(*this).type;
}

std::string BrowserEntry::name() const {
    const auto* located = plugin();
    return located != nullptr ? located->plugin.name : ownNode(*this).name;
}

std::string BrowserEntry::details() const {
    const auto* located = plugin();
    if (located == nullptr)
        return "Rondo \xC2\xB7 " + ownNode(*this).summary;
    const auto text =
        std::string(hosting::name(located->plugin.format)) + " \xC2\xB7 " + channels(located->plugin);
    return located->plugin.vendor.empty() ? text : text + " \xC2\xB7 " + located->plugin.vendor;
}

std::string BrowserEntry::spoken() const {
    const auto* located = plugin();
    auto text = name() + ", ";
    if (located == nullptr)
        text += "Rondo, " + ownNode(*this).summary;
    else
        text += (located->plugin.vendor.empty() ? "" : located->plugin.vendor + ", ") +
                hosting::name(located->plugin.format) + ", " + channels(located->plugin);
    return favourite ? text + ", favourite" : text;
}

} // namespace rondo::host
