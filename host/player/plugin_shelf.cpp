// SPDX-License-Identifier: GPL-3.0-only
#include <host/player/plugin_shelf.h>

#include <rondo/base/error.h>

namespace rondo::host {

struct PluginShelf::Parts {
    hosting::Favourites favourites;
};
PluginShelf::PluginShelf(Options) : parts_(std::make_unique<Parts>()) {}
PluginShelf::~PluginShelf() = default;
std::vector<hosting::LocatedPlugin> PluginShelf::find(const hosting::PluginQuery&) const { return {}; }
base::Result<hosting::LocatedPlugin> PluginShelf::locate(const HostedPlugin& plugin) const {
    return base::fail(base::ErrorCode::notFound, "no " + plugin.name);
}
std::vector<hosting::QuarantinedPlugin> PluginShelf::quarantine() const { return {}; }
bool PluginShelf::scannedBefore() const noexcept { return false; }
bool PluginShelf::isFavourite(const std::string&) const { return false; }
base::Result<void> PluginShelf::setFavourite(const std::string&, bool) { return {}; }
const hosting::Favourites& PluginShelf::favourites() const noexcept { return parts_->favourites; }
void PluginShelf::startScan(bool) {}
void PluginShelf::retry(const hosting::QuarantinedPlugin&) {}
void PluginShelf::stopScan() noexcept {}
ShelfScan PluginShelf::scan() const { return {}; }
bool PluginShelf::attend() { return false; }
std::vector<std::string> PluginShelf::takeNotices() { return {}; }

} // namespace rondo::host
