// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace rondo::graph::detail {

/// Effects: appends `text` to `to` as a JSON string with its quotes (RFC 8259, section 7). What is not UTF-8
/// becomes U+FFFD, one a byte, because a JSON text must be UTF-8 and a name may be anything.
void appendJsonString(std::string& to, std::string_view text);

} // namespace rondo::graph::detail
