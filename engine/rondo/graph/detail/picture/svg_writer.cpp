// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/picture/svg_writer.h>

#include <algorithm>
#include <cmath>
#include <rondo/graph/detail/picture/picture_scope.h>

namespace rondo::graph::detail {

namespace {

constexpr double margin = 20;
constexpr double reach = 26; ///< of the bow of an edge that leads back
constexpr double nameSize = 13;
constexpr double smallSize = 11;
constexpr double portSize = 9;
constexpr double widestText = 210;
constexpr double widestPort = 64;
constexpr double narrowestBox = 84;
constexpr double framePadding = 16;
constexpr double frameTitle = 34;
constexpr double tallestPorts = 1600; ///< of the ports of one side; many move closer together

// Cards bring their own light ground. What stands outside them is of a middle grey that can be read on white
// and on black.
constexpr const char* styleSheet =
    "text{font-family:'Helvetica Neue',Arial,'Liberation Sans','DejaVu Sans','Noto Sans',sans-serif}"
    ".c{fill:#f7f9fb;stroke:#9aa7b4}"
    ".y{stroke-dasharray:5 3}"
    ".r{fill:#8592a0;fill-opacity:.1;stroke:#9aa7b4}.rn{font-size:13px;font-weight:600;fill:#7a8795}"
    ".g{fill:#46566a;stroke:#9aa7b4}"
    ".s{fill:#3b7dd8}.p{fill:#9aa7b4}.k{fill:#2f9e83}"
    ".e{fill:none;stroke:#8592a0;stroke-width:2}.m{stroke-width:1.2}.w{stroke-width:3.4}"
    ".f{stroke:#cf5c36;stroke-dasharray:6 4}.a{fill:#8592a0}.d{fill:#8592a0}"
    ".n{font-size:13px;font-weight:600;fill:#1c2733}.t{font-size:11px;fill:#5b6b7a}"
    ".q{font-size:10px;fill:#46566a;text-anchor:middle}"
    ".o{font-size:9px;fill:#5b6b7a}.h{text-anchor:end}"
    ".gn{font-size:13px;font-weight:600;fill:#fff}.gt{font-size:11px;fill:#c9d3de}"
    ".l{font-size:10px;fill:#7a8795}.lf{font-size:10px;fill:#cf5c36;text-anchor:middle}"
    ".b{fill:#e4e9ee}.v{fill:#e0a22f}";

std::string point(double x, double y) { return decimal(x) + " " + decimal(y); }

std::string curve(double fromX, double fromY, double toX, double toY) {
    if (std::abs(fromY - toY) < 0.5)
        return "L" + point(toX, toY);
    const double middle = (fromX + toX) / 2;
    return "C" + point(middle, fromY) + " " + point(middle, toY) + " " + point(toX, toY);
}

std::string rectangle(const char* style, double x, double y, double width, double height, double radius) {
    return std::string("<rect class=\"") + style + "\" x=\"" + decimal(x) + "\" y=\"" + decimal(y) +
           "\" width=\"" + decimal(width) + "\" height=\"" + decimal(height) + "\" rx=\"" + decimal(radius) +
           "\"/>\n";
}

std::string shortWidth(std::uint32_t width) {
    return width == 0 ? "events" : width == 1 ? "mono" : std::to_string(width) + " ch";
}

/// Of a port beside others; an output says its width too, because there is no room for that at its edge.
std::string portLabel(const PicturePort& port, bool output) {
    auto name = fitted(port.name, portSize, widestPort);
    return output && port.width != 2 ? name + " \u00b7 " + shortWidth(port.width) : name;
}

double portNamesWidth(const std::vector<PicturePort>& ports, bool output) {
    double width = 0;
    if (ports.size() > 1)
        for (const auto& port : ports)
            width = std::max(width, textWidth(portLabel(port, output), portSize) + 8);
    return width;
}

} // namespace

SvgWriter::SvgWriter(const GraphPicture& whole, NodeId group)
    : whole_(whole), picture_(insideOf(whole, group)), edges_(placedEdges(picture_)) {
    for (const auto& node : whole.nodes)
        if (node.time)
            slowest_ = std::max(slowest_, node.time->median);
    const auto isGroup = [&](NodeId id) {
        return std::ranges::any_of(whole.groups, [&](const auto& other) { return other.ids.node == id; });
    };
    for (std::size_t number = 0; number < picture_.nodes.size(); ++number) {
        const auto id = picture_.nodes[number].id;
        inside_.push_back(!whole.groups.empty() && isGroup(id) ? std::make_unique<SvgWriter>(whole, id)
                                                               : nullptr);
        measured_.push_back(measure(number));
    }
    layout_ = layOut(request());
}

bool SvgWriter::bows() const { return std::ranges::any_of(layout_.routes, &Layout::Route::back); }

std::size_t SvgWriter::edgeCount() const {
    auto count = edges_.size();
    for (const auto& inside : inside_)
        count += inside != nullptr ? inside->edgeCount() : 0;
    return count;
}

void SvgWriter::makeRoomInside(Measured& size, const SvgWriter& inside) const {
    const double side = framePadding + (inside.bows() ? reach / 2 : 0);
    size.width = std::max(size.width, inside.layout_.width + 2 * side + size.leftInset + size.rightInset);
    size.height = std::max(size.height, inside.layout_.height + frameTitle + framePadding);
}

SvgWriter::Measured SvgWriter::measure(std::size_t number) const {
    const auto& node = picture_.nodes[number];
    Measured size;
    const auto second = subtitle(node);
    double widest = std::max(std::min(textWidth(node.name, nameSize) * 1.06, widestText), // bold
                             std::min(textWidth(second, smallSize), widestText));
    double rows = second.empty() ? 1 : 2;
    if (node.time && !isGraphEnd(node)) {
        widest = std::max(widest, textWidth(timeLine(node), smallSize));
        rows += 1.35;
    }
    size.leftInset = isGraphEnd(node) ? 0 : portNamesWidth(node.inputs, false);
    size.rightInset = isGraphEnd(node) ? 0 : portNamesWidth(node.outputs, true);
    size.width = std::max(narrowestBox, widest + 32 + size.leftInset + size.rightInset);
    const auto ports = static_cast<double>(std::max(node.inputs.size(), node.outputs.size()));
    size.pitch = ports > 1 ? std::min(14.0, tallestPorts / ports) : 0;
    size.height = std::max(18 + 15 * rows, ports > 1 ? ports * size.pitch + 10 : 0.0);
    if (inside_[number] != nullptr)
        makeRoomInside(size, *inside_[number]);
    return size;
}

LayoutRequest SvgWriter::request() const {
    LayoutRequest request;
    using enum LayoutRequest::Place;
    for (std::size_t index = 0; index < measured_.size(); ++index) {
        const auto id = picture_.nodes[index].id;
        request.boxes.push_back({measured_[index].width, measured_[index].height,
                                 id == graphInput    ? firstColumn
                                 : id == graphOutput ? lastColumn
                                                     : anywhere});
    }
    for (const auto& placed : edges_) {
        const auto& edge = *placed.edge;
        request.edges.push_back(
            {placed.from, placed.to,
             portOffset(placed.from, edge.sourcePort, picture_.nodes[placed.from].outputs.size()),
             portOffset(placed.to, edge.destinationPort, picture_.nodes[placed.to].inputs.size()),
             edge.feedback.has_value()});
    }
    return request;
}

double SvgWriter::portOffset(std::uint32_t node, std::size_t port, std::size_t count) const {
    return (static_cast<double>(port) - static_cast<double>(count - 1) / 2) * measured_[node].pitch;
}

double SvgWriter::right(std::uint32_t column) const {
    return layout_.columns[column].left + layout_.columns[column].width;
}

SvgWriter::Point SvgWriter::sourceEnd(const PlacedEdge& placed) const {
    return {right(layout_.columnOf[placed.from]),
            layout_.middles[placed.from] +
                portOffset(placed.from, placed.edge->sourcePort, picture_.nodes[placed.from].outputs.size())};
}

SvgWriter::Point SvgWriter::destinationEnd(const PlacedEdge& placed) const {
    return {layout_.columns[layout_.columnOf[placed.to]].left,
            layout_.middles[placed.to] +
                portOffset(placed.to, placed.edge->destinationPort, picture_.nodes[placed.to].inputs.size())};
}

std::string SvgWriter::write() {
    constexpr double captionHeight = 26;
    const auto caption = captionText();
    const double side = bows() ? margin + reach / 2 : margin;
    writeHead(std::max(layout_.width, textWidth(caption, 10)) + 2 * side,
              layout_.height + 2 * margin + captionHeight, side);
    writeAll();
    text("l", 0, layout_.height + captionHeight, caption);
    return svg_ + "</g>\n</svg>\n";
}

void SvgWriter::writeAll() {
    for (std::uint32_t node = 0; node < picture_.nodes.size(); ++node)
        if (inside_[node] != nullptr)
            writeGroup(node);
    for (std::size_t edge = 0; edge < edges_.size(); ++edge)
        writeEdge(edge);
    writeWidths();
    for (std::uint32_t node = 0; node < picture_.nodes.size(); ++node)
        if (inside_[node] == nullptr)
            isGraphEnd(picture_.nodes[node]) ? writeGraphEnd(node) : writeNode(node);
}

/// A frame with its name, its ports and what is inside.
void SvgWriter::writeGroup(std::uint32_t number) {
    const auto& node = picture_.nodes[number];
    const auto& size = measured_[number];
    const auto& column = layout_.columns[layout_.columnOf[number]];
    auto& inside = *inside_[number];
    const double top = layout_.middles[number] - size.height / 2;
    svg_ += "<g><title>" + escapeXml(node.name) + "</title>\n" +
            rectangle(node.bypassed ? "r y" : "r", column.left, top, column.width, size.height, 10);
    text(
        "rn", column.left + 14, top + 19,
        fitted(node.bypassed ? node.name + " \u00b7 bypassed" : node.name, nameSize * 1.06, column.width - 28));
    writePorts(number);
    const double across = column.width - size.leftInset - size.rightInset - inside.layout_.width;
    const double down = size.height - frameTitle - framePadding - inside.layout_.height;
    inside.writeAll();
    svg_ += "<g transform=\"translate(" +
            point(column.left + size.leftInset + across / 2, top + frameTitle + down / 2) + ")\">\n" +
            inside.svg_ + "</g>\n</g>\n";
}

void SvgWriter::writeHead(double width, double height, double side) {
    const auto across = decimal(std::ceil(width));
    const auto down = decimal(std::ceil(height));
    svg_ = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + across + "\" height=\"" + down +
           "\" viewBox=\"0 0 " + across + " " + down + "\" role=\"img\">\n<title>Graph of " +
           counted(whole_.nodes.size(), "node") + "</title>\n<style>" + styleSheet +
           "</style>\n<g transform=\"translate(" + point(side, margin) + ")\">\n";
}

std::string SvgWriter::forwardPath(std::size_t number) const {
    const auto from = sourceEnd(edges_[number]);
    const auto to = destinationEnd(edges_[number]);
    std::string path = "M" + point(from.x, from.y);
    Point at = from;
    for (const auto& lane : layout_.routes[number].lanes) {
        const double left = layout_.columns[lane.column].left;
        path += curve(at.x, at.y, left, lane.y);
        at = {right(lane.column), lane.y};
        path += "L" + point(at.x, at.y);
    }
    return path + curve(at.x, at.y, to.x - 6, to.y);
}

std::string SvgWriter::backPath(std::size_t number) const {
    const auto from = sourceEnd(edges_[number]);
    const auto to = destinationEnd(edges_[number]);
    const auto& lanes = layout_.routes[number].lanes;
    std::string path = "M" + point(from.x, from.y);
    if (lanes.empty())
        return path + "C" + point(from.x + 80, from.y + 60) + " " + point(to.x - 80, to.y + 60) + " " +
               point(to.x - 6, to.y);
    path += "C" + point(from.x + reach, from.y) + " " + point(from.x + reach, lanes.front().y) + " " +
            point(from.x, lanes.front().y);
    for (std::size_t index = 0; index < lanes.size(); ++index) {
        const double left = layout_.columns[lanes[index].column].left;
        path += "L" + point(left, lanes[index].y);
        if (index + 1 < lanes.size())
            path += curve(left, lanes[index].y, right(lanes[index + 1].column), lanes[index + 1].y);
    }
    const double y = lanes.back().y;
    return path + "C" + point(to.x - reach, y) + " " + point(to.x - reach - 6, to.y) + " " +
           point(to.x - 6, to.y);
}

void SvgWriter::writeEdge(std::size_t number) {
    const auto& placed = edges_[number];
    const auto width = picture_.nodes[placed.from].outputs[placed.edge->sourcePort].width;
    const auto& route = layout_.routes[number];
    svg_ += std::string("<path class=\"e") +
            (width == 1  ? " m"
             : width > 2 ? " w"
                         : "") +
            (route.back || placed.edge->feedback ? " f" : "") + "\" d=\"" +
            (route.back ? backPath(number) : forwardPath(number)) + "\"/>\n";
    const auto to = destinationEnd(placed);
    svg_ += "<path class=\"a\" d=\"M" + point(to.x, to.y) + "l-8 -3.5v7z\"/>\n";
    if (placed.edge->compensation > 0)
        writeCompensation(number);
    if (!placed.edge->feedback)
        return;
    const auto label = "feedback " + std::to_string(*placed.edge->feedback);
    if (route.lanes.empty())
        return text("lf", (sourceEnd(placed).x + to.x) / 2, (sourceEnd(placed).y + to.y) / 2 - 5, label);
    const auto& lane = route.lanes[route.lanes.size() / 2];
    text("lf", (layout_.columns[lane.column].left + right(lane.column)) / 2, lane.y + 12, label);
}

/// In the middle of the last piece, where edges that meet are still apart.
void SvgWriter::writeCompensation(std::size_t number) {
    const auto& placed = edges_[number];
    const auto& lanes = layout_.routes[number].lanes;
    const auto to = destinationEnd(placed);
    auto from = sourceEnd(placed);
    if (!lanes.empty())
        from = {right(lanes.back().column), lanes.back().y};
    const auto label = "+" + std::to_string(placed.edge->compensation);
    const double width = textWidth(label, 10) + 8;
    const Point middle{(from.x + to.x - 6) / 2, (from.y + to.y) / 2};
    svg_ += rectangle("c", middle.x - width / 2, middle.y - 7, width, 14, 7);
    text("q", middle.x, middle.y + 3.5, label);
}

/// Beside the first piece of the edges of a node's only output, on the side where they do not go.
void SvgWriter::writeWidths() {
    std::vector<double> direction(picture_.nodes.size(), 0);
    std::vector<bool> leaves(picture_.nodes.size());
    for (std::size_t number = 0; number < edges_.size(); ++number) {
        const auto& lanes = layout_.routes[number].lanes;
        const double to = lanes.empty() ? destinationEnd(edges_[number]).y : lanes.front().y;
        direction[edges_[number].from] += to - sourceEnd(edges_[number]).y;
        leaves[edges_[number].from] = true;
    }
    for (std::uint32_t node = 0; node < picture_.nodes.size(); ++node) {
        const auto& outputs = picture_.nodes[node].outputs;
        if (!leaves[node] || outputs.size() != 1 || outputs[0].width == 2 || isGraphEnd(picture_.nodes[node]))
            continue;
        text("l", right(layout_.columnOf[node]) + 6, layout_.middles[node] + (direction[node] >= 0 ? -5 : 13),
             shortWidth(outputs[0].width));
    }
}

void SvgWriter::text(const char* style, double x, double y, const std::string& content) {
    svg_ += std::string("<text class=\"") + style + "\" x=\"" + decimal(x) + "\" y=\"" + decimal(y) + "\">" +
            escapeXml(content) + "</text>\n";
}

void SvgWriter::writeNode(std::uint32_t number) {
    const auto& node = picture_.nodes[number];
    const auto& size = measured_[number];
    const auto& column = layout_.columns[layout_.columnOf[number]];
    const double top = layout_.middles[number] - size.height / 2;
    svg_ += "<g><title>" + escapeXml(node.name) + (node.type.empty() ? "" : " (" + escapeXml(node.type) + ")") +
            "</title>\n" +
            rectangle(node.bypassed ? "c y" : "c", column.left, top, column.width, size.height, 6);
    const char* const role = node.inputs.empty() ? "s" : node.outputs.empty() ? "k" : "p";
    svg_ += rectangle(role, column.left + 6, top + 8, 3, size.height - 16, 1.5);
    writePorts(number);
    const auto second = subtitle(node);
    const double x = column.left + 16 + size.leftInset;
    const double rows = (second.empty() ? 1 : 2) + (node.time ? 1.35 : 0);
    double y = layout_.middles[number] - 15 * rows / 2 + 11.5;
    text("n", x, y, fitted(node.name, nameSize * 1.06, widestText));
    if (!second.empty())
        text("t", x, y += 15, fitted(second, smallSize, widestText));
    if (node.time)
        writeTime(number, y + 15);
    svg_ += "</g>\n";
}

void SvgWriter::writeTime(std::uint32_t number, double y) {
    const auto& node = picture_.nodes[number];
    const auto& size = measured_[number];
    const auto& column = layout_.columns[layout_.columnOf[number]];
    const double x = column.left + 16 + size.leftInset;
    const double track = column.width - 28 - size.leftInset - size.rightInset;
    text("t", x, y, timeLine(node));
    const double share = slowest_ > 0 ? std::clamp(node.time->median / slowest_, 0.0, 1.0) : 0;
    svg_ += rectangle("b", x, y + 4, track, 3, 1.5) +
            rectangle("v", x, y + 4, std::max(track * share, 1.0), 3, 1.5);
}

/// Names of ports where a side has more than one, and a dot at each output.
void SvgWriter::writePorts(std::uint32_t number) {
    const auto& node = picture_.nodes[number];
    const auto& column = layout_.columns[layout_.columnOf[number]];
    const bool roomForNames = measured_[number].pitch >= portSize;
    if (node.inputs.size() > 1 && roomForNames)
        for (std::size_t port = 0; port < node.inputs.size(); ++port)
            text("o", column.left + 14,
                 layout_.middles[number] + portOffset(number, port, node.inputs.size()) + 3,
                 portLabel(node.inputs[port], false));
    for (std::size_t port = 0; port < node.outputs.size(); ++port) {
        const double y = layout_.middles[number] + portOffset(number, port, node.outputs.size());
        if (node.outputs.size() > 1 && roomForNames)
            text("o h", column.left + column.width - 7, y + 3, portLabel(node.outputs[port], true));
        svg_ += "<circle class=\"d\" cx=\"" + decimal(column.left + column.width) + "\" cy=\"" + decimal(y) +
                "\" r=\"2.5\"/>\n";
    }
}

void SvgWriter::writeGraphEnd(std::uint32_t number) {
    const auto& node = picture_.nodes[number];
    const auto& size = measured_[number];
    const auto& column = layout_.columns[layout_.columnOf[number]];
    const double top = layout_.middles[number] - size.height / 2;
    svg_ += rectangle("g", column.left, top, column.width, size.height, size.height / 2);
    text("gn", column.left + 18, layout_.middles[number] - 3, fitted(node.name, nameSize * 1.06, widestText));
    text("gt", column.left + 18, layout_.middles[number] + 12, subtitle(node));
}

std::string SvgWriter::captionText() const {
    const auto inside = static_cast<std::size_t>(std::ranges::count_if(whole_.nodes, isGraphEnd));
    auto caption = counted(whole_.nodes.size() - inside, "node") + ", " + counted(edgeCount(), "edge") +
                   ", latency " + counted(picture_.latency, "frame");
    double sum = 0;
    bool fused = false;
    for (const auto& node : whole_.nodes) {
        sum += node.time ? node.time->median : 0;
        fused = fused || (node.time && node.pass > 0);
    }
    // What runs in one pass takes less than its nodes one by one.
    if (sum > 0)
        caption += std::string(", medians together ") + (fused ? "at most " : "") + duration(sum) + " a block";
    return caption;
}

} // namespace rondo::graph::detail
