// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace rondo::host {

using TableRow = std::vector<std::string>;

/// Returns: columns as wide as they need to be. All rows have as many cells as the first. [control]
std::string table(const std::vector<TableRow>& rows, const std::set<std::size_t>& rightAligned);
/// Returns: a cell that is not wider than others should have to be; cut between two characters. [control]
std::string cut(const std::string& text);

} // namespace rondo::host
