// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <host/session/detail/json.h>
#include <host/session/session_document.h>

namespace rondo::host::detail {

/// The fields of a whole document. `folder`: what paths below or near it are written relative to; empty: all
/// paths are absolute.
Json::Object writeDocument(const SessionDocument& document, const std::filesystem::path& folder);

/// The field that an insert's content is, `node` or `plugin`; none for an unknown one.
Json::Object writeContent(const InsertContent& content, bool state = true);

/// What of `after` differs from `before`.
struct Changes {
    Json fields;     ///< as SessionReading::apply takes them
    Json statesKept; ///< list of the ids whose plugin's state is left out, because it did not change
};
Changes writeChanges(const SessionDocument& before, const SessionDocument& after);

} // namespace rondo::host::detail
