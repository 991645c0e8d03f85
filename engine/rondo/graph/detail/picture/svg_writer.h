// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/graph/detail/picture/layout.h>
#include <rondo/graph/detail/picture/picture_text.h>
#include <rondo/graph/graph_picture.h>
#include <string>
#include <vector>

namespace rondo::graph::detail {

/// Draws one picture: measures the boxes, has them laid out, writes them.
class SvgWriter {
public:
    /// `group`: what is drawn, as GraphPicture::groups names it; none: the graph.
    explicit SvgWriter(const GraphPicture& whole, NodeId group = {});
    std::string write();

private:
    struct Measured {
        double width = 0;
        double height = 0;
        double leftInset = 0;  ///< for the names of input ports
        double rightInset = 0; ///< for those of output ports
        double pitch = 0;      ///< between two ports
    };
    struct Point {
        double x = 0;
        double y = 0;
    };

    Measured measure(std::size_t number) const;
    void makeRoomInside(Measured& size, const SvgWriter& inside) const;
    bool bows() const;
    std::size_t edgeCount() const;
    LayoutRequest request() const;
    std::string captionText() const;
    double portOffset(std::uint32_t node, std::size_t port, std::size_t count) const;
    Point sourceEnd(const PlacedEdge& placed) const;
    Point destinationEnd(const PlacedEdge& placed) const;
    double right(std::uint32_t column) const;

    void writeHead(double width, double height, double side);
    void writeEdge(std::size_t number);
    std::string forwardPath(std::size_t number) const;
    std::string backPath(std::size_t number) const;
    void writeCompensation(std::size_t number);
    void writeWidths();
    void writeAll();
    void writeNode(std::uint32_t number);
    void writeGroup(std::uint32_t number);
    void writeGraphEnd(std::uint32_t number);
    void writePorts(std::uint32_t number);
    void writeTime(std::uint32_t number, double y);
    void text(const char* style, double x, double y, const std::string& content);

    const GraphPicture& whole_;
    const GraphPicture picture_;                     ///< what is drawn of it
    std::vector<std::unique_ptr<SvgWriter>> inside_; ///< by node: of a group
    std::vector<PlacedEdge> edges_;
    std::vector<Measured> measured_;
    Layout layout_;
    double slowest_ = 0; ///< the largest median
    std::string svg_;
};

} // namespace rondo::graph::detail
