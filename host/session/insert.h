// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/session/hosted_plugin.h>
#include <host/session/insert_id.h>
#include <host/session/own_node.h>
#include <host/session/unknown_fields.h>
#include <variant>

namespace rondo::host {

/// An insert of a kind that this release does not know; its fields are Insert::unknown.
struct UnknownInsert {
    friend bool operator==(const UnknownInsert&, const UnknownInsert&) = default;
};

/// What an insert is; a preset holds the same.
using InsertContent = std::variant<UnknownInsert, OwnNode, HostedPlugin>;

/// A station of the chain. Where its window is stands in SessionView.
struct Insert {
    InsertId id;
    InsertContent content;
    bool bypass = false;
    UnknownFields unknown = {};
    friend bool operator==(const Insert&, const Insert&) = default;
};

} // namespace rondo::host
