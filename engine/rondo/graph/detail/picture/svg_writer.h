// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/graph/detail/picture/layout.h>
#include <rondo/graph/detail/picture/picture_text.h>
#include <rondo/graph/graph_picture.h>
#include <string>
#include <vector>

namespace rondo::graph::detail {

/// Draws one picture: measures the boxes, has them laid out, writes them.
class SvgWriter {
public:
    explicit SvgWriter(const GraphPicture& picture);
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

    static Measured measure(const PictureNode& node);
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
    void writeNode(std::uint32_t number);
    void writeGraphEnd(std::uint32_t number);
    void writePorts(std::uint32_t number);
    void writeTime(std::uint32_t number, double y);
    void text(const char* style, double x, double y, const std::string& content);

    const GraphPicture& picture_;
    std::vector<PlacedEdge> edges_;
    std::vector<Measured> measured_;
    Layout layout_;
    double slowest_ = 0; ///< the largest median
    std::string svg_;
};

} // namespace rondo::graph::detail
