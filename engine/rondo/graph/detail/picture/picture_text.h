// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/graph/graph_picture.h>
#include <string>
#include <string_view>
#include <vector>

namespace rondo::graph::detail {

/// Text for XML: markup escaped; what XML cannot hold (control characters, broken UTF-8) becomes U+FFFD.
std::string escapeXml(std::string_view text);
/// Text for a quoted label of Graphviz, where backslashes and ampersands mean something too.
std::string escapeDot(std::string_view text);

/// An estimate of the width of a line of a usual sans-serif font of `size` pixels; on the safe side.
double textWidth(std::string_view text, double size);
/// The longest beginning that fits into `width`, with an ellipsis where something is missing.
std::string fitted(std::string_view text, double size, double width);

/// "12", "12.5": at most one digit after the point, in every locale.
std::string decimal(double value);
/// "850 ns", "1.2 µs", "3.4 ms".
std::string duration(double nanoseconds);
/// "mono", "stereo", "6 channels".
std::string channelsInWords(std::uint32_t width);
/// "1 node", "2 nodes".
std::string counted(std::size_t count, std::string_view thing);

/// What is said under the name of a node: type, latency, that it is bypassed, its pass; all or nothing.
std::string subtitle(const PictureNode& node);
/// What it took; "alone ..." where it can run together with others and then costs less. Requires: a time.
std::string timeLine(const PictureNode& node);
bool isGraphEnd(const PictureNode& node) noexcept;

/// An edge whose ends are places in GraphPicture::nodes.
struct PlacedEdge {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    const PictureEdge* edge = nullptr;
};
/// The edges of a picture whose nodes and ports exist.
std::vector<PlacedEdge> placedEdges(const GraphPicture& picture);

} // namespace rondo::graph::detail
