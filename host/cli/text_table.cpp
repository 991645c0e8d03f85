// SPDX-License-Identifier: GPL-3.0-only
#include "text_table.h"

#include <algorithm>

namespace rondo::host {
namespace {

constexpr std::size_t widestCell = 36;

/// How many columns of a terminal a text takes, as far as its characters are one column wide.
std::size_t columnsOf(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char letter) { return (static_cast<unsigned char>(letter) & 0xc0) != 0x80; }));
}

} // namespace

std::string cut(const std::string& text) {
    if (columnsOf(text) <= widestCell)
        return text;
    std::size_t end = 0;
    for (std::size_t columns = 0; columns < widestCell; ++end)
        columns += (static_cast<unsigned char>(text[end]) & 0xc0) != 0x80 ? std::size_t{1} : 0;
    return text.substr(0, end - 1) + "\u2026";
}

std::string table(const std::vector<TableRow>& rows, const std::set<std::size_t>& rightAligned) {
    std::vector<std::size_t> widths(rows.front().size(), 0);
    for (const auto& row : rows)
        for (std::size_t column = 0; column < row.size(); ++column)
            widths[column] = std::max(widths[column], columnsOf(row[column]));
    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t column = 0; column < row.size(); ++column) {
            const std::string space(widths[column] - columnsOf(row[column]), ' ');
            line += (column == 0 ? "" : "  ") +
                    (rightAligned.contains(column) ? space + row[column] : row[column] + space);
        }
        text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return text;
}

} // namespace rondo::host
