// SPDX-License-Identifier: GPL-3.0-only
#include <host/player/insert_title.h>

#include <host/player/own_nodes.h>

namespace rondo::host {

InsertTitle InsertTitle::of(const Insert& insert) {
    if (const auto* plugin = std::get_if<HostedPlugin>(&insert.content))
        return {plugin->name.empty() ? plugin->identifier : plugin->name,
                plugin->maker.empty() ? plugin->format : plugin->maker + " · " + plugin->format};
    if (const auto* node = std::get_if<OwnNode>(&insert.content)) {
        const auto* type = findOwnNode(node->type);
        return {type != nullptr ? type->name : node->type, "Rondo"};
    }
    return {"Unknown insert", "of another release"};
}

} // namespace rondo::host
